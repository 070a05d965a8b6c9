"""A table as a file that Excel opens (D5)."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.http import Http404, HttpResponse

from formats.spreadsheets import write_csv, write_xlsx
from rooms.resources import TextXlsx

KINDS = {"xlsx": (write_xlsx, TextXlsx.CONTENT_TYPE), "csv": (write_csv, "text/csv; charset=utf-8")}


def table_file(heads: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str, extension: str) -> HttpResponse:
    """XLSX or CSV to save; any other extension is not found."""
    if extension not in KINDS:
        raise Http404(extension)
    write, kind = KINDS[extension]
    stream = BytesIO()
    write(list(heads), list(rows), stream)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{extension}"'}
    return HttpResponse(stream.getvalue(), content_type=kind, headers=headers)
