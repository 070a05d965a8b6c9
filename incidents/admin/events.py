"""The journal to look at: every event of the rooms of whoever asks, with its values and hash."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.models import Session
from incidents.event_names import NAMES, name_of
from journal import clock
from journal.models import Event
from rooms.admin_export import ShownExport
from rooms.admin_parts import ReadOnly, actor
from rooms.models import Room

TITLE = _("Journal of the room")
KINDS = {
    "user": pgettext_lazy("journal", "person"),
    "machine": pgettext_lazy("journal", "candidate's machine"),
    "system": pgettext_lazy("journal", "system"),
    "centre": pgettext_lazy("journal", "test centre"),
}


class CodeFilter(admin.SimpleListFilter):
    """By what happened, in words."""

    title = pgettext_lazy("journal", "event")
    parameter_name = "code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(((code, str(name)) for code, name in NAMES.items()), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(code=self.value()) if self.value() else queryset


class ChainFilter(admin.SimpleListFilter):
    title = pgettext_lazy("exam", "room")
    parameter_name = "chain"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(room.chain, room.code) for room in _rooms(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(chain__name=self.value()) if self.value() else queryset


class DayFilter(admin.SimpleListFilter):
    """The days that matter: those of the sessions, today, and the last one on which something happened.

    Django's own hierarchy of dates reads the whole journal for each page.
    """

    title = _("Day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        starts = Session.objects.filter(plan__room__in=_rooms(request)).values_list("planned_start", flat=True)
        last = Event.objects.order_by("-at").values_list("at", flat=True)[:1]
        days = {localtime(moment).date().isoformat() for moment in (*starts, *last, clock.now())}
        return [(day, day) for day in sorted(days, reverse=True)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        known = dict(self.lookup_choices)
        if self.value() not in known:
            return queryset
        begins = make_aware(datetime.fromisoformat(str(self.value())))
        return queryset.filter(at__gte=begins, at__lt=begins + timedelta(days=1))


class SessionFilter(admin.SimpleListFilter):
    title = pgettext_lazy("exam", "session")
    parameter_name = "session"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        mine = Session.objects.filter(plan__room__in=_rooms(request)).select_related("plan__room")
        return [(str(each.uuid), f"{each.room.code} {each.name}") for each in mine]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        wanted = next((key for key, _name in self.lookup_choices if key == self.value()), None)
        return queryset.filter(session=wanted) if wanted else queryset


@admin.register(Event)
class EventAdmin(ReadOnly, ShownExport):
    list_display = ("entry", "time", "what", "who", "person", "source", "room")
    list_display_links = ("entry", "what")
    list_select_related = ("chain",)
    list_filter = (DayFilter, SessionFilter, ChainFilter, CodeFilter)
    search_fields = ("=code", "address", "=sitting", "=session", "private_values__value")
    search_help_text = _("Name, ticket number, reason, address or code")
    ordering = ("-at", "-number")
    list_per_page = 100
    show_full_result_count = False
    fields = ("entry", "room", "time", "what", "who", "source", "person", "values", "private", "digest")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        rooms = list(_rooms(request))
        codes = [When(chain__name=room.chain, then=Value(room.code)) for room in rooms]
        found = super().get_queryset(request).annotate(room_code=Case(*codes, default=Value("")))
        if actor(request).rooms is not None:
            found = found.filter(chain__name__in=[room.chain for room in rooms])
        return found.prefetch_related("private_values")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"list_title": TITLE, **(extra_context or {})})

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
        kwargs["extra_context"] = {"list_title": TITLE}
        return super().changeform_view(request, object_id, *args[:1], **kwargs)

    @admin.display(description=_("Time"), ordering="at")
    def time(self, event: Event) -> str:
        return f"{localtime(event.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=pgettext_lazy("journal", "event"), ordering="code")
    def what(self, event: Event) -> str:
        return name_of(event.code)

    @admin.display(description=_("By"))
    def who(self, event: Event) -> str:
        kind = json.loads(event.body)["actor"]["kind"]
        return _private(event).get("actor") or str(KINDS.get(kind, kind))

    @admin.display(description=pgettext_lazy("journal", "No."), ordering="number")
    def entry(self, event: Event) -> int:
        return event.number

    @admin.display(description=_("IP address"), ordering="address")
    def source(self, event: Event) -> str:
        return event.address or "-"

    @admin.display(description=_("Head of the chain"))
    def digest(self, event: Event) -> str:
        return event.hash

    @admin.display(description=pgettext_lazy("exam", "candidate"))
    def person(self, event: Event) -> str:
        known = _private(event)
        return f"{known.get('name', '')} {known.get('ticket', '')}".strip()

    @admin.display(description=pgettext_lazy("exam", "room"), ordering="chain")
    def room(self, event: Event) -> str:
        return event.room_code or "-"  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("Values"))
    def values(self, event: Event) -> SafeString:
        return _lines(json.loads(event.body)["values"])

    @admin.display(description=_("Private values"))
    def private(self, event: Event) -> SafeString:
        return _lines(_private(event))


def _rooms(request: HttpRequest) -> QuerySet[Room]:
    mine = actor(request).rooms
    return Room.objects.all() if mine is None else Room.objects.filter(pk__in=mine)


def _private(event: Event) -> dict[str, str]:
    """What the chain only commits to; empty where retention has emptied it."""
    return {each.key: each.value for each in event.private_values.all()}


def _lines(values: dict[str, Any]) -> SafeString:
    rows = (
        (key, json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value)
        for key, value in values.items()
    )
    return format_html_join("", "<p>{}: <b>{}</b></p>", rows)
