"""打开考生文件夹 starts the plan's tools, the time stays in sight, and the page comes back when it is needed (C2, C5, E16)."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil
import pytest

from agent_client.kiosk_front import NO_BAR, BarProcess, Front, ThisDesktop
from agent_client.kiosk_yield import Left, Order, Return, Yield, span
from formats.messages import Message
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import FakeRoom

TOOLS = ("Code.exe", "code", "explorer.exe", "thunar")
LEFT = Left(label="剩余时间", time="01:17:08", back="返回试卷")


@dataclass
class Kiosk:
    """The program in the candidate's session, as far as the daemon hears of it."""

    orders: list[Order] = field(default_factory=list)

    async def say(self, order: Order) -> None:
        self.orders.append(order)

    def of(self, kind: type[Order]) -> list[Order]:
        return [each for each in self.orders if isinstance(each, kind)]

    def last_left(self) -> Left:
        return next(each for each in reversed(self.orders) if isinstance(each, Left))


@pytest.fixture
def kiosk() -> Kiosk:
    return Kiosk()


async def working(room: FakeRoom, desks: Desks, kiosk: Kiosk) -> Desk:
    """In the exam, with the folder open and the tools in front."""
    room.tools = list(TOOLS)
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    desk.daemon.stage.kiosk = kiosk
    await desk.acts.open_folder()
    return desk


async def test_the_folder_and_the_tools_of_the_plan_are_shown_with_the_time(room: FakeRoom, desks: Desks, kiosk: Kiosk):
    desk = await working(room, desks, kiosk)

    assert kiosk.orders[0] == Yield(folder=str(desk.daemon.core.folder.work(room.sitting.id)), tools=TOOLS)
    left = kiosk.last_left()
    assert (left.label, left.back, left.note, left.hurry) == ("剩余时间", "返回试卷", "", False)
    assert left.time in ("01:30:00", "01:29:59", "01:29:58")


async def test_what_the_proctor_writes_and_the_last_minute_are_seen_over_the_tools(
    room: FakeRoom, desks: Desks, kiosk: Kiosk
):
    await working(room, desks, kiosk)

    await room.send(room.only_machine(), Message(id="1", text="请保存文件", sender="李四", answer_wanted=False))
    await until(lambda: kiosk.last_left().note == "请保存文件")
    await room.set_deadline(room.sitting, room.now() + 50_000)

    await until(lambda: kiosk.last_left().hurry)
    assert kiosk.of(Return) == []


async def test_a_lock_brings_the_page_back_and_the_candidate_opens_the_folder_again(
    room: FakeRoom, desks: Desks, kiosk: Kiosk
):
    desk = await working(room, desks, kiosk)

    await room.lock(room.only_machine(), "请停止作答")
    await until(lambda: kiosk.of(Return))
    await desk.acts.acknowledge_lock()
    await desk.acts.open_folder()

    assert kiosk.of(Return) == [Return(ends_tools=False)]
    assert len(kiosk.of(Yield)) == 2


async def test_at_the_deadline_the_page_is_in_front_and_the_tools_end_when_the_candidate_leaves(
    room: FakeRoom, desks: Desks, kiosk: Kiosk
):
    desk = await working(room, desks, kiosk)

    await room.set_deadline(room.sitting, room.now() + 200)
    await until(lambda: kiosk.of(Return))
    await until(lambda: desk.here.holding.receipt)
    await desk.acts.finish()
    await until(lambda: len(kiosk.of(Return)) == 2)

    assert kiosk.of(Return) == [Return(ends_tools=False), Return(ends_tools=True)]


async def test_who_goes_back_to_the_paper_has_it_once(room: FakeRoom, desks: Desks, kiosk: Kiosk):
    desk = await working(room, desks, kiosk)

    await desk.daemon.stage.returned()
    await desk.daemon.stage.returned()

    assert kiosk.of(Return) == [Return(ends_tools=False)]


# --- in the candidate's session
@dataclass
class Program:
    runs: bool = True

    def is_running(self) -> bool:
        return self.runs

    def end(self) -> None:
        self.runs = False


