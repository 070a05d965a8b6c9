"""Lists as columns: how they are shown, compared and exported. Nothing is written from here."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final, NamedTuple, NoReturn

from import_export import resources
from import_export.fields import Field
from import_export.formats.base_formats import Format
from import_export.widgets import Widget
from tablib import Dataset

from formats.spreadsheets import write_csv, write_xlsx
from rooms.models import Seat


class Compared(NamedTuple):
    """One cell of the preview, as it stood and as it would stand."""

    before: str
    after: str
    differs: bool


class ListResource(resources.Resource):
    """Columns of a list. The confirmed preview calls the verb; the library's own import never runs."""

    def compare(self, before: object | None, after: object | None) -> list[Compared]:
        """Both, cell by cell, in the order of the columns; None is a row that is not there."""
        diff = self.get_diff_class()(self, before, new=before is None)
        diff.compare_with(self, after)
        pairs = zip(diff.left, diff.right, strict=True)
        return [Compared(str(stood), str(stands), stood != stands) for stood, stands in pairs]

    def headers(self) -> list[str]:
        return list(self.get_export_headers())

    def import_data(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("lists are stored by the verbs, never by the resource")

    save_instance = delete_instance = bulk_create = bulk_update = import_data


class SeatNumber(Widget):
    """Three digits, as it is written everywhere."""

    def render(self, value: int | None, obj: object = None, **kwargs: Any) -> str:
        return f"{value:03d}" if value else ""


class Number(Widget):
    """A number that Excel may count with."""

    def render(self, value: int | None, obj: object = None, **kwargs: Any) -> int | str:
        return "" if value is None else value


class SeatResource(ListResource):
    """A seat list (B5, B6); of a `Seat` as of a `SeatRow`."""

    number = Field("number", "机位号", SeatNumber())
    ip = Field("ip", "IP地址")
    hostname = Field("hostname", "计算机名")
    note = Field("note", "备注")

    class Meta:
        model = Seat
        import_order = export_order = ("number", "ip", "hostname", "note")


class TextXlsx(Format):
    """XLSX in which text stays text, also if somebody typed a formula (D5)."""

    CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        stream = BytesIO()
        write_xlsx(dataset.headers, _rows(dataset), stream)
        return stream.getvalue()

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return self.CONTENT_TYPE

    def can_export(self) -> bool:
        return True


class TextCsv(Format):
    """CSV that Excel opens with its Chinese, and without running anything (D5)."""

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        stream = BytesIO()
        write_csv(dataset.headers, _rows(dataset), stream)
        return stream.getvalue()

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def can_export(self) -> bool:
        return True


def _rows(dataset: Dataset) -> Sequence[Sequence[Any]]:
    return [list(row) for row in dataset]
