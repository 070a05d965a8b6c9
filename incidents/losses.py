"""What candidates in the exam have lost and nobody has settled yet, from what both sides wrote down (F2).

A machine without a link is no loss by itself: its candidate works on. Lost is what the machine's own record says,
and what lies between the old machine and the login at another one. Only while a machine has neither come back nor
been left is its silence all that is known: such a loss is not sure.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from exams import ledger
from exams.models import Sitting, TimeEntry
from exams.operations.deadlines import lines_of
from incidents.logins import Logins, Moments, last_written, logins_of
from incidents.models import Outage, Resume
from rooms.models import Cut

LEAST: Final = timedelta(seconds=1)
SAME_FAULT: Final = timedelta(seconds=5)
KEPT_EVERY: Final = timedelta(seconds=6)  # in which a machine writes down its last moment
MOVED: Final = "moved"
LINK: Final = "link"


@dataclass(frozen=True)
class Loss:
    """From the last moment at which the candidate could answer to the first one again; without an end it goes on.

    `cause` is one of `Outage.Cause`, "moved" (from the old machine to the login at another one), or "link".
    """

    sitting: UUID
    cause: str
    began_at: datetime
    ended_at: datetime | None = None
    is_sure: bool = True

    def until(self, now: datetime) -> ledger.Interval:
        return self.began_at, self.ended_at or now


def unsettled(sitting: Sitting, now: datetime) -> list[Loss]:
    """The losses of one sitting, in order."""
    return losses_of([sitting], now).get(sitting.pk, [])


def losses_of(sittings: Sequence[Sitting], now: datetime) -> dict[UUID, list[Loss]]:
    """By sitting, in a fixed number of queries; those without a loss are left out."""
    concerned = {sitting.pk: sitting for sitting in sittings if _counts(sitting)}
    if not concerned:
        return {}
    told: dict[UUID, list[Loss]] = defaultdict(list)
    for loss in (*_outages(concerned), *_moves(concerned), *_silences(concerned)):
        told[loss.sitting] += _within(loss, concerned[loss.sitting])
    lines = _lines(told)
    found = {key: _left(losses, lines[key], now) for key, losses in told.items()}
    return {key: losses for key, losses in found.items() if losses}


def faults(losses: Iterable[Loss]) -> list[list[Loss]]:
    """Losses that began within five seconds of one another are of one fault."""
    found: list[list[Loss]] = []
    for loss in sorted(losses, key=lambda loss: loss.began_at):
        if found and loss.began_at - found[-1][-1].began_at <= SAME_FAULT:
            found[-1].append(loss)
        else:
            found.append([loss])
    return found


def _counts(sitting: Sitting) -> bool:
    """In the exam, or closed by nothing but the deadline."""
    by_deadline = sitting.submitted_by == Sitting.SubmittedBy.DEADLINE
    is_closed_so = sitting.state == Sitting.State.SUBMITTED and by_deadline
    return sitting.began_at is not None and (sitting.state == Sitting.State.IN_EXAM or is_closed_so)


def _within(loss: Loss, sitting: Sitting) -> list[Loss]:
    """What lies in the exam. One that stands at the deadline goes on after it; one that has ended was a loss up to it."""
    began = max(loss.began_at, sitting.began_at or loss.began_at)
    ended = min(loss.ended_at, sitting.closed_at or loss.ended_at) if loss.ended_at else None
    if (ended and ended <= began) or (sitting.closed_at and began >= sitting.closed_at):
        return []
    return [replace(loss, began_at=began, ended_at=ended)]


# --- what is known
def _outages(sittings: dict[UUID, Sitting]) -> list[Loss]:
    """As the machines told them, as long as the candidate was theirs."""
    found = list(Outage.objects.filter(sitting__in=sittings))
    _heard_later(found)
    logins = logins_of({each.sitting_id for each in found})
    told = [Loss(each.sitting_id, each.cause, _since_login(each, logins), _until_left(each, logins)) for each in found]
    return [loss for loss in told if loss.ended_at is None or loss.began_at < loss.ended_at]


def _heard_later(outages: Iterable[Outage]) -> None:
    """A daemon that was killed has written down its last moment a few seconds before; its link was up until it died."""
    stopped = [each for each in outages if each.cause == Outage.Cause.STOPPED]
    cuts = _cuts({each.machine_id for each in stopped}) if stopped else []
    for each in stopped:
        heard = [cut.began_at for cut in cuts if cut.machine_id == each.machine_id and _is_of(cut, each)]
        each.began_at = min(heard, default=each.began_at)


def _is_of(cut: Cut, outage: Outage) -> bool:
    latest = outage.began_at + KEPT_EVERY
    return outage.began_at < cut.began_at <= min(latest, outage.ended_at or latest)


def _since_login(outage: Outage, logins: Logins) -> datetime:
    """Before the paper was open at another machine the login itself was already lost."""
    began = logins.began(outage.sitting_id, outage.epoch)
    is_opening = outage.cause == Outage.Cause.OPENING and outage.epoch > 1
    return min(outage.began_at, began) if is_opening and began else outage.began_at


def _until_left(outage: Outage, logins: Logins) -> datetime | None:
    """An old machine that is started again an hour later has not cost its candidate that hour."""
    ends = [end for end in (outage.ended_at, logins.over(outage.sitting_id, outage.epoch)) if end]
    return min(ends, default=None)


def _moves(sittings: dict[UUID, Sitting]) -> list[Loss]:
    """From the old machine's last moment, or the resume that forced the candidate out, to the next login."""
    resumes = list(Resume.objects.filter(sitting__in=sittings, was_in_exam=True))
    if not resumes:
        return []
    logins = logins_of({each.sitting_id for each in resumes})
    cuts = _cuts({each.from_machine_id for each in resumes if each.from_machine_id})
    written = last_written({each.sitting_id for each in resumes if each.cut_began_at})
    return [
        Loss(each.sitting_id, MOVED, _left_at(each, cuts, written), logins.back(each.sitting_id, each.epoch))
        for each in resumes
    ]


