"""What a machine brought that does not count: from a login that was over, after its time, or what its question cannot have (F4, E14)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import UUID

from exams.answers.models import LogRow

STANDINGS: Final = (LogRow.Standing.QUARANTINE, LogRow.Standing.LATE, LogRow.Standing.UNFIT)


@dataclass(frozen=True)
class Aside:
    """Of one login: how many changes, of which questions, made from when to when (exam time in ms)."""

    epoch: int
    standing: str
    changes: int
    questions: tuple[str, ...]
    began: int
    ended: int


def set_aside(sitting: UUID, epoch: int | None = None) -> list[Aside]:
    """By login and standing, in order; nothing of other logins than `epoch`, if that is given."""
    rows = LogRow.objects.filter(sitting=sitting, standing__in=STANDINGS, n__isnull=False)
    if epoch is not None:
        rows = rows.filter(epoch=epoch)
    told = rows.order_by("epoch", "standing", "n").values_list("epoch", "standing", "body")
    return list(_grouped(told.iterator(500)))


def _grouped(rows: Iterator[tuple[int, str, str]]) -> Iterator[Aside]:
    for (epoch, standing), part in groupby(rows, lambda row: row[:2]):
        changes = [json.loads(body) for _epoch, _standing, body in part]
        made = [change["at"] for change in changes]
        questions = tuple(dict.fromkeys(change["question"] for change in changes))
        yield Aside(epoch, standing, len(changes), questions, min(made), max(made))
