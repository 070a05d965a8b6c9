"""Plans, sessions and candidates in the administration: to look at; they change by being loaded (B10)."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exams.models import PHASE_NAMES, Candidate, Plan, Session, Subject
from exams.plan_words import RULES, told
from exams.resources import CandidateResource, listed_rows
from journal import clock, record
from rooms.admin_parts import ROOM, ListExport, OfMyRooms, ReadOnly, actor, titled
from rooms.models import Room
from rooms.rights import require

SESSION = pgettext_lazy("exam", "session")


class Imported(ReadOnly):
    """A list with a button that leads to the import."""

    change_list_template = "importing/change_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        rights = {"may_import": request.user.has_perm("rooms.import_files")}
        return super().changelist_view(request, {**rights, **(extra_context or {})})


@admin.register(Plan)
class PlanAdmin(Imported, OfMyRooms):
    list_display = ("exam_name", "kind", "room_code", "session_count", "loaded")
    list_select_related = ("room",)
    list_filter = ("kind", ("room", titled(ROOM)))
    search_fields = ("name", "room__code")
    ordering = ("-loaded_at",)
    fields = ("exam_name", "kind", "room_code", "loaded", "rules_told")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        return super().get_queryset(request).annotate(session_count=Count("sessions"))

    @admin.display(description=_("Examination name"), ordering="name")
    def exam_name(self, plan: Plan) -> str:
        return plan.name

    @admin.display(description=ROOM, ordering="room__code")
    def room_code(self, plan: Plan) -> str:
        return plan.room.code

    @admin.display(description=_("loaded at"), ordering="loaded_at")
    def loaded(self, plan: Plan) -> str:
        return f"{plan.loaded_at.astimezone(plan.zone):%Y-%m-%d %H:%M}"

    @admin.display(description=pgettext_lazy("exam", "sessions"), ordering="session_count")
    def session_count(self, plan: Plan) -> int:
        return plan.session_count  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("rules"))
    def rules_told(self, plan: Plan) -> SafeString:
        rows = ((name, told(rule, getattr(plan.rules, rule))) for rule, name in RULES.items())
        return format_html_join("\n", "<p>{}: <b>{}</b></p>", rows)


@admin.register(Session)
class SessionAdmin(Imported, OfMyRooms):
    """场次, 场次名称, 考试时间, 考生数, 考试状态 (B10)."""

    room_lookup = "plan__room"
    list_display = ("number", "name", "exam_name", "exam_time", "candidate_count", "phase_told")
    list_display_links = ("name",)
    list_select_related = ("plan__room",)
    list_filter = ("plan__kind", ("plan__room", titled(ROOM)))
    search_fields = ("name", "plan__name")
    ordering = ("planned_start", "number")
    fields = ("exam_name", "number", "name", "exam_time", "candidate_count", "phase_told")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        expected = (
            Subject.objects.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Sum("expected"))
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                candidate_count=Count("candidates"),
                expected=Coalesce(Subquery(expected.values("n")), 0, output_field=IntegerField()),
            )
            .prefetch_related("subjects")
        )

    @admin.display(description=_("Examination name"), ordering="plan__name")
    def exam_name(self, session: Session) -> str:
        return f"{session.plan.name} ({session.plan.get_kind_display()})"

    @admin.display(description=_("exam time"), ordering="planned_start")
    def exam_time(self, session: Session) -> str:
        zone = session.plan.zone
        start = session.planned_start.astimezone(zone)
        ends = [(subject.planned_start + subject.duration).astimezone(zone) for subject in session.subjects.all()]
        return f"{start:%Y-%m-%d %H:%M}–{max(ends, default=start):%H:%M}"

    @admin.display(description=_("candidates (planned)"), ordering="candidate_count")
    def candidate_count(self, session: Session) -> str:
        return f"{session.candidate_count} ({session.expected})"  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("exam state"))
    def phase_told(self, session: Session) -> str:
        return str(PHASE_NAMES[session.phase(clock.now())])


@admin.register(Candidate)
class CandidateAdmin(ReadOnly, ListExport, OfMyRooms):
    """ID numbers are masked; in full they go out only by the button that says so, and the journal tells it."""

    room_lookup = "session__plan__room"
    export_resource = CandidateResource
    list_display = ("sequence", "ticket", "person", "masked", "sat_in", "room_code", "seat", "time", "large")
    list_display_links = ("ticket",)
    list_select_related = ("session__plan__room",)
    list_filter = (("session__plan__room", titled(ROOM)), ("session", titled(SESSION)), "large_type")
    search_fields = ("ticket", "name")
    ordering = ("session", "sequence")
    fields = ("sat_in", "ticket", "person", "masked", "sequence", "seat", "time", "large")
    readonly_fields = fields

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"export_full": True, **(extra_context or {})})

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def person(self, candidate: Candidate) -> str:
        return candidate.name

    @admin.display(description=SESSION, ordering="session__number")
    def sat_in(self, candidate: Candidate) -> str:
        return candidate.session.name

    @admin.display(description=_("ID number"))
    def masked(self, candidate: Candidate) -> str:
        return (
            candidate.masked_id
            if candidate.id_complete
            else gettext("%(id)s (incomplete)") % {"id": candidate.masked_id}
        )

    @admin.display(description=ROOM, ordering="session__plan__room__code")
    def room_code(self, candidate: Candidate) -> str:
        return candidate.session.plan.room.code

    @admin.display(description=_("seat number"), ordering="seat_number")
    def seat(self, candidate: Candidate) -> str:
        return f"{candidate.seat_number:03d}" if candidate.seat_number else "-"

    @admin.display(description=_("accommodation"))
    def time(self, candidate: Candidate) -> str:
        factor = f"×{candidate.factor_permille / 1000:g}" if candidate.factor_permille != 1000 else ""
        minutes = gettext("+%(minutes)d min") % {"minutes": candidate.extra_minutes} if candidate.extra_minutes else ""
        return f"{factor} {minutes}".strip() or "-"

    @admin.display(description=_("large type"), ordering="large_type")
    def large(self, candidate: Candidate) -> str:
        return gettext("large") if candidate.large_type else "-"

    def rows_to_export(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> Any:
        full = request.method == "POST"
        if full:
            self._record_full(request, queryset)
        return listed_rows(queryset, full_ids=full)

    def _record_full(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> None:
        """ID numbers in full are an explicit act of somebody who may, told to the journal of each room."""
        who = actor(request)
        counts = queryset.order_by().values_list("session__plan__room").annotate(n=Count("pk"))
        if not counts:
            raise Http404
        for pk, count in counts:
            room = Room.objects.get(pk=pk)
            require(who, "rooms.import_files", room)
            record.append("id_numbers_exported", who, chain=room.chain, candidates=count)
