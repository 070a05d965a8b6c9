"""Accommodations in a candidate list: more time, larger type (F14)."""

import re
from typing import Final, NamedTuple

from formats.refused import N_
from formats.spreadsheets.cells import half_width
from formats.spreadsheets.records import Record

CARE: Final = "照顾"
TYPE_SIZE: Final = "字号"

FACTOR: Final = re.compile(r"延长系数([0-9]+(?:\.[0-9]+)?)")
MINUTES: Final = re.compile(r"延长([0-9]+(?:\.[0-9]+)?)分钟?")
SEPARATORS: Final = re.compile(r"[;,、+]")
SIZES: Final = {"": False, "标准": False, "普通": False, "正常": False, "大": True}
MOST_FACTOR: Final = 3.0
MOST_MINUTES: Final = 240.0


class TimeAllowed(NamedTuple):
    """More time that was approved before the exam: the duration times `factor`, and minutes on top."""

    factor: float = 1.0
    extra_minutes: float = 0.0


def time_allowed(record: Record) -> TimeAllowed | None:
    """As in "延长系数 1.25" or "延长 15 分钟", or both; None after a fault."""
    typed = record.text(CARE)
    if typed is None:
        return None
    allowed = TimeAllowed()
    for part in filter(None, SEPARATORS.split(half_width(typed).replace(" ", ""))):
        if factor := FACTOR.fullmatch(part):
            allowed = allowed._replace(factor=float(factor[1]))
        elif minutes := MINUTES.fullmatch(part):
            allowed = allowed._replace(extra_minutes=float(minutes[1]))
        else:
            told = N_("Accommodation “%(value)s” is not understood; write 延长系数 1.25 or 延长 15 分钟.")
            record.fault(CARE, "candidates.care_unknown", told, value=typed)
            return None
    return _within_reason(record, allowed, typed)


def large_type(record: Record) -> bool | None:
    """Whether 大 stands there; None after a fault."""
    return record.choice(TYPE_SIZE, SIZES)


def _within_reason(record: Record, allowed: TimeAllowed, typed: str) -> TimeAllowed | None:
    if 1.0 <= allowed.factor <= MOST_FACTOR and allowed.extra_minutes <= MOST_MINUTES:
        return allowed
    told = N_("Accommodation “%(value)s” is out of range: a factor from 1 to %(factor)g, at most %(minutes)g minutes.")
    record.fault(CARE, "candidates.care_range", told, value=typed, factor=MOST_FACTOR, minutes=MOST_MINUTES)
    return None
