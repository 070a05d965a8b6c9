"""What goes wrong and is put right: cuts, lost time, interruptions, changes of seat, packages on a stick (E10, E13, E14, F2, F4–F6, F11)."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from agent_client import exporting
from tests.e2e.candidate import Candidate
from tests.e2e.room import write_files
from tests.operations.beginning import begin, enter, panel_of
from tests.operations.steps import takes
from tests.operations.walk import LI, LIU, ZHOU, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
OFFLINE_MS = 90_000  # a matter after thirty seconds


@takes("F11")
def the_indicators(walk: Walk) -> None:
    """What the machine measures against the plan's thresholds, and its last ten minutes."""
    enter(walk)
    begin(walk, **{LI: 1, LIU: 2, ZHOU: 3})
    for person, letter in ((LI, "A"), (LIU, "B"), (ZHOU, "C")):
        walk.of(person).choose(1, letter)
        walk.of(person).is_safe()
    panel = panel_of(walk, LI)
    for code in ("save", "offset", "disk", "client", "attention", "address"):
        expect(panel.locator(f"[data-indicator={code}] .st")).to_be_visible()
    expect(panel.locator("[data-indicator=address]")).to_contain_text("127.0.0.2")
    expect(panel.locator(".spark")).to_have_count(3)
    walk.keep(walk.proctor.page, "panel")
    walk.proctor.shut(panel)


@takes("F4")
def a_cut_is_a_matter(walk: Walk) -> None:
    """The candidate works on; the board says so, one takes it over, gives it back; it goes by itself."""
    proctor, li = walk.proctor, walk.of(LI)
    walk.pull(1)
    li.choose(2, "B")
    expect(li.page.locator(".notices .notice.warn")).to_be_visible()
    proctor.is_marked(LI, "离线")
    matter = proctor.matter("机位 001 离线")
    expect(matter).to_contain_text(LI, timeout=OFFLINE_MS)
    matter.locator("[data-act=take_matter]").click()
    expect(matter.locator(".taken")).to_be_visible()
    walk.keep(proctor.page, "taken")
    matter.locator("[data-act=give_back_matter]").click()
    expect(matter.locator(".taken")).to_have_count(0)
    proctor.page.locator("[data-figure=submitted]").click()  # a filter hides no matter
    expect(matter).to_be_visible()
    proctor.page.locator("[data-figure=expected]").click()

    walk.put_in(1)
    expect(matter).to_have_count(0)
    li.is_safe()
    proctor.is_not_marked(LI, "离线")


@takes("F2")
def lost_time_is_given_back(walk: Walk) -> None:
    """A daemon dies; what was measured is proposed, and given with a reason."""
    proctor = walk.proctor
    walk.power_cut(2)
    expect(proctor.page.locator("[data-figure=offline] b")).to_have_text("1")
    expect(proctor.tile(LIU).locator(".marks")).to_contain_text(
        re.compile(r"离线 (0:(0[8-9]|[1-5]\d)|[1-9])")
    )  # worth a matter
    walk.switch_on(2)
    liu = walk.sit(LIU, 2)
    liu.sees("paper")
    matter = proctor.matter("机位 002 损失时间待处理")
    matter.locator("[data-act=give_back]").click()
    dialog = proctor.dialog("give_back")
    expect(dialog.locator("tr.sel", has_text=LIU).first).to_be_visible()
    proctor.send(dialog)

    expect(liu.page.locator(".clock .plus")).to_contain_text("补回")
    expect(matter).to_have_count(0)
    entries = proctor.open_list("extra_time")
    expect(entries.locator("[data-row]")).to_contain_text(LIU)
    proctor.shut(entries)


@takes("F5")
def noticed_late(walk: Walk) -> None:
    """Credited afterwards, from a moment to another, for one."""
    proctor = walk.proctor
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    dialog = proctor.by_incidents("interrupt", ZHOU)
    dialog.locator("[name=way]").nth(1).check()
    dialog.locator("[name=from]").fill(f"{now - timedelta(seconds=12):%H:%M:%S}")
    dialog.locator("[name=to]").fill(f"{now - timedelta(seconds=2):%H:%M:%S}")
    proctor.send(dialog, sure=True)

    expect(proctor.tile(ZHOU).locator(".m.exam")).to_have_text("补回 0:10")
    expect(walk.of(ZHOU).page.locator(".clock .plus")).to_contain_text("10 秒")


@takes("F5")
def the_room_is_interrupted(walk: Walk) -> None:
    """Screens and clocks stop with a text; going on gives back what it took."""
    proctor = walk.proctor
    dialog = proctor.by_incidents("interrupt")
    dialog.locator("[name=message]").fill("火警，请坐好。")
    proctor.send(dialog, sure=True)
    for person in (LI, LIU, ZHOU):
        expect(walk.of(person).page.locator("dialog.interrupted blockquote")).to_have_text("火警，请坐好。")
    expect(walk.of(LI).page.locator(".clock .end")).to_have_text("时间停住")
    proctor.is_marked(LI, "已中断")
    walk.keep(walk.of(LI).page, "stopped")
    walk.keep(proctor.page, "stopped")

    proctor.page.locator(".notice[data-interruption] [data-act=go_on]").click()
    proctor.told()
    for person in (LI, LIU, ZHOU):
        expect(walk.of(person).page.locator("dialog.interrupted")).to_have_count(0)
    expect(walk.of(LI).page.locator(".clock .plus")).to_be_visible()
    expect(proctor.tile(LI).locator(".m.exam")).to_contain_text("补回")


