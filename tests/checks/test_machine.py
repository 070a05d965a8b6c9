"""A candidate machine measures at the command, tells each step, and goes on with its other work (B8)."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from agent_client import checking
from agent_client.measuring.platforms import Browser, Screen, System
from formats.environment import STEPS, Order
from formats.messages import Ack, Check, Command
from formats.plan import Program
from tests.agent.conftest import Desk, Desks, desks, room, until
from tests.agent.fake_room import FakeRoom

__all__ = ["desks", "room"]  # fixtures


class Told:
    """A platform that answers at once, as a test says."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def _answer(self, name: str, usual: Any) -> Any:
        told = self._answers.get(name, usual)
        return told() if callable(told) else told

    def system(self) -> System:
        return self._answer("system", System("Windows", "10", 64))

    def screen(self) -> Screen | None:
        return self._answer("screen", None)

    def browser(self) -> Browser | None:
        return self._answer("browser", Browser("Google Chrome", "118.0.1"))

    def has_program(self, executables: Sequence[str]) -> bool:
        return "code" in executables

    def firewall(self) -> str:
        return self._answer("firewall", "off")

    def sleep_minutes(self) -> int | None:
        return self._answer("sleep", 0)

    def input_methods(self) -> list[str]:
        return ["pinyin", "wbx"]

    def is_isolated(self) -> bool | None:
        return self._answer("isolated", True)


def order(**more: Any) -> Order:
    return Order(run=f"{uuid4()}.1", **more)


async def sent(room: FakeRoom, asked: dict[str, Any]) -> Command:
    command = Command(id=str(uuid4()), expires_at=room.now() + 60_000, kind="check_environment", arguments=asked)
    await room.send(room.only_machine(), command)
    return command


async def checked(desk: Desk, room: FakeRoom, asked: Order, platform: Told | None = None) -> dict[str, Check]:
    desk.daemon._checks._platform = platform or Told()
    await sent(room, asked.arguments())
    await until(lambda: len(said(room, asked)) == len(STEPS), "every step")
    return said(room, asked)


def said(room: FakeRoom, asked: Order) -> dict[str, Check]:
    return {each.step: each for each in room.of(Check) if each.run == asked.run}


async def test_every_step_is_measured_and_told_in_order(desks: Desks, room: FakeRoom):
    desk = await desks.at().online()
    programs = (Program(name="编辑器", executables=("code",)), Program(name="Eclipse", executables=("eclipse",)))

    told = await checked(desk, room, order(software=programs))

    assert list(told) == list(STEPS)
    assert all(each.passed for each in told.values())
    assert told["system"].measured == {"name": "Windows", "version": "10", "bits": 64}
    assert told["software"].measured == {"wanted": 2, "count": 1, "missing": "Eclipse"}
    assert told["browser"].measured == {"name": "Google Chrome", "version": "118.0.1", "major": 118}
    assert told["screen"].measured == {"width": None, "height": None}
    assert told["throughput"].measured["queued"] == 3
    assert isinstance(told["trip"].measured["us"], int)
    assert [each.outcome for each in room.of(Ack)] == ["done"]


async def test_what_the_page_is_shown_on_counts_more_than_the_platform(desks: Desks, room: FakeRoom):
    desk = await desks.at().online()
    desk.daemon.core.display.opened_with("Mozilla/5.0 Chrome/120.0.6099.1 Safari/537.36")
    desk.daemon.core.display.shown_on(1366, 768)

    told = await checked(desk, room, order())

    assert told["screen"].measured == {"width": 1366, "height": 768}
    assert told["browser"].measured["major"] == 120


async def test_a_step_that_fails_or_hangs_holds_no_other_up(
    desks: Desks, room: FakeRoom, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checking, "STEP_WITHIN_S", 2.0)
    desk = await desks.at().online()

    def broken() -> None:
        raise OSError("no such thing")

    told = await checked(desk, room, order(), Told(system=broken, firewall=_hangs()))

    assert (told["system"].passed, told["system"].measured["fault"]) == (False, "failed")
    assert (told["firewall"].passed, told["firewall"].measured) == (False, {"fault": "timeout"})
    assert told["isolation"].passed


async def test_a_busy_server_is_no_fault_of_the_machine(desks: Desks, room: FakeRoom):
    room.faults.add("busy")
    desk = await desks.at().online()

    told = await checked(desk, room, order())

    assert (told["throughput"].passed, told["throughput"].measured) == (True, {"kbit_s": None, "queued": None})


async def test_an_order_that_is_none_is_refused(desks: Desks, room: FakeRoom):
    await desks.at().online()

    await sent(room, {"order": "nonsense"})
    await until(lambda: room.of(Ack))

    assert room.of(Ack)[0].outcome == "refused"


async def test_a_broken_link_loses_no_step(desks: Desks, room: FakeRoom):
    desk = await desks.at().online()
    asked = order()
    desk.daemon._checks._platform = Told()
    await sent(room, asked.arguments())
    await until(lambda: said(room, asked), "the first step")

    await room.cut()
    await until(lambda: set(said(room, asked)) == set(STEPS), "every step")


async def test_the_marker_is_left_where_the_answers_lie(desks: Desks, room: FakeRoom, tmp_path: Path):
    desk = await desks.at().online()

    await checked(desk, room, order())

    assert (desk.daemon.core.folder.root / "restart-marker.json").exists()


def _hangs() -> Callable[[], str]:

    return lambda: str(threading.Event().wait(4.0))
