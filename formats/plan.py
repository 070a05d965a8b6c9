"""The plan of an examination: its rules, sessions and what it asks of a room (B10)."""

from datetime import datetime
from typing import Final, Literal, TypeAlias

import msgspec

Mode: TypeAlias = Literal["formal", "mock"]
CodePolicy: TypeAlias = Literal["centre", "superior"]
LoginBy: TypeAlias = Literal["ticket", "ticket_and_id"]
OtherSeat: TypeAlias = Literal["allow", "warn", "refuse"]
Seating: TypeAlias = Literal["sequence", "lot", "list", "none"]


class PlanRules(msgspec.Struct, frozen=True, kw_only=True):
    """The sheet 考务规则, fields named by its keys.

    What ends in `_min` or `_minutes` is minutes, decimals allowed. An empty
    `max_extra_minutes` means up to the subject's duration.
    """

    exam_name: str
    centre_name: str
    centre_code: str
    room_code: str
    mode: Mode
    subject: str
    timezone: str = "Asia/Shanghai"
    auth_before_min: float = 30.0
    login_before_min: float = 20.0
    start_before_min: float = 5.0
    start_after_min: float = 15.0
    countdown_sec: float = 60.0
    late_limit_min: float = 30.0
    earliest_submit_min: float = 30.0
    allow_extra_time: bool = True
    free_extra_minutes: float = 10.0
    max_extra_minutes: float | None = None
    allow_reset: bool = False
    code_policy: CodePolicy = "centre"
    code_valid_min: float = 60.0
    require_backup: bool = True
    login_by: LoginBy = "ticket"
    login_after_check: bool = False
    other_seat: OtherSeat = "warn"
    seating: Seating = "sequence"
    credit_needs_code: bool = False


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the sheet 场次; `starts_at` and `ends_at` are aware, in the plan's time zone."""

    number: int
    name: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    duration_min: float
    candidates: int


class MachineRequirement(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine must have at least and should have, in the unit that the item's name carries."""

    item: str
    minimum: float | str
    recommended: float | str | None = None


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """A program, known by the names that its process may have on one system or another."""

    name: str
    executables: tuple[str, ...]
    note: str = ""


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """Where an indicator warns and where it alarms (F11), in the unit that the item's name carries."""

    item: str
    warn: float
    alarm: float


# What holds until a plan says otherwise (B8, F11).
MACHINE: Final = tuple(
    MachineRequirement(item=item, minimum=minimum, recommended=recommended)
    for item, minimum, recommended in (
        ("操作系统", "Windows 10 64位 或 Debian 12", "Windows 10 专业版"),
        ("CPU核数", 2.0, 4.0),
        ("内存(GB)", 4.0, 8.0),
        ("空闲硬盘(GB)", 5.0, 20.0),
        ("屏幕宽", 1366.0, 1920.0),
        ("屏幕高", 768.0, 1080.0),
        ("浏览器版本", 75.0, 120.0),
        ("时钟偏差(秒)", 60.0, 2.0),
        ("往返时间(毫秒)", 100.0, 20.0),
        ("吞吐(Mb/s)", 20.0, 100.0),
    )
)
THRESHOLDS: Final = tuple(
    Threshold(item=item, warn=warn, alarm=alarm)
    for item, warn, alarm in (
        ("离线(秒)", 10.0, 30.0),
        ("保存间隔(秒)", 15.0, 60.0),
        ("时钟偏差(秒)", 2.0, 60.0),
        ("空闲硬盘(GB)", 5.0, 1.0),
        ("电量(%)", 30.0, 10.0),
        ("无作答(分钟)", 10.0, 20.0),
    )
)


class PlanFile(msgspec.Struct, frozen=True, kw_only=True):
    """All that a plan says; what an optional sheet would say has a default."""

    rules: PlanRules
    sessions: tuple[SessionRow, ...]
    machine: tuple[MachineRequirement, ...] = MACHINE
    software: tuple[Program, ...] = ()
    tools: tuple[Program, ...] = ()
    forbidden: tuple[Program, ...] = ()
    thresholds: tuple[Threshold, ...] = THRESHOLDS
    rules_text: tuple[str, ...] = ()
    guide_text: tuple[str, ...] = ()

    def session(self, number: int) -> tuple[SessionRow, ...]:
        """The rows of one session, one a subject, in the order of the sheet; empty for a number not planned."""
        return tuple(row for row in self.sessions if row.number == number)


def meeting(one: PlanFile, other: PlanFile) -> list[tuple[SessionRow, SessionRow]]:
    """Sessions of two plans that overlap in time, each pair once: a room can hold one of them only."""
    found: dict[tuple[int, int], tuple[SessionRow, SessionRow]] = {}
    for row in one.sessions:
        for against in other.sessions:
            if row.starts_at < against.ends_at and against.starts_at < row.ends_at:
                found.setdefault((row.number, against.number), (row, against))
    return list(found.values())


def to_json(plan: PlanFile) -> bytes:
    """The plan as UTF-8 JSON with sorted keys: equal plans, equal bytes."""
    return msgspec.json.encode(plan, order="sorted")


def from_json(encoded: bytes) -> PlanFile:
    """What `to_json` wrote. Raises `msgspec.DecodeError` (a `ValueError`) for anything else."""
    return msgspec.json.decode(encoded, type=PlanFile)