@takes("E14", "E10")
def a_package_is_imported(walk: Walk) -> None:
    """The machine dies without a network: what only it had comes on a stick, and is there at another machine."""
    proctor, li = walk.proctor, walk.of(LI)
    walk.pull(1)
    expect(li.page.locator(".notices .notice.warn")).to_be_visible()
    li.choose(3, "C")
    walk.power_cut(1)
    dialog = proctor.by_incidents("import_package")
    dialog.locator("[name=file]").set_input_files(stick(walk, 1, LI))
    expect(dialog.locator("[data-package=newer]")).to_contain_text(LI)
    proctor.send(dialog)
    matter = proctor.matter("已导入作答包")
    expect(matter).to_contain_text(LI)
    matter.locator("[data-act=resume]").click()
    proctor.send(proctor.dialog("resume"), sure=is_online(walk, LI))

    again = at_another_machine(walk, LI, 4)
    assert [again.chosen(number) for number in (1, 2, 3)] == ["A", "B", "C"]
    expect(matter).to_have_count(0)
    proctor.figure("resume", 1)


def stick(walk: Walk, seat: int, person: str) -> Path:
    """His package among those exported at the machine, whose program need not run."""
    target = walk.folder / f"stick{seat}"
    assert exporting.main([str(target), "--data", str(walk.machine(seat).data)]) == 0
    (file,) = target.glob(f"{walk.ticket(person)}-*")
    return file


def is_online(walk: Walk, person: str) -> bool:
    """Whether the page still shows the machine as there."""
    return walk.proctor.tile(person).locator(".m.alarm.full").count() == 0


def at_another_machine(walk: Walk, person: str, seat: int) -> Candidate:
    """Who was resumed logs in there, and goes on."""
    candidate = walk.sit(person, seat)
    walk.logs_in(person)
    candidate.sees("paper")
    candidate.page.locator("dialog.back footer .btn").click()
    return candidate


@takes("F6")
def a_change_of_seat(walk: Walk) -> None:
    """To a machine that is free: with what is kept, and a question to who is at work."""
    proctor, zhou = walk.proctor, walk.of(ZHOU)
    walk.put_in(1)
    walk.switch_on(1)
    left_behind(walk.sit(LI, 1))
    walk.sit(LI, 4)
    dialog = proctor.by_incidents("change_seat", ZHOU)
    dialog.locator("[name=seat]").select_option("1")
    expect(dialog.locator("[data-will]")).to_contain_text(ZHOU)
    proctor.send(dialog, sure=True)
    left_behind(zhou)

    again = at_another_machine(walk, ZHOU, 1)
    assert again.chosen(1) == "C"
    expect(proctor.tile(ZHOU).locator(".no")).to_have_text("001")


def left_behind(candidate: Candidate) -> None:
    """Whoever was moved away presses 结束, and the machine is free."""
    candidate.sees("moved")
    candidate.page.locator("footer .btn.p").click()
    candidate.sees("login")


@takes("F6")
def two_change_places(walk: Walk) -> None:
    """Both are forced out with a question, and each finds everything at the other's machine."""
    proctor = walk.proctor
    dialog = proctor.by_incidents("change_seat", LIU, ZHOU)
    proctor.send(dialog, sure=True)
    for person in (LIU, ZHOU):
        left_behind(walk.of(person))
    for person, seat, letter in ((LIU, 1, "B"), (ZHOU, 2, "C")):
        assert at_another_machine(walk, person, seat).chosen(1) == letter

    expect(proctor.tile(LIU).locator(".no")).to_have_text("001")
    expect(proctor.tile(ZHOU).locator(".no")).to_have_text("002")


@takes("E13")
def a_single_collection(walk: Walk) -> None:
    """The package of a machine that is dead is taken, and the candidate submitted."""
    proctor = walk.proctor
    walk.of(ZHOU).choose(4, "D")
    walk.of(ZHOU).is_safe()
    walk.power_cut(2)
    proctor.nobody()
    dialog = proctor.open("collect_single")
    dialog.locator("[name=file]").set_input_files(stick(walk, 2, ZHOU))
    expect(dialog.locator("[data-package]")).to_contain_text(ZHOU)
    proctor.send(dialog, sure=True)

    proctor.figure("submitted", 1)
    proctor.is_in_state(ZHOU, "done")
    walk.switch_on(2)
    walk.sit(ZHOU, 2).sees("submitted")


STEPS = (
    the_indicators,
    a_cut_is_a_matter,
    lost_time_is_given_back,
    noticed_late,
    the_room_is_interrupted,
    a_package_is_imported,
    a_change_of_seat,
    two_change_places,
    a_single_collection,
)


def test_a_session_of_faults(walk: Walk):
    files = write_files(
        walk.folder / "files", 4, in_s=1, duration_min=30, late_limit_min=0.05, earliest_submit_min=0.05
    )
    walk.wired(1)
    walk.load(files, seats=(2, 3, 4))

    walk.go(STEPS)
