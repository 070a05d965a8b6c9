"""The optional sheets of a plan: machines, programs, thresholds, and what candidates read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from formats.plan import MachineRequirement, Program, Threshold
from formats.refused import N_
from formats.spreadsheets.cells import Kind
from formats.spreadsheets.records import Record, to_number
from formats.spreadsheets.tables import Layout

ITEM: Final = "项"
NAME: Final = "名称"
PROGRAM: Final = "程序"
NOTE: Final = "说明"
CONTENT: Final = "内容"
MOST_TEXT: Final = 2000
MOST_VALUE: Final = 1e9


@dataclass(frozen=True)
class Section:
    """One optional sheet: its title, the plan's field that it fills, and how a row is read."""

    title: str
    field: str
    layout: Layout
    read: Callable[[Record], Any]


def _requirement(record: Record) -> MachineRequirement | None:
    item = record.text(ITEM, needed=True)
    minimum = _figure(record, "最低", needed=True)
    recommended = _figure(record, "建议")
    if item is None or minimum is None or recommended is None:
        return None
    return MachineRequirement(item=item, minimum=minimum, recommended=None if recommended == "" else recommended)


def _figure(record: Record, column: str, *, needed: bool = False) -> float | str | None:
    """A number, or text as for an operating system; "" for a blank cell, None after a fault."""
    typed = record.text(column, needed=needed)
    if typed is None:
        return None
    number = to_number(typed) if record.cell(column).kind is Kind.NUMBER or typed.isascii() else None
    return typed if number is None else number


def _program(record: Record) -> Program | None:
    name = record.text(NAME, needed=True)
    executables = _executables(record)
    note = record.text(NOTE)
    if name is None or executables is None or note is None:
        return None
    return Program(name=name, executables=executables, note=note)


def _executables(record: Record) -> tuple[str, ...] | None:
    typed = record.text(PROGRAM, needed=True)
    if typed is None:
        return None
    names = tuple(name for part in re.split("[;；]", typed) if (name := part.strip()))
    if not names or any("/" in name or "\\" in name for name in names):
        told = N_("“%(value)s” is no list of program names; write them without folders, as in Code.exe;code.")
        record.fault(PROGRAM, "plan.program", told, value=typed)
        return None
    return names


def _threshold(record: Record) -> Threshold | None:
    item = record.text(ITEM, needed=True)
    warn = record.number("提醒", least=0, most=MOST_VALUE)
    alarm = record.number("警报", least=0, most=MOST_VALUE)
    if item is None or warn is None or alarm is None:
        return None
    return Threshold(item=item, warn=warn, alarm=alarm)


def _content(record: Record) -> str | None:
    return record.lines(CONTENT, most=MOST_TEXT, needed=True)


PROGRAMS: Final = Layout(required=(NAME, PROGRAM), optional=(NOTE,))
TEXTS: Final = Layout(required=(CONTENT,), optional=("序号",))
SECTIONS: Final = (
    Section("环境要求", "machine", Layout(required=(ITEM, "最低"), optional=("建议",)), _requirement),
    Section("必装软件", "software", PROGRAMS, _program),
    Section("作答工具", "tools", PROGRAMS, _program),
    Section("禁用进程", "forbidden", PROGRAMS, _program),
    Section("阈值", "thresholds", Layout(required=(ITEM, "提醒", "警报")), _threshold),
    Section("考场规则", "rules_text", TEXTS, _content),
    Section("操作指南", "guide_text", TEXTS, _content),
)
