"""Violations, resumes, absences, time, locks and interruptions to look at; the verbs alone change them."""

from datetime import datetime
from typing import Any, Final

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exams.models import Session, TimeEntry
from incidents import operations
from incidents.admin.checks import (
    check_cancel,
    check_closed,
    check_standing,
    check_taking_back,
    take_back,
    undo,
    unlock,
)
from incidents.admin.forms import MistakeForm, SureForm
from incidents.admin.meant import named
from incidents.models import Absence, Interruption, Resume, ScreenLock, Violation, ViolationType
from incidents.telling import name_of_user, seat_text, span, told_code
from rooms.admin_actions import ask, each, is_confirmed
from rooms.admin_export import ShownExport
from rooms.admin_parts import OfMyRooms, ReadOnly, titled, whether

RELATED: Final = (
    "sitting__candidate", "sitting__subject", "sitting__session__plan__room", "sitting__holder__seat", "by__staff",
)  # fmt: skip
SESSION: Final = (
    ("sitting__session", titled(pgettext_lazy("exam", "session"))),
    ("sitting__subject__name", titled(pgettext_lazy("exam", "subject"), admin.AllValuesFieldListFilter)),
)
STANDING: Final = whether(_("Standing"), empty=_("stands"), filled=_("taken back"))
PERSON: Final = ("sitting__candidate__ticket", "sitting__candidate__name")


class OfSitting(ReadOnly, ShownExport, OfMyRooms):
    """What is kept about one candidate's sitting: whose it is, who wrote it down, and when."""

    room_lookup = "sitting__session__plan__room"
    ordering = ("-at",)
    date_hierarchy = "at"

    def named(self, row: Any) -> str:
        """One person may have several."""
        return f"{named(row.sitting)} {_moment(row.sitting.session, row.at)}"

    @admin.display(description=_("ticket number"), ordering="sitting__candidate__ticket")
    def ticket(self, entry: Any) -> str:
        return entry.sitting.candidate.ticket

    @admin.display(description=_("Name"), ordering="sitting__candidate__name")
    def name(self, entry: Any) -> str:
        return entry.sitting.candidate.name

    @admin.display(description=pgettext_lazy("exam", "session"), ordering="sitting__session")
    def session(self, entry: Any) -> str:
        return entry.sitting.session.name

    @admin.display(description=_("Time"), ordering="at")
    def time(self, entry: Any) -> str:
        return _moment(entry.sitting.session, entry.at)

    @admin.display(description=_("By"), ordering="by__staff__name")
    def who(self, entry: Any) -> str:
        return name_of_user(entry.by)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return tuple(self.list_display)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return tuple(self.list_display)


@admin.register(Violation)
class ViolationAdmin(OfSitting):
    list_display = ("ticket", "name", "type", "description", "time", "who", "standing", "session")
    list_select_related = (*RELATED, "type")
    list_filter = (
        *SESSION,
        ("cancelled_at", STANDING),
        ("type__code", titled(_("Violation type"), admin.AllValuesFieldListFilter)),
    )
    search_fields = (*PERSON, "description")
    actions = ("cancel_violation",)

    @admin.display(description=_("Standing"), boolean=True)
    def standing(self, entry: Violation) -> bool:
        return entry.cancelled_at is None

    @admin.action(description=pgettext_lazy("action", "Cancel violation"), permissions=["register_violation"])
    def cancel_violation(self, request: HttpRequest, queryset: QuerySet[Violation]) -> HttpResponse | None:
        form = MistakeForm(request.POST if is_confirmed(request) else None)
        if not form.is_valid():
            return ask(self, request, queryset, form, check=check_cancel)
        return each(self, request, queryset, operations.cancel_violation, **form.cleaned_data)

    def has_register_violation_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.register_violation")


@admin.register(Resume)
class ResumeAdmin(OfSitting):
    list_display = ("ticket", "name", "seat", "in_exam", "reason", "by_code", "time", "who", "session")
    search_fields = (*PERSON, "reason")
    list_select_related = RELATED
    list_filter = SESSION

    @admin.display(description=pgettext_lazy("exam", "in the exam"), boolean=True)
    def in_exam(self, entry: Resume) -> bool:
        return entry.was_in_exam

    @admin.display(description=_("Authorization code"), ordering="code")
    def by_code(self, entry: Resume) -> str:
        return told_code(entry.code) if entry.code else "-"

    @admin.display(description=_("From seat"), ordering="from_seat")
    def seat(self, entry: Resume) -> str:
        return seat_text(entry.from_seat)


@admin.register(Absence)
class AbsenceAdmin(OfSitting):
    list_display = ("ticket", "name", "subject", "reason", "time", "who", "standing", "session")
    list_select_related = RELATED
    list_filter = (*SESSION, ("undone_at", STANDING))
    search_fields = (*PERSON, "reason")
    actions = ("undo_absence",)

    @admin.action(description=pgettext_lazy("action", "Undo absence"), permissions=["register_absence"])
    def undo_absence(self, request: HttpRequest, queryset: QuerySet[Absence]) -> HttpResponse | None:
        form = MistakeForm(request.POST if is_confirmed(request) else None)
        if not form.is_valid():
            return ask(self, request, queryset, form, check=check_standing)
        return each(self, request, queryset, undo, **form.cleaned_data)

    def has_register_absence_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.register_absence")

    @admin.display(description=pgettext_lazy("exam", "subject"))
    def subject(self, entry: Absence) -> str:
        return entry.sitting.subject.name

    @admin.display(description=_("Standing"), boolean=True)
    def standing(self, entry: Absence) -> bool:
        return entry.undone_at is None


