"""The whole log of one candidate, as data: for the page, the file and the paper."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from exams.models import Sitting
from incidents.candidate_log.lines import Line, in_order
from incidents.candidate_log.sources import answer_lines, cut_lines, journal_lines, machine_lines
from incidents.candidate_log.stays import Stay, stays_of

COLUMNS: Final = (
    _l("Server time"), _l("Machine's time"), _l("Ahead by"), _l("Source"), _l("What happened"), _l("Details"),
    _l("By"), _l("Place"),
)  # fmt: skip
RELATED: Final = ("candidate", "subject", "session__plan__room", "holder__seat")


@dataclass(frozen=True)
class CandidateLog:
    """`lines` in order; times are told in the plan's zone."""

    sitting: Sitting
    stays: list[Stay]
    lines: list[Line]
    made_at: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.sitting.session.plan.zone

    def cells(self, lines: list[Line]) -> list[list[str]]:
        """What a table shows of `lines`, under `COLUMNS`."""
        return [self._cells(line) for line in lines]

    def _cells(self, line: Line) -> list[str]:
        own = f"{line.machine_at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}" if line.machine_at else "-"
        at = f"{line.at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"
        source = str(line.source.label)
        return [at, own, offset_text(line.offset), source, line.what, line.detail, line.who, line.place]


def candidate_log(sitting: UUID, now: datetime) -> CandidateLog:
    """Everything that is known of a sitting. Raises `Sitting.DoesNotExist`."""
    found = Sitting.objects.select_related(*RELATED).get(pk=sitting)
    stays = stays_of(found, now)
    lines = in_order(journal_lines(found), cut_lines(stays), answer_lines(found), machine_lines(found, stays))
    return CandidateLog(found, stays, lines, now)


def offset_text(offset: timedelta | None) -> str:
    """Signed seconds to a tenth, minutes where it is many."""
    if offset is None:
        return "-"
    seconds = offset.total_seconds()
    if abs(seconds) < 60:
        return _("%(seconds)s s") % {"seconds": f"{seconds:+.1f}"}
    return _("%(minutes)s min") % {"minutes": f"{seconds / 60:+.1f}"}