def _left_at(resume: Resume, cuts: list[Cut], written: Moments) -> datetime:
    """The machine was last heard before its link was found to be down; what was written there later was no loss."""
    if resume.cut_began_at is None:
        return resume.at
    began = [cut.began_at for cut in cuts if cut.machine_id == resume.from_machine_id and _stood(cut, resume.at)]
    unheard = min(began, default=resume.cut_began_at)
    return min(_last(unheard, written, resume.sitting_id, resume.epoch - 1), resume.at)


def _stood(cut: Cut, at: datetime) -> bool:
    return cut.began_at <= at and (cut.ended_at is None or cut.ended_at >= at)


def _silences(sittings: dict[UUID, Sitting]) -> list[Loss]:
    """Machines that are away now, from the last moment or the last answer that is known of them."""
    held = [sitting for sitting in sittings.values() if sitting.holder_id]
    cuts = Cut.objects.filter(machine__in={sitting.holder_id for sitting in held}, ended_at=None)
    away = {cut.machine_id: cut.began_at for cut in cuts}
    since = {key: away[sitting.holder_id] for key, sitting in sittings.items() if sitting.holder_id in away}
    written = last_written(since)
    return [
        Loss(key, LINK, _last(began, written, key, sittings[key].epoch), is_sure=False) for key, began in since.items()
    ]


def _last(began: datetime, written: Moments, sitting: UUID, epoch: int) -> datetime:
    """A link that is down is not lost time as long as it is known that answers were written."""
    return max(began, written.get(sitting, {}).get(epoch, began))


def _cuts(machines: Iterable[UUID]) -> list[Cut]:
    return list(Cut.objects.filter(machine__in=machines))


# --- what is settled of it
def _lines(sittings: Iterable[UUID]) -> dict[UUID, list[ledger.Line]]:
    entries: dict[UUID, list[TimeEntry]] = defaultdict(list)
    for entry in TimeEntry.objects.filter(sitting__in=list(sittings)):
        entries[entry.sitting_id].append(entry)
    return defaultdict(list, {key: lines_of(found) for key, found in entries.items()})


def _left(losses: Sequence[Loss], lines: Iterable[ledger.Line], now: datetime) -> list[Loss]:
    settled = [(line.began_at, line.ended_at or now) for line in lines if line.began_at]
    sure = [loss for loss in losses if loss.is_sure]
    kept = _pieces(sure, settled, now)
    unsure = [loss for loss in losses if not loss.is_sure]
    kept += _pieces(unsure, [*settled, *(loss.until(now) for loss in sure)], now)
    return sorted(kept, key=lambda loss: loss.began_at)


def _pieces(losses: Sequence[Loss], settled: Iterable[ledger.Interval], now: datetime) -> list[Loss]:
    left = ledger.outside((loss.until(now) for loss in losses), settled)
    return [_piece(losses, began, ended, now) for began, ended in left if ended - began >= LEAST]


def _piece(losses: Sequence[Loss], began: datetime, ended: datetime, now: datetime) -> Loss:
    """Named after what it began with; open when it reaches `now` with a loss that has no end."""
    mine = [loss for loss in losses if loss.began_at < ended and (loss.ended_at is None or loss.ended_at > began)]
    first = min(mine, key=lambda loss: loss.began_at)
    goes_on = ended == now and any(loss.ended_at is None for loss in mine)
    return replace(first, began_at=began, ended_at=None if goes_on else ended)
