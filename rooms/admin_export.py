"""A list of the administration as a file: the columns that are shown, of all rows that the filter leaves."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from tablib import Dataset

from rooms.admin_parts import FORMATS, ListExport

AT_ONCE = 500


class ShownExport(ListExport):
    """What is exported is what is seen: nothing has to be told twice, and nothing is left out by mistake."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Records come from verbs; there is nothing to import."""
        return super().changelist_view(request, {**(extra_context or {}), "may_import": False})

    def export_list(self, request: HttpRequest, extension: str) -> HttpResponse:
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        if not (self.has_export_permission(request) and self.has_view_permission(request)):
            raise PermissionDenied
        if extension not in FORMATS:
            raise Http404(extension)
        form = FORMATS[extension]()
        content = form.export_data(self._table(request))
        headers = {"Content-Disposition": f'attachment; filename="{self.model._meta.model_name}s.{extension}"'}
        return HttpResponse(content, content_type=form.get_content_type(), headers=headers)

    def _table(self, request: HttpRequest) -> Dataset:
        names = [name for name in self.get_list_display(request) if name != "action_checkbox"]
        table = Dataset(headers=[str(label_for_field(name, self.model, self)) for name in names])
        for row in self._rows(self.get_export_queryset(request)):
            table.append([self._text(name, row) for name in names])
        return table

    def _rows(self, found: QuerySet) -> Iterator[Model]:
        return found.iterator(AT_ONCE)

    def _text(self, name: Any, row: Model) -> str:
        """The cell as it is read: a mark is a word, and without its look."""
        field, _attribute, value = lookup_field(name, row, self)
        value = dict(getattr(field, "flatchoices", ())).get(value, value)
        match value:
            case True:
                return _("yes")
            case False:
                return _("no")
            case None:
                return ""
        return strip_tags(str(value))