@dataclass
class Desktop:
    """One where some of the programs are installed."""

    installed: tuple[str, ...]
    unknown: str = ""  # there is no program for files with this end
    started: list[tuple[str, ...]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)

    def find(self, name: str) -> str | None:
        return f"/usr/bin/{name}" if name in self.installed else None

    def start(self, command: Sequence[str]) -> Program:
        self.started.append(tuple(command))
        self.programs.append(Program())
        return self.programs[-1]

    def show(self, path: str) -> bool:
        if self.unknown and path.endswith(self.unknown):
            return False
        self.shown.append(path)
        return True


@dataclass
class Bar:
    shown: list[Left] = field(default_factory=list)
    hidden: int = 0

    async def show(self, left: Left) -> None:
        self.shown.append(left)

    async def hide(self) -> None:
        self.hidden += 1


async def test_what_is_installed_is_started_with_the_folder_and_not_twice():
    desktop, bar = Desktop(("code", "thunar")), Bar()
    front, order = Front(desktop, bar), Yield(folder="/work/1", tools=TOOLS)

    await front.do(order)
    await front.do(order)
    desktop.programs[0].runs = False
    await front.do(order)

    code, files = ("/usr/bin/code", "/work/1"), ("/usr/bin/thunar", "/work/1")
    assert (desktop.started, desktop.shown) == ([code, files, code], [])


async def test_without_a_file_manager_in_the_plan_the_system_shows_the_folder():
    desktop = Desktop(("code",))

    await Front(desktop, Bar()).do(Yield(folder="/work/1", tools=TOOLS))

    assert desktop.shown == ["/work/1"]


async def test_a_material_is_opened_alone_without_the_tools():
    desktop = Desktop(("code", "thunar"))

    await Front(desktop, Bar()).do(Yield(folder="/work/1", tools=(), file="/work/1/材料/data.pdf"))

    assert (desktop.started, desktop.shown) == ([], ["/work/1/材料/data.pdf"])


async def test_a_material_that_no_program_opens_is_shown_in_its_folder():
    desktop = Desktop((), unknown=".psd")

    await Front(desktop, Bar()).do(Yield(folder="/work/1", tools=(), file="/work/1/材料/a.psd"))

    assert desktop.shown == ["/work/1"]


async def test_the_bar_goes_with_the_return_and_the_tools_only_with_the_candidate():
    desktop, bar = Desktop(("code",)), Bar()
    front = Front(desktop, bar)
    await front.do(Yield(folder="/work/1", tools=TOOLS))
    await front.do(LEFT)

    await front.do(Return(ends_tools=False))
    still = desktop.programs[0].runs
    await front.do(Return(ends_tools=True))

    assert (bar.shown, bar.hidden, still, desktop.programs[0].runs) == ([LEFT], 2, True, False)


async def test_a_tool_ends_with_everything_that_it_has_started():
    child = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE).wait()"
    program = ThisDesktop().start([sys.executable, "-c", child])
    [launcher] = [each for each in psutil.Process().children() if child in each.cmdline()]
    await until(lambda: [each for each in launcher.children(recursive=True) if "input()" in each.cmdline()])
    family = [launcher, *launcher.children(recursive=True)]

    await asyncio.to_thread(program.end)

    assert not program.is_running()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []


async def test_without_a_screen_there_is_no_bar_and_nothing_else_is_missing(monkeypatch: pytest.MonkeyPatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    bar = BarProcess([sys.executable, "-m", "agent_client.time_bar"], lambda: None)

    await bar.show(LEFT)
    process = bar._process
    assert process is not None
    assert await asyncio.wait_for(process.wait(), 20) == NO_BAR
    await bar.show(LEFT)
    await bar.hide()

    assert bar._process is None


async def test_the_button_of_the_bar_is_heard():
    pressed: list[str] = []
    said = "import sys; sys.stdin.readline(); print('back', flush=True); sys.stdin.read()"
    bar = BarProcess([sys.executable, "-c", said], lambda: pressed.append("back"))

    await bar.show(LEFT)
    await until(lambda: pressed)
    await bar.hide()

    assert pressed == ["back"]


@pytest.mark.parametrize(("ms", "text"), [(4_628_000, "01:17:08"), (4_627_001, "01:17:08"), (0, "00:00:00")])
def test_time_is_written_as_the_page_writes_it(ms: int, text: str):
    assert span(ms) == text
