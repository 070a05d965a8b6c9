"""What stands on the record sheet about people: who was out of the room, what was approved before the exam (F13, F14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from exams.ledger import whole_ms
from exams.models import Session
from incidents.models import Outing
from incidents.telling import name_of_user


@dataclass(frozen=True)
class OutingRow:
    """Without an end the candidate is not back."""

    name: str
    ticket: str
    out_at: datetime
    back_at: datetime | None
    away_ms: int | None
    reason: str
    allowed_by: str
    by: str


@dataclass(frozen=True)
class CareRow:
    """What was approved; `factor_permille` of the duration, minutes on top, both as time in `ms`."""

    name: str
    ticket: str
    subject: str
    factor_permille: int
    extra_minutes: int
    ms: int
    large_type: bool

    @property
    def factor(self) -> float:
        return self.factor_permille / 1000


def outing_rows(session: Session) -> Iterable[OutingRow]:
    found = Outing.objects.filter(sitting__session=session).select_related("sitting__candidate", "by__staff")
    zone = session.plan.zone
    for entry in found.order_by("at", "pk"):
        person, back = entry.sitting.candidate, entry.back_at
        yield OutingRow(
            name=person.name,
            ticket=person.ticket,
            out_at=entry.at.astimezone(zone),
            back_at=back.astimezone(zone) if back else None,
            away_ms=whole_ms(back - entry.at) if back else None,
            reason=entry.reason,
            allowed_by=entry.allowed_by,
            by=name_of_user(entry.by),
        )


def care_rows(session: Session) -> Iterable[CareRow]:
    for sitting in session.sittings.select_related("candidate", "subject").order_by(
        "candidate__sequence", "subject__order"
    ):
        person, ms = sitting.candidate, whole_ms(sitting.accommodation)
        if ms or person.large_type:
            yield CareRow(
                name=person.name,
                ticket=person.ticket,
                subject=sitting.subject.name,
                factor_permille=person.factor_permille,
                extra_minutes=person.extra_minutes,
                ms=ms,
                large_type=person.large_type,
            )
