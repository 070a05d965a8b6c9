"""考生列表: the list of sittings, with the batch work of the control room (E3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exams.models import Sitting
from incidents import operations
from incidents.admin.checks import check_going_on, check_locked, resume, unlock_sitting
from incidents.admin.forms import (
    AbsenceForm,
    ExtraTimeForm,
    LockForm,
    MistakeForm,
    ReasonForm,
    ResumeForm,
    SureForm,
    ViolationForm,
)
from incidents.admin.meant import forced_out, measured, named
from incidents.operations.absences import check_absence
from incidents.operations.going_on import check_measured
from incidents.operations.resumes import check_resume
from incidents.operations.shared import is_online, online_in_exam, presence_of, seat_number
from incidents.telling import SHAPES, seat_text, span
from journal import clock
from rooms.admin_actions import Known, ask, each, is_confirmed
from rooms.admin_export import ShownExport
from rooms.admin_parts import OfMyRooms, ReadOnly, titled

State = Sitting.State
Check = Callable[[Sitting, datetime], None]


def plain(field: str, words: Any) -> Any:
    """A stored field under words of ours; moments in the plan's time zone. `Any`, as Django's lists of fields are untyped."""

    @admin.display(description=words)
    def told(sitting: Sitting) -> object:
        value = getattr(sitting, field)
        if isinstance(value, datetime):
            return f"{value.astimezone(sitting.session.plan.zone):%Y-%m-%d %H:%M:%S}"
        return value if value not in (None, "") else "-"

    told.__name__ = field
    return told


FIELDS: tuple[tuple[Any, ...], ...] = (
    ("ticket", "name", "sequence"),
    ("session_name", "subject_name"),
    ("state_told", "online", "handed_in"),
    ("seat", "address"),
    (plain("logged_in_at", _("Logged in at")), plain("rules_read_at", _("Rules read at"))),
    (plain("began_at", _("Began at")), plain("last_saved_at", _("Last saved at")), plain("closed_at", _("Closed at"))),
    (
        "ends",
        plain("deadline_version", _("Version of the deadline")),
        plain("deadline_seen", _("Version at the machine")),
    ),
    (plain("epoch", _("Epoch")), plain("revision", _("Saved changes")), plain("answered", _("Answered questions"))),
    (plain("chain", _("Head of the chain")),),
    ("log_link",),
)


@admin.register(Sitting)
class SittingAdmin(ReadOnly, ShownExport, OfMyRooms):
    """准考证号, 姓名, 序号, 机位号, 考试状态, 在线标记, 交卷状态, IP地址; changed by the actions alone."""

    room_lookup = "session__plan__room"
    list_display = (
        "ticket",
        "name",
        "sequence",
        "seat",
        "state_told",
        "online",
        "handed_in",
        "address",
        "ends",
        "session_name",
    )
    list_select_related = ("candidate", "subject", "session__plan__room", "holder__presence__lease", "holder__seat")
    list_filter = (
        ("session", titled(pgettext_lazy("exam", "session"))),
        ("state", titled(_("Exam state"), admin.ChoicesFieldListFilter)),
        ("subject__name", titled(pgettext_lazy("exam", "subject"), admin.AllValuesFieldListFilter)),
    )
    list_per_page = 200
    search_fields = ("candidate__ticket", "candidate__name", "=candidate__sequence", "=holder__seat__number")
    search_help_text = _("Ticket number or its last digits, name, sequence or seat number")
    ordering = ("session", "candidate__sequence", "subject__order")
    date_hierarchy = "session__planned_start"
    actions = (
        "resume",
        "register_absence",
        "undo_absence",
        "give_extra_time",
        "give_back",
        "lock_screen",
        "unlock_screen",
        "register_violation",
    )
    fields = FIELDS
    readonly_fields = tuple(field for row in FIELDS for field in row)

    def named(self, row: Sitting) -> str:
        return named(row)

    # --- columns
    @admin.display(description=_("ticket number"), ordering="candidate__ticket")
    def ticket(self, sitting: Sitting) -> str:
        return sitting.candidate.ticket

    @admin.display(description=_("Name"), ordering="candidate__name")
    def name(self, sitting: Sitting) -> str:
        return sitting.candidate.name

    @admin.display(description=_("sequence"), ordering="candidate__sequence")
    def sequence(self, sitting: Sitting) -> int:
        return sitting.candidate.sequence

    @admin.display(description=_("seat number"), ordering="holder__seat__number")
    def seat(self, sitting: Sitting) -> str:
        return seat_text(seat_number(sitting))

    @admin.display(description=_("Exam state"), ordering="state")
    def state_told(self, sitting: Sitting) -> SafeString:
        state = State(sitting.state)
        return format_html('<span class="st {}">{}</span>', SHAPES[state], state.label)

    @admin.display(description=_("Online mark"))
    def online(self, sitting: Sitting) -> SafeString | str:
        """As the board has it: only who never was at a machine has no mark."""
        if sitting.logged_in_at is None:
            return "-"
        if is_online(sitting, clock.now()):
            return format_html('<span class="st ok">{}</span>', pgettext("exam", "online"))
        return format_html('<span class="st alarm">{}</span>', pgettext("exam", "offline"))

    @admin.display(description=_("Hand-in state"), ordering="closed_at")
    def handed_in(self, sitting: Sitting) -> str:
        return gettext("handed in") if sitting.state == State.SUBMITTED else gettext("not handed in")

    @admin.display(description=_("IP address"))
    def address(self, sitting: Sitting) -> str:
        presence = presence_of(sitting)
        return (presence and presence.address) or "-"

    @admin.display(description=_("Deadline"), ordering="deadline")
    def ends(self, sitting: Sitting) -> SafeString | str:
        """With a mark as long as the machine has not said that it knows (F1)."""
        if sitting.deadline is None:
            left = sitting.remaining_ms
            return gettext("stands still, %(left)s left") % {"left": span(left)} if left is not None else "-"
        at = f"{sitting.deadline.astimezone(sitting.session.plan.zone):%H:%M:%S}"
        unseen = sitting.state == State.IN_EXAM and sitting.deadline_seen < sitting.deadline_version
        return format_html('{} <span class="st warn">{}</span>', at, gettext("not acknowledged")) if unseen else at

    @admin.display(description=pgettext_lazy("exam", "session"), ordering="session__planned_start")
    def session_name(self, sitting: Sitting) -> str:
        return sitting.session.name

    @admin.display(description=pgettext_lazy("exam", "subject"))
    def subject_name(self, sitting: Sitting) -> str:
        return sitting.subject.name

    @admin.display(description=_("Candidate log"))
    def log_link(self, sitting: Sitting) -> SafeString:
        """By its address: the page stands above the apps."""
        return format_html('<a href="/admin/candidate-log/{}/">{}</a>', sitting.pk, pgettext("log", "open"))

    # --- the batch work
    @admin.action(description=pgettext_lazy("action", "Resume"), permissions=["resume"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Sitting]) -> HttpResponse | None:
        form = ResumeForm(_data(request))
        if not form.is_valid():
            known = Known(gettext("Measured cut"), measured(queryset, also_unsure=True), forced_out(queryset))
            return ask(self, request, queryset, form, check=_at_now(check_resume), known=known)
        return each(self, request, queryset, resume, **form.cleaned_data)

    @admin.action(description=pgettext_lazy("action", "Register absence"), permissions=["register_absence"])
    def register_absence(self, request: HttpRequest, queryset: QuerySet[Sitting]) -> HttpResponse | None:
        form = AbsenceForm(_data(request))
        if not form.is_valid():
            return ask(self, request, queryset, form, check=_at_now(check_absence))
        return each(self, request, queryset, operations.register_absence, **form.cleaned_data)

    @admin.action(description=pgettext_lazy("action", "Undo absence"), permissions=["register_absence"])
    def undo_absence(self, request: HttpRequest, queryset: QuerySet[Sitting]) -> HttpResponse | None:
        form = MistakeForm(_data(request))
        if not form.is_valid():
            return ask(self, request, queryset, form)
        return each(self, request, queryset, operations.undo_absence, **form.cleaned_data)

    @admin.action(description=pgettext_lazy("action", "Extra time"), permissions=["give_extra_time"])
    def give_extra_time(self, request: HttpRequest, queryset: QuerySet[Sitting]) -> HttpResponse | None:
        form = ExtraTimeForm(_data(request))
        if not form.is_valid():
            return ask(self, request, queryset, form, check=_at_now(online_in_exam))
        return each(self, request, queryset, operations.give_extra_time, **form.cleaned_data)

    @admin.action(description=pgettext_lazy("action", "Give back lost time"), permissions=["give_extra_time"])
    def give_back(self, request: HttpRequest, queryset: QuerySet[Sitting]) -> HttpResponse | None:
        form = ReasonForm(_data(request))
        if not form.is_valid():
            known = Known(gettext("Measured cut"), measured(queryset, also_unsure=False))
            return ask(self, request, queryset, form, check=check_measured, known=known)
        return each(self, request, queryset, operations.give_back_measured, **form.cleaned_data)

    @admin.action(description=pgettext_lazy("action", "Lock screen"), permissions=["lock_screen"])
    def lock_screen(self, request: HttpRequest, queryset: QuerySet[Sitting]) -> HttpResponse | None:
        form = LockForm(_data(request))
        if not form.is_valid():
            return ask(self, request, queryset, form, check=_at_now(online_in_exam))
        return each(self, request, queryset, operations.lock_screen, **form.cleaned_data)

    @admin.action(description=pgettext_lazy("action", "Unlock screen"), permissions=["lock_screen"])
    def unlock_screen(self, request: HttpRequest, queryset: QuerySet[Sitting]) -> HttpResponse | None:
        form = SureForm(_data(request))
        if not form.is_valid():
            return ask(self, request, queryset, form, check=check_locked)
        return each(self, request, queryset, unlock_sitting)

    @admin.action(description=pgettext_lazy("action", "Register violation"), permissions=["register_violation"])
    def register_violation(self, request: HttpRequest, queryset: QuerySet[Sitting]) -> HttpResponse | None:
        form = ViolationForm(_data(request))
        if not form.is_valid():
            return ask(self, request, queryset, form, check=check_going_on)
        return each(self, request, queryset, operations.register_violation, **form.cleaned_data)

    # --- rights: what hides an action; the verb asks again
    def has_resume_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.resume")

    def has_register_absence_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.register_absence")

    def has_give_extra_time_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.give_extra_time")

    def has_register_violation_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.register_violation")

    def has_lock_screen_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.lock_screen")


def _data(request: HttpRequest) -> QueryDict | None:
    return request.POST if is_confirmed(request) else None


def _at_now(check: Check) -> Callable[[Sitting], None]:
    now = clock.now()
    return lambda sitting: check(sitting, now)
