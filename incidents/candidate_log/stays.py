"""At which machines a candidate sat, and from when until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from exams.models import Claim, Sitting

AFTERWARDS: Final = timedelta(minutes=30)  # what a machine still does for a candidate who has handed in


@dataclass(frozen=True)
class Stay:
    """The candidate held `machine` from `began` until `ended`."""

    machine: UUID
    hostname: str
    seat: int | None
    began: datetime
    ended: datetime

    def covers(self, moment: datetime) -> bool:
        return self.began <= moment <= self.ended


def stays_of(sitting: Sitting, now: datetime) -> list[Stay]:
    """In order. One ends with the resume that freed the machine, or when somebody else logs in there."""
    claims = list(sitting.claims.select_related("machine").order_by("epoch"))
    freed = dict(sitting.resumes.values_list("epoch", "at"))
    others = _others(claims)
    last = min(now, (sitting.closed_at or now) + AFTERWARDS)
    return [
        Stay(claim.machine_id, claim.machine.hostname, claim.seat_number, claim.at, _end(claim, freed, others, last))
        for claim in claims
    ]


def _end(
    claim: Claim, freed: Mapping[int, datetime], others: Iterable[tuple[UUID, datetime]], last: datetime
) -> datetime:
    later = [at for machine, at in others if machine == claim.machine_id and at > claim.at]
    left = freed.get(claim.epoch + 1)
    return min([last, *later, *([left] if left else [])])


def _others(claims: list[Claim]) -> list[tuple[UUID, datetime]]:
    """Who logged in at these machines besides."""
    machines = {claim.machine_id for claim in claims}
    mine = {claim.pk for claim in claims}
    return list(Claim.objects.filter(machine__in=machines).exclude(pk__in=mine).values_list("machine_id", "at"))
