"""封场检测, 远程控制 and 系统初始化 on their pages, with real machines and a real test centre (B8, B11, S2–S5)."""

import json
import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.room import PASSWORD, write_files
from tests.operations.beginning import begin
from tests.operations.centre import centre, prepare
from tests.operations.steps import takes
from tests.operations.walk import LI, Walk

__all__ = ["centre"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
NEW_PASSWORD = "correct horse battery"
CHECKED_MS = 120_000
INITIALISED_MS = 120_000


def press(page: Page, words: str) -> None:
    page.locator(".jk-btn", has_text=words).first.click()


@takes("B11")
def a_room_that_is_not_ready(walk: Walk) -> None:
    """Each line says what is amiss, and what to do."""
    page = walk.proctor.page
    page.goto(f"{walk.server.url}/admin/checks/seal/")
    page.locator("[name=responsible]").fill("张三")
    press(page, "开始检测")

    expect(page.locator(".sealing .st.fail").first).to_be_visible()
    for words in ("环境", "密码"):
        expect(page.locator("tr.fail", has_text=words).first).to_be_visible()


@takes("S5")
def another_password(walk: Walk) -> None:
    page = walk.proctor.page
    page.goto(f"{walk.server.url}/admin/password_change/")
    page.locator("[name=old_password]").fill(PASSWORD)
    for name in ("new_password1", "new_password2"):
        page.locator(f"[name={name}]").fill(NEW_PASSWORD)
    press(page, "保存")
    expect(page.locator("[name=old_password]")).to_have_count(0)


@takes("B8")
def the_environment_check(walk: Walk) -> None:
    """Every machine measures itself; each ends, whatever it found."""
    page = walk.proctor.page
    page.goto(f"{walk.server.url}/admin/checks/environment/")
    page.locator("[data-act=start]").click()
    expect(page.locator("[data-act=stop]")).to_be_visible()
    expect(page.locator("[data-act=anew]")).not_to_have_attribute("aria-disabled", "true", timeout=CHECKED_MS)
    expect(page.locator("[data-act=report]")).not_to_have_attribute("aria-disabled", "true")


@takes("B11")
def the_room_is_sealed(walk: Walk) -> None:
    """Now nothing fails; the result is on its way to the centre, and can be printed."""
    page = walk.proctor.page
    page.goto(f"{walk.server.url}/admin/checks/seal/")
    page.locator("[name=responsible]").fill("张三")
    press(page, "开始检测")

    expect(page.locator(".sealing h2 .st.ok")).to_be_visible()
    expect(page.locator("tr.fail")).to_have_count(0)
    press(page, "打印")
    expect(page.locator("body")).to_contain_text("张三")


@takes("S2")
def restarting(walk: Walk) -> None:
    """One restarts, one does not allow it, one whose candidate is in the exam is left alone."""
    proctor, page = walk.proctor, walk.proctor.page
    proctor.open_choice()
    for who in ("administrator", "invigilator"):
        page.locator(f"[data-person={who}] [name=name]").fill("张三")
    expect(page.locator("[data-seal-check]:not([hidden])")).to_have_count(0)
    page.locator("[data-enter] [type=submit]").click()
    begin(walk, **{LI: 1})
    page.goto(f"{walk.server.url}/admin/system/remote/")
    page.locator("[form=everyone][value=restart]").click()
    expect(page.locator(".jk-left-out")).to_contain_text("001")
    expect(page.locator(".jk-names")).to_contain_text("002")
    walk.keep(page, "sure")
    page.locator(".jk-ask [type=submit]").click()

    expect(row(page, "001").locator(".st.absent")).to_be_visible()
    expect(row(page, "002").locator(".st.ok")).to_be_visible()
    expect(row(page, "003").locator(".st.absent")).to_be_visible()
    assert called(walk).count("reboot") == 1
    walk.of(LI).choose(1, "A")


def row(page: Page, seat: str) -> Locator:
    """The result of a seat."""
    return page.locator("#lines tr", has=page.locator("th", has_text=seat))


def called(walk: Walk) -> list[str]:
    """What the machine at seat 2 asked of its platform; the check asks too."""
    return (walk.folder / "called").read_text().splitlines()


@takes("S3")
def clearing_the_machines(walk: Walk) -> None:
    """After the session has ended; then nothing of the candidate is left."""
    proctor, page, li = walk.proctor, walk.proctor.page, walk.of(LI)
    proctor.open_choice()  # the session is entered already
    li.submit()
    proctor.shows_ready("register_absence")
    absence = proctor.open("register_absence")
    absence.locator("[data-tick=all]").check()
    proctor.send(absence)
    end = proctor.open("end_session")
    end.locator("[name=password]").fill(NEW_PASSWORD)
    proctor.send(end)
    proctor.shows_done("end_session")
    page.goto(f"{walk.server.url}/admin/system/clear/")
    press(page, "全部初始化")
    expect(page.locator(".jk-names li")).to_have_count(3)
    walk.keep(page, "sure")
    page.locator(".jk-ask [type=submit]").click()

    for seat in ("001", "002", "003"):
        expect(row(page, seat).locator(".st.ok")).to_be_visible()
    expect(li.page.locator("body")).not_to_have_attribute("data-screen", "submitted")


@takes("S4")
def initialising_the_room(walk: Walk) -> None:
    """Three confirmations; the unreported session is named and asks for a reason; a backup first; parameters stay."""
    page = walk.proctor.page
    page.goto(f"{walk.server.url}/admin/system/initialise/")
    page.locator("[name=keep_seats]").uncheck()
    page.locator(".jk-grave").click()
    expect(page.locator(".jk-left-out")).to_contain_text("第一场次")
    page.locator("[name=reason]").fill("换考试项目")
    page.locator("[name=sure]").check()
    walk.keep(page, "what-goes")
    page.locator(".jk-grave").click()
    page.locator("[name=code]").fill(walk.files.room_code)
    page.locator("[name=password]").fill(NEW_PASSWORD)
    walk.keep(page, "last")
    page.locator(".jk-grave").click()
    expect(page.locator("#job .jk-btn")).to_be_visible(timeout=INITIALISED_MS)
    walk.keep(page, "done")

    page.goto(f"{walk.server.url}/admin/load/")
    expect(page.locator(".jk-load .jk-list")).to_have_count(0)
    assert list((Path(walk.server.environment["DATA_DIR"]) / "backups").iterdir())
    page.goto(f"{walk.server.url}/admin/seats/")
    page.locator("footer [data-act=scan]", has_text="自动扫描").click()
    expect(page.locator("tr[data-machine]")).to_have_count(3)


STEPS = (
    a_room_that_is_not_ready,
    another_password,
    the_environment_check,
    the_room_is_sealed,
    restarting,
    clearing_the_machines,
    initialising_the_room,
)


def may_restart(walk: Walk, seat: int) -> None:
    """The machine may call its platform's program, which here only notes that it was called."""
    tools = walk.folder / "tools"
    tools.mkdir()
    program = tools / "systemctl"
    program.write_text(f'#!/bin/sh\necho "$@" >> {walk.folder}/called\n')
    program.chmod(0o755)
    path = f"{tools}:{os.environ['PATH']}"
    assert shutil.which("systemctl", path=path) == str(program)
    machine = walk.make(walk.server.url, seat)
    machine.environment = {"PATH": path}
    machine.data.mkdir(parents=True)
    (machine.data / "config.json").write_text(json.dumps({"allow_power": True}))
    walk.machines[seat] = machine.start()


def test_before_and_after_an_exam(walk: Walk, centre):
    rules = {"late_limit_min": 0.05, "earliest_submit_min": 0.05, "start_after_min": 40}
    walk.files = write_files(walk.folder / "files", 3, in_s=1, duration_min=30, **rules)
    may_restart(walk, 2)
    prepare(walk, centre, seats=(1, 2, 3))

    walk.go(STEPS)