@admin.register(TimeEntry)
class TimeEntryAdmin(OfSitting):
    """The time ledger (F1)."""

    list_display = ("ticket", "name", "cause_told", "granted", "why", "by_code", "time", "who", "session")
    list_filter = (*SESSION, ("cause", titled(_("Kind"), admin.ChoicesFieldListFilter)))
    search_fields = (*PERSON, "reason")
    list_select_related = (*RELATED, "reversal")
    actions = ("take_back",)

    @admin.action(description=pgettext_lazy("action", "Take back"), permissions=["give_extra_time"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[TimeEntry]) -> HttpResponse | None:
        form = MistakeForm(request.POST if is_confirmed(request) else None)
        if not form.is_valid():
            return ask(self, request, queryset, form, check=check_taking_back)
        return each(self, request, queryset, take_back, **form.cleaned_data)

    def has_give_extra_time_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.give_extra_time")

    @admin.display(description=_("Kind"), ordering="cause")
    def cause_told(self, entry: TimeEntry) -> str:
        return str(TimeEntry.Cause(entry.cause).label)

    @admin.display(description=_("Reason"))
    def why(self, entry: TimeEntry) -> str:
        return entry.reason

    @admin.display(description=_("Authorization"))
    def by_code(self, entry: TimeEntry) -> str:
        return told_code(entry.code) if entry.code else gettext("none needed")

    @admin.display(description=_("Granted"), ordering="ms")
    def granted(self, entry: TimeEntry) -> str:
        return gettext("still open") if entry.ms is None else span(entry.ms)


@admin.register(ScreenLock)
class ScreenLockAdmin(OfSitting):
    list_display = ("ticket", "name", "text", "time", "known_at", "lifted", "who", "session")
    list_select_related = RELATED
    list_filter = (
        *SESSION,
        ("acknowledged_at", whether(_("Acknowledged at"), empty=_("not acknowledged yet"), filled=_("acknowledged"))),
    )
    search_fields = (*PERSON, "text")
    actions = ("unlock_screen",)

    @admin.action(description=pgettext_lazy("action", "Unlock screen"), permissions=["lock_screen"])
    def unlock_screen(self, request: HttpRequest, queryset: QuerySet[ScreenLock]) -> HttpResponse | None:
        form = SureForm(request.POST if is_confirmed(request) else None)
        if not form.is_valid():
            return ask(self, request, queryset, form, check=check_closed)
        return each(self, request, queryset, unlock)

    def has_lock_screen_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.lock_screen")

    @admin.display(description=_("Acknowledged at"), ordering="acknowledged_at")
    def known_at(self, entry: ScreenLock) -> str:
        return _moment(entry.sitting.session, entry.acknowledged_at)

    @admin.display(description=_("Lifted at"), ordering="lifted_at")
    def lifted(self, entry: ScreenLock) -> str:
        return _moment(entry.sitting.session, entry.lifted_at)


@admin.register(Interruption)
class InterruptionAdmin(ReadOnly, ShownExport, OfMyRooms):
    room_lookup = "session__plan__room"
    list_display = ("session_name", "began", "ended", "whole", "concerned", "text", "reason", "who")
    list_display_links = ("began",)
    list_select_related = ("session__plan", "by__staff")
    list_filter = (
        ("session", titled(pgettext_lazy("exam", "session"))),
        ("whole_room", titled(_("Whole room"), admin.BooleanFieldListFilter)),
    )
    search_fields = ("text", "reason")
    ordering = ("-began_at",)
    date_hierarchy = "began_at"
    fields = readonly_fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interruption]:
        return super().get_queryset(request).annotate(concerned=Count("sittings"))

    @admin.display(description=pgettext_lazy("exam", "session"), ordering="session")
    def session_name(self, entry: Interruption) -> str:
        return entry.session.name

    @admin.display(description=_("Whole room"), boolean=True, ordering="whole_room")
    def whole(self, entry: Interruption) -> bool:
        return entry.whole_room

    @admin.display(description=_("From"), ordering="began_at")
    def began(self, entry: Interruption) -> str:
        return _moment(entry.session, entry.began_at)

    @admin.display(description=_("Until"), ordering="ended_at")
    def ended(self, entry: Interruption) -> str:
        return _moment(entry.session, entry.ended_at)

    @admin.display(description=_("Candidates"), ordering="concerned")
    def concerned(self, entry: Interruption) -> int:
        return entry.concerned  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("By"))
    def who(self, entry: Interruption) -> str:
        return name_of_user(entry.by)


@admin.register(ViolationType)
class ViolationTypeAdmin(ReadOnly):
    """The catalogue that comes with the program (E9)."""

    list_display = ("code", "category", "told")
    list_filter = ("category",)
    search_fields = ("code", "text_zh", "text_en")
    ordering = ("code",)

    @admin.display(description=_("description"))
    def told(self, kind: ViolationType) -> str:
        return kind.text


def _moment(session: Session, moment: datetime | None) -> str:
    """In the plan's time zone, with seconds."""
    return f"{moment.astimezone(session.plan.zone):%Y-%m-%d %H:%M:%S}" if moment else "-"
