"""Candidates as columns: how they are shown, compared and exported. Nothing is written from here."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field
from import_export.widgets import Widget

from exams.models import Candidate, Sitting
from exams.operations.loading.persons import Person, of_candidate
from rooms.resources import Compared, ListResource, Number, SeatNumber


class Care(Widget):
    """More time that was approved before the exam, in the words that the list has for it (F14)."""

    def render(self, value: Person | None, obj: object = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        factor = f"延长系数 {value.factor_permille / 1000:g}" if value.factor_permille != 1000 else ""
        minutes = f"延长 {value.extra_minutes} 分钟" if value.extra_minutes else ""
        return "、".join(filter(None, (factor, minutes)))


class TypeSize(Widget):
    def render(self, value: bool | None, obj: object = None, **kwargs: Any) -> str:
        return "大" if value else ""


class Subjects(Widget):
    def render(self, value: Iterable[str] | None, obj: object = None, **kwargs: Any) -> str:
        return "、".join(value or ())


class Itself(Field):
    """A column made from more than one attribute."""

    def get_value(self, instance: Any) -> Any:
        return instance


class CandidateResource(ListResource):
    """A candidate list (B10); one row a candidate and subject."""

    session = Field("session", "场次", Number())
    session_name = Field("session_name", "场次名称")
    ticket = Field("ticket", "准考证号")
    name = Field("name", "姓名")
    id_number = Field("id_number", "身份证号")
    sequence = Field("sequence", "序号", Number())
    subjects = Field("subjects", "科目", Subjects())
    care = Itself(None, "照顾", Care())
    large_type = Field("large_type", "字号", TypeSize())
    seat_number = Field("seat_number", "机位号", SeatNumber())

    class Meta:
        import_order = export_order = (
            "session", "session_name", "ticket", "name", "id_number", "sequence", "subjects", "care", "large_type",
            "seat_number",
        )  # fmt: skip


class ShownCandidates(CandidateResource):
    """As the preview shows them: ID numbers masked, also where they differ."""

    def compare(self, before: object | None, after: object | None) -> list[Compared]:
        cells = super().compare(before, after)
        place = self.headers().index(self.fields["id_number"].column_name)
        found = cells[place]
        cells[place] = found._replace(before=masked(found.before), after=masked(found.after))
        return cells


def masked(number: str) -> str:
    return Candidate(id_number=number).masked_id


def listed_rows(candidates: QuerySet[Candidate], *, full_ids: bool) -> Iterator[Person]:
    """One person for each candidate and subject, as a list has them; ID numbers masked unless asked for in full."""
    sittings = Sitting.objects.filter(candidate__in=candidates).select_related("candidate__session", "subject")
    for sitting in sittings.order_by("session__number", "candidate__sequence", "subject__order"):
        candidate = sitting.candidate
        person = of_candidate(candidate, [sitting.subject.name])
        yield person if full_ids else replace(person, id_number=candidate.masked_id)
