"""授权码: what codes were asked for, and what became of each request (E23); the verbs alone change them."""

from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from incidents.models import CodeRequest
from incidents.telling import name_of_user, told_code
from rooms.admin_export import ShownExport
from rooms.admin_parts import OfMyRooms, ReadOnly, titled


@admin.register(CodeRequest)
class CodeRequestAdmin(ReadOnly, ShownExport, OfMyRooms):
    room_lookup = "session__plan__room"
    list_display = ("kind_told", "people", "asked_minutes", "challenge_told", "standing", "tried", "asked", "who", "used",
                    "used_who", "reason", "session_name")  # fmt: skip
    list_select_related = ("session__plan", "by__staff", "used_by__staff")
    list_filter = (
        ("session", titled(pgettext_lazy("exam", "session"))),
        ("kind", titled(pgettext_lazy("code request", "Kind of code"), admin.ChoicesFieldListFilter)),
        ("closed_why", titled(_("Standing"), admin.ChoicesFieldListFilter)),
    )
    search_fields = ("challenge", "code", "sittings__candidate__ticket", "sittings__candidate__name")
    ordering = ("-at",)
    date_hierarchy = "at"
    fields = readonly_fields = ("kind_told", "session_name", "people", "asked_minutes", "tickets_told", "challenge_told",
                                "standing", "tried", "asked", "who", "used", "used_who", "code_told", "reason")  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[CodeRequest]:
        return super().get_queryset(request).prefetch_related("sittings__candidate")

    @admin.display(description=pgettext_lazy("code request", "Kind of code"), ordering="kind")
    def kind_told(self, entry: CodeRequest) -> str:
        return entry.get_kind_display()

    @admin.display(description=_("Candidate"))
    def people(self, entry: CodeRequest) -> str:
        names = [sitting.candidate.name for sitting in entry.sittings.all()]
        return gettext(", ").join(names) or gettext("whole session")

    @admin.display(description=pgettext_lazy("code request", "Minutes"), ordering="minutes")
    def asked_minutes(self, entry: CodeRequest) -> str:
        return str(entry.minutes or "-")

    @admin.display(description=pgettext_lazy("code request", "Digest of the tickets"))
    def tickets_told(self, entry: CodeRequest) -> str:
        return told_code(entry.tickets)

    @admin.display(description=pgettext_lazy("code request", "Challenge"), ordering="challenge")
    def challenge_told(self, entry: CodeRequest) -> str:
        return told_code(entry.challenge)

    @admin.display(description=_("Authorization code"))
    def code_told(self, entry: CodeRequest) -> str:
        return told_code(entry.code) or "-"

    @admin.display(description=_("Standing"), ordering="closed_why")
    def standing(self, entry: CodeRequest) -> str:
        return entry.get_closed_why_display() if entry.closed_at else gettext("waits for its code")

    @admin.display(description=_("Wrong codes"), ordering="tries")
    def tried(self, entry: CodeRequest) -> int:
        return entry.tries

    @admin.display(description=_("Asked at"), ordering="at")
    def asked(self, entry: CodeRequest) -> str:
        return _moment(entry, entry.at)

    @admin.display(description=_("Asked by"))
    def who(self, entry: CodeRequest) -> str:
        return name_of_user(entry.by)

    @admin.display(description=_("Used at"), ordering="used_at")
    def used(self, entry: CodeRequest) -> str:
        return _moment(entry, entry.used_at)

    @admin.display(description=_("Used by"))
    def used_who(self, entry: CodeRequest) -> str:
        return name_of_user(entry.used_by) or "-"

    @admin.display(description=pgettext_lazy("exam", "session"), ordering="session")
    def session_name(self, entry: CodeRequest) -> str:
        return entry.session.name


def _moment(entry: CodeRequest, moment: datetime | None) -> str:
    """In the plan's time zone, with seconds."""
    return f"{moment.astimezone(entry.session.plan.zone):%Y-%m-%d %H:%M:%S}" if moment else "-"
