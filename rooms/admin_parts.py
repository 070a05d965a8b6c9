"""What the lists of the administration share: whose rooms, what may be changed, import and export."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import EmptyFieldListFilter, FieldListFilter, ModelAdmin, RelatedFieldListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from import_export.admin import ExportMixin
from import_export.formats.base_formats import Format

from formats.refused import Refused
from journal.actor import Actor
from rooms.address import client_address
from rooms.resources import ListResource, TextCsv, TextXlsx
from rooms.rights import actor_of, require

ROOM = pgettext_lazy("exam", "room")
COUNTED = re.compile(r" \(\d+\)$")
FORMATS: dict[str, type[Format]] = {"xlsx": TextXlsx, "csv": TextCsv}


class OfMyRoomsFilter(RelatedFieldListFilter):
    """Offers what belongs to the rooms of the person who asks, and does not name the others (S1)."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: ModelAdmin) -> list[Any]:
        rooms = actor(request).rooms
        lookup = getattr(model_admin.admin_site._registry.get(field.related_model), "room_lookup", None)
        if rooms is None or lookup is None:
            return super().field_choices(field, request, model_admin)
        ordering = self.field_admin_ordering(field, request, model_admin)
        mine = {f"{lookup}__in": rooms}
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=mine)


def titled(title: Any, kind: type[FieldListFilter] = OfMyRoomsFilter) -> type[FieldListFilter]:
    """A filter, by what belongs together if nothing else is said, under a title of our own."""

    class Titled(kind):  # type: ignore[misc, valid-type]  # mypy wants a class that it can read
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

    return Titled


def whether(title: Any, *, empty: Any, filled: Any) -> type[FieldListFilter]:
    """A filter by whether a moment is set, in words for what that means."""

    class Whether(titled(title, EmptyFieldListFilter)):  # type: ignore[misc]  # mypy wants a class that it can read
        def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
            everything, *both = super().choices(changelist)
            yield everything
            for words, choice in zip((empty, filled), both, strict=True):
                count = COUNTED.search(str(choice["display"]))
                yield {**choice, "display": f"{words}{count[0] if count else ''}"}

    return Whether


def actor(request: HttpRequest) -> Actor:
    """Who asks, from where."""
    return actor_of(request.user, client_address(request))


class OfMyRooms(ModelAdmin):
    """Shows what belongs to the rooms of the person who asks (S1). `room_lookup` leads to the room."""

    room_lookup: ClassVar[str] = "room"

    def named(self, row: Any) -> str:
        """What a row is called in a batch."""
        return str(row)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request)
        rooms = actor(request).rooms
        return found if rooms is None else found.filter(**{f"{self.room_lookup}__in": rooms})


class ReadOnly(ModelAdmin):
    """What the verbs alone may change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SaysRefused(ModelAdmin):
    """A verb that refuses is told on the page that one came from; nothing has changed."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return self._said(request, lambda: super(SaysRefused, self).changelist_view(request, extra_context))

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._said(
            request, lambda: super(SaysRefused, self).changeform_view(request, object_id, *args, **kwargs)
        )

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._said(request, lambda: super(SaysRefused, self).delete_view(request, object_id, extra_context))

    def _said(self, request: HttpRequest, respond: Any) -> HttpResponse:
        try:
            return respond()
        except Refused as refused:
            messages.error(request, refused.say(_))
            return HttpResponseRedirect(request.get_full_path())


class ListExport(ExportMixin, ModelAdmin):
    """Buttons to bring a list in, and to take it out as XLSX or CSV with the filter that is set."""

    import_export_change_list_template = "importing/change_list.html"
    export_resource: ClassVar[type[ListResource]]

    def get_urls(self) -> list[URLPattern]:
        opts = self.model._meta
        view = self.admin_site.admin_view(self.export_list)
        name = f"{opts.app_label}_{opts.model_name}_export"
        return [path("export/<slug:extension>/", view, name=name), *super(ExportMixin, self).get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        rights = {"may_import": request.user.has_perm("rooms.import_files")}
        return super().changelist_view(request, {**rights, **(extra_context or {})})

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.see_room")

    def export_list(self, request: HttpRequest, extension: str) -> HttpResponse:
        """The list as a file."""
        if not (self.has_export_permission(request) and self.has_view_permission(request)):
            raise PermissionDenied
        if extension not in FORMATS:
            raise Http404(extension)
        form = FORMATS[extension]()
        rows = self.rows_to_export(request, self.get_export_queryset(request))
        content = form.export_data(self.export_resource().export(rows))
        headers = {"Content-Disposition": f'attachment; filename="{self.model._meta.model_name}s.{extension}"'}
        return HttpResponse(content, content_type=form.get_content_type(), headers=headers)

    def rows_to_export(self, request: HttpRequest, queryset: QuerySet) -> Any:
        """What the resource is given; the rows of the list if nothing else is said."""
        require(actor(request), "rooms.see_room")
        return queryset
