"""When each login of a sitting began and was over, and when something was last written down in it (F2)."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from exams.answers.models import LogRow
from exams.models import Claim
from incidents.models import Resume
from journal import clock

Moments = Mapping[UUID, Mapping[int, datetime]]  # by sitting and epoch


@dataclass(frozen=True)
class Logins:
    """Of some sittings: the claims, and the resumes by the epoch that they began."""

    claims: Moments
    resumes: Moments

    def began(self, sitting: UUID, epoch: int) -> datetime | None:
        return self.claims.get(sitting, {}).get(epoch)

    def back(self, sitting: UUID, epoch: int) -> datetime | None:
        """The first login with this epoch or, should nobody have come with it, with a later one."""
        claims = self.claims.get(sitting, {})
        return min((at for each, at in claims.items() if each >= epoch), default=None)

    def over(self, sitting: UUID, epoch: int) -> datetime | None:
        """When the machine of this login was left: what it tells of later is nobody's time any more."""
        known = [*self.claims.get(sitting, {}).items(), *self.resumes.get(sitting, {}).items()]
        return min((at for each, at in known if each > epoch), default=None)


def logins_of(sittings: Collection[UUID]) -> Logins:
    if not sittings:
        return Logins({}, {})
    claims = Claim.objects.filter(sitting__in=sittings).values_list("sitting", "epoch", "at")
    resumes = Resume.objects.filter(sitting__in=sittings).values_list("sitting", "epoch", "at")
    return Logins(_moments(claims), _moments(resumes))


def last_written(sittings: Collection[UUID]) -> Moments:
    """When the last change of each login was made, by exam time, as far as its machine has proven it."""
    if not sittings:
        return {}
    changes = LogRow.objects.filter(sitting__in=sittings, n__isnull=False).exclude(standing=LogRow.Standing.LATE)
    last = changes.order_by().values("sitting", "epoch").annotate(last=Max("id")).values_list("last", flat=True)
    rows = LogRow.objects.filter(pk__in=list(last)).values_list("sitting", "epoch", "body", "received_at_ms")
    return _moments((sitting, epoch, _made(body, received)) for sitting, epoch, body, received in rows)


def _made(body: str, received_at_ms: int) -> datetime:
    return clock.from_ms(min(json.loads(body)["at"], received_at_ms))


def _moments(rows: Iterable[tuple[UUID, int, datetime]]) -> Moments:
    found: dict[UUID, dict[int, datetime]] = defaultdict(dict)
    for sitting, epoch, at in rows:
        found[sitting][epoch] = at
    return found
