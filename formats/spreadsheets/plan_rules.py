"""The sheet 考务规则: one rule a row, by its key (B10)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from formats.plan import PlanRules
from formats.refused import N_
from formats.spreadsheets.faults import Faults, Place
from formats.spreadsheets.records import Record
from formats.spreadsheets.rows import repeats
from formats.spreadsheets.tables import Layout, Table

SHEET: Final = "考务规则"
LABEL: Final = "项目"
KEY: Final = "键"
VALUE: Final = "值"
LAYOUT: Final = Layout(required=(KEY, VALUE), optional=(LABEL, "说明"), titles=(SHEET,))

DAY: Final = 24 * 60.0
FALLBACK_ZONE: Final = "Asia/Shanghai"

MODES: Final = {"正考": "formal", "模考": "mock"}
POLICIES: Final = {"考点": "centre", "上级": "superior"}
LOGINS: Final = {"准考证号": "ticket", "准考证号+证件号": "ticket_and_id"}
OTHER_SEATS: Final = {"允许": "allow", "提醒": "warn", "拒绝": "refuse"}
SEATINGS: Final = {"序号": "sequence", "抽签": "lot", "名单": "list", "不编排": "none"}

Reader = Callable[[Record], Any]


@dataclass(frozen=True)
class RulesRead:
    """The rules as far as they could be read, and where each key stands."""

    values: Mapping[str, Any]
    rows: Mapping[str, Record]

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.values.get("timezone") or FALLBACK_ZONE)

    def minutes(self, key: str) -> float | None:
        """A number that could be read; None if it is missing, empty or at fault."""
        value: float | None = self.values.get(key)
        return value

    def record(self, key: str) -> Record:
        return self.rows[key]


def read_rules(table: Table, faults: Faults) -> RulesRead:
    """Every rule of the sheet; what is wrong with one goes to `faults`."""
    known = [_called_by_label(record) for record in table.records if _is_known(record)]
    for record, first in repeats(known, _key):
        told = N_("Key “%(key)s” is the same as in row %(first)d.")
        record.fault(KEY, "plan.duplicate_key", told, key=_key(record), first=first.row)
    rows = {_key(record): record for record in known}
    _check_complete(rows, table, faults)
    values = {key: READERS[key](record) for key, record in rows.items()}
    _check_room(values, rows)
    return RulesRead({key: value for key, value in values.items() if value is not None}, rows)


def to_rules(read: RulesRead) -> PlanRules:
    """The typed rules of a sheet without faults."""
    return PlanRules(**read.values)


def _key(record: Record) -> str:
    return record.cell(KEY).raw.strip()


def _called_by_label(record: Record) -> Record:
    return replace(record, called={VALUE: record.cell(LABEL).raw or _key(record)})


def _is_known(record: Record) -> bool:
    key = _key(record)
    if key not in READERS:
        told = N_("Key “%(key)s” is not known and was not read.")
        record.fault(KEY, "plan.unknown_key", told, "warning", key=key)
    return key in READERS


def _check_complete(rows: Mapping[str, Record], table: Table, faults: Faults) -> None:
    missing = [key for key in NEEDED if key not in rows]
    if missing and table.records:
        told = N_("Rules are missing: %(missing)s.")
        faults.error(Place(table.title), "plan.rules_missing", told, missing=", ".join(missing))


def _check_room(values: Mapping[str, Any], rows: Mapping[str, Record]) -> None:
    centre, room = values.get("centre_code"), values.get("room_code")
    if centre and room and room[:-3] != centre:
        told = N_("Room code %(room)s does not begin with centre code %(centre)s.")
        rows["room_code"].fault(VALUE, "plan.room_of_other_centre", told, room=room, centre=centre)


def _text(record: Record) -> str | None:
    return record.text(VALUE, needed=True)


def _minutes(record: Record) -> float | None:
    return record.number(VALUE, least=0, most=DAY)


def _minutes_or_none(record: Record) -> float | None:
    """An empty maximum is no maximum."""
    return None if record.cell(VALUE).is_blank else _minutes(record)


def _seconds(record: Record) -> float | None:
    return record.number(VALUE, least=0, most=3600)


def _choice(choices: Mapping[str, str]) -> Reader:
    return lambda record: record.choice(VALUE, choices)


def _yes_or_no(record: Record) -> bool | None:
    return record.yes_or_no(VALUE)


def _digits(length: int) -> Reader:
    def read(record: Record) -> str | None:
        code = record.text(VALUE, needed=True)
        if code is None or re.fullmatch(rf"[0-9]{{{length}}}", code):
            return code
        told = N_("%(column)s: “%(value)s” is no code of %(length)d digits.")
        record.fault(VALUE, "plan.code", told, value=code, length=length)
        return None

    return read


def _timezone(record: Record) -> str | None:
    name = record.text(VALUE, needed=True)
    if name is None:
        return None
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, as "Asia"
        told = N_("Time zone “%(value)s” does not exist; write for example Asia/Shanghai.")
        record.fault(VALUE, "plan.timezone", told, value=name)
        return None


READERS: Final[Mapping[str, Reader]] = {
    "exam_name": _text,
    "centre_name": _text,
    "centre_code": _digits(7),
    "room_code": _digits(10),
    "mode": _choice(MODES),
    "subject": _text,
    "timezone": _timezone,
    "auth_before_min": _minutes,
    "login_before_min": _minutes,
    "start_before_min": _minutes,
    "start_after_min": _minutes,
    "countdown_sec": _seconds,
    "late_limit_min": _minutes,
    "earliest_submit_min": _minutes,
    "allow_extra_time": _yes_or_no,
    "free_extra_minutes": _minutes,
    "max_extra_minutes": _minutes_or_none,
    "allow_reset": _yes_or_no,
    "code_policy": _choice(POLICIES),
    "code_valid_min": _minutes,
    "require_backup": _yes_or_no,
    "login_by": _choice(LOGINS),
    "login_after_check": _yes_or_no,
    "other_seat": _choice(OTHER_SEATS),
    "seating": _choice(SEATINGS),
    "credit_needs_code": _yes_or_no,
}
NEEDED: Final = ("exam_name", "centre_name", "centre_code", "room_code", "mode", "subject")
