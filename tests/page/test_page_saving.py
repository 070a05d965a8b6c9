"""已保存 is said only after the daemon's answer; what is typed is never lost on the way (C3)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page import scenes
from tests.page.album import LOCK
from tests.page.scenes import State, at
from tests.page.stub_daemon import StubDaemon

pytestmark = pytest.mark.browser

SitDown = Callable[[State], StubDaemon]
TEXT = "answer to text/1: 语义化"


def open_question(page: Page, number: int) -> None:
    page.get_by_role("navigation").get_by_role("button", name=f"第 {number} 题，").click()
    expect(page.get_by_role("heading", name=f"第 {number} 题", exact=True)).to_be_visible()


def safety(page: Page) -> Locator:
    return page.locator(".safe")


def test_a_choice_is_saved_at_once_and_called_saved_only_when_it_is(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.on_paper())
    daemon.hold()

    page.get_by_label("<nav>").check()

    daemon.wait_for(lambda: daemon.values_of("single/1") == ["B"])
    expect(safety(page)).to_contain_text("正在保存")
    expect(page.locator(".saving")).to_have_text("正在保存")
    expect(page.get_by_text("已保存")).to_have_count(0)
    daemon.release()
    expect(page.locator(".saving")).to_have_text("已保存本机")
    expect(safety(page)).to_contain_text("已保存")
    expect(safety(page)).to_contain_text("已上传")


def test_uploaded_is_said_only_when_nothing_waits_for_the_server(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    daemon.uploads = False

    page.keyboard.press("A")

    expect(safety(page)).to_contain_text("正在上传 1")
    expect(safety(page)).not_to_contain_text("已上传")
    daemon.change("safety", pending=0, uploaded_at=at(14, 12, 30))
    expect(safety(page)).to_contain_text(re.compile("已上传 14:12:30"))


@pytest.mark.slow
def test_a_state_older_than_the_last_answer_does_not_say_uploaded(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    daemon.uploads = False
    old = dict(daemon.state["safety"])

    page.keyboard.press("A")
    expect(safety(page)).to_contain_text("正在上传 1")
    daemon.show(safety=old)

    expect(safety(page)).to_contain_text("正在上传 1")


@pytest.mark.slow
def test_several_choices_are_kept_together_in_order(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.on_paper())
    open_question(page, 11)

    for key in "DAB":
        page.keyboard.press(key)
    expect(page.get_by_label("header")).to_be_checked()
    page.keyboard.press("A")

    daemon.wait_for(lambda: daemon.values_of("multiple/1")[-1:] == ["BD"])
    expect(page.get_by_label("header")).not_to_be_checked()


@pytest.mark.slow
def test_true_and_false_are_saved_in_the_words_of_the_paper(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.on_paper(lang="en"))
    page.get_by_role("navigation").get_by_role("button", name="Question 16,").click()

    page.get_by_label("False").check()

    daemon.wait_for(lambda: daemon.values_of("judge/1") == ["错"])


def test_a_text_is_saved_after_a_pause(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.on_paper())
    open_question(page, 20)

    page.get_by_role("textbox").fill(TEXT)

    daemon.wait_for(lambda: daemon.values_of("text/1") == [TEXT])
    expect(page.locator(".saving")).to_have_text("已保存本机")


@pytest.mark.parametrize("leave", ["turn", "blur", "submit"])
def test_a_text_is_saved_at_once_on_leaving_it(page: Page, sit_down: SitDown, leave: str):
    """The page's timers stand still here, so nothing is saved by the pause."""
    page.clock.install()
    daemon = sit_down(scenes.on_paper())
    open_question(page, 20)
    field = page.get_by_role("textbox")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))

    field.fill(TEXT)
    expect(field).to_have_value(TEXT)
    assert daemon.values_of("text/1") == []
    {
        "turn": page.get_by_role("button", name="下一题").click,
        "blur": field.blur,
        "submit": page.locator(".turn").click,
    }[leave]()

    daemon.wait_for(lambda: daemon.values_of("text/1") == [TEXT])


@pytest.mark.slow
def test_a_change_during_saving_is_saved_after_it(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.on_paper())
    daemon.hold()

    page.keyboard.press("A")
    daemon.wait_for(lambda: daemon.values_of("single/1") == ["A"])
    page.keyboard.press("C")
    daemon.release()

    daemon.wait_for(lambda: daemon.values_of("single/1") == ["A", "C"])
    expect(page.get_by_label("<section>")).to_be_checked()
    expect(page.locator(".saving")).to_have_text("已保存本机")


def test_a_daemon_that_is_away_is_said_and_what_was_typed_is_saved_when_it_is_back(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    open_question(page, 20)
    daemon.go_away()
    expect(page.locator(".notice")).to_contain_text("考试程序暂时没有回应")

    page.get_by_role("textbox").fill(TEXT)
    expect(page.locator(".saving")).to_have_text("尚未保存")
    open_question(page, 1)
    page.keyboard.press("D")
    open_question(page, 20)

    expect(page.get_by_role("textbox")).to_have_value(TEXT)
    expect(page.get_by_text("已保存", exact=False)).to_have_count(0)
    daemon.come_back()
    daemon.wait_for(lambda: daemon.values_of("text/1")[-1:] == [TEXT] and daemon.values_of("single/1")[-1:] == ["D"])
    expect(page.locator(".notice")).to_have_count(0)
    expect(safety(page)).to_contain_text("已保存")
    assert daemon.state["answers"]["text/1"] == TEXT


@pytest.mark.slow
def test_time_runs_on_while_the_daemon_is_away(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())

    daemon.go_away()
    expect(page.locator(".notice")).to_contain_text("请继续作答")

    expect(page.locator(".clock [role=timer] b")).to_have_text(re.compile("01:1(7:0[0-4]|6:..)"))


def test_a_refused_answer_is_kept_on_the_screen_with_the_reason(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.on_paper())
    daemon.refuse("answer", "answer.disk", "磁盘已满，请举手。")

    page.keyboard.press("B")

    expect(page.locator(".saving")).to_have_text("没有保存：磁盘已满，请举手。")
    expect(safety(page)).to_contain_text("1 处没有保存")
    expect(page.get_by_label("<nav>")).to_be_checked()
    daemon.refusals.clear()
    daemon.show(interrupted="稍候")
    daemon.show(interrupted=None)
    expect(page.locator(".saving")).to_have_text("已保存本机")


@pytest.mark.parametrize(("code", "cover"), [("interrupted", {"interrupted": "稍候"}), ("locked", {"lock": LOCK})])
def test_what_is_refused_behind_a_cover_is_kept_and_saved_on_going_on(
    page: Page, sit_down: SitDown, code: str, cover: State
):
    """F5, E16: the daemon takes no more, and what was typed is not lost."""
    daemon = sit_down(scenes.on_paper())
    daemon.refuse("answer", code, "考试已中断。")
    page.keyboard.press("B")
    daemon.wait_for(lambda: daemon.values_of("single/1") == ["B"])
    daemon.show(**cover)
    expect(page.locator("dialog.cover")).to_be_visible()
    assert daemon.state["answers"] == {}

    daemon.refusals.clear()
    daemon.show(interrupted=None, lock=None)

    expect(page.locator(".saving")).to_have_text("已保存本机")
    expect(page.get_by_label("<nav>")).to_be_checked()
    assert daemon.state["answers"] == {"single/1": "B"}


@pytest.mark.slow
def test_what_came_too_late_is_owned_up_to_and_saved_when_the_time_goes_on(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.on_paper())
    daemon.refuse("answer", "closed", "时间到。")
    page.keyboard.press("B")
    expect(page.locator(".saving")).to_contain_text("没有保存")

    daemon.show(screen="closed")
    expect(page.locator("main")).to_contain_text("结束前最后 1 处改动没有保存。")
    daemon.refusals.clear()
    daemon.show(screen="paper")

    expect(page.locator(".saving")).to_have_text("已保存本机")
    assert daemon.state["answers"] == {"single/1": "B"}


@pytest.mark.slow
def test_marks_and_size_are_kept_by_the_daemon(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.on_paper())

    page.get_by_role("button", name="标记此题").click()
    page.get_by_role("group", name="字号").get_by_role("button", name="大").click()

    expect(page.get_by_role("button", name="第 1 题，未答、标记")).to_be_visible()
    expect(page.locator(".question")).to_have_class(re.compile("size-large"))
    daemon.wait_for(lambda: len(daemon.acts) == 2)
    assert daemon.acts == [
        {"act": "mark", "question": "single/1", "marked": True},
        {"act": "large_type", "size": "large"},
    ]


def test_a_task_shows_its_files_and_opens_the_folder(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    open_question(page, 21)

    expect(page.locator(".files li")).to_contain_text(["已上传", "上传中", "还没有", "已保存"])
    page.get_by_role("button", name="打开考生文件夹").click()

    daemon.wait_for(lambda: daemon.acts == [{"act": "open_folder"}])


def test_what_cannot_be_collected_stands_beside_the_files_and_before_submission(page: Page, sit_down: SitDown):
    """C2, C3: nothing is left out without a word."""
    files = [{"path": "影片.mp4", "why": "large"}, {"path": "快捷方式", "why": "no_file"}]
    daemon = sit_down(scenes.halfway(left_out={"count": 2, "files": files}))
    page.locator("nav.index button").last.click()

    alert = page.get_by_role("alert").filter(has_text="没有收取的文件（2）")
    expect(alert).to_contain_text("影片.mp4")
    expect(alert).to_contain_text("超过 500 MB")
    page.locator(".turn").click()
    told = page.get_by_role("dialog", name="交卷").get_by_text("考生文件夹里有 2 个文件没有收取，不会交上去。")
    expect(told).to_be_visible()
    daemon.show(left_out=None)
    expect(told).to_have_count(0)


def test_a_task_shows_its_materials_and_a_picture_opens_by_keyboard(page: Page, sit_down: SitDown):
    sit_down(scenes.with_materials())
    open_question(page, 21)

    expect(page.locator(".materials li")).to_contain_text(["效果图.png", "社团.csv"])
    expect(page.locator(".materials small")).to_contain_text(["1 KB", "2.5 MB"])
    expect(page.locator(".materials img")).not_to_be_visible()
    page.locator(".materials summary").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".materials img")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.materials img').naturalWidth === 480")


def test_another_material_is_opened_by_the_daemon_once_the_folder_is_there(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.with_materials(folder=None))
    open_question(page, 21)

    expect(page.locator(".materials button")).to_have_count(0)
    daemon.show(folder="/work")
    page.get_by_role("button", name="社团.csv").press("Enter")

    daemon.wait_for(lambda: daemon.acts == [{"act": "open_material", "name": "社团.csv"}])


@pytest.mark.slow
def test_a_folder_that_is_still_being_filled_says_so_and_opens_when_it_is(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway(folder=None))
    page.locator("nav .q").last.click()

    folder = page.get_by_role("button", name="打开考生文件夹")
    expect(folder).to_contain_text("正在取回文件")
    folder.click(force=True)
    daemon.show(folder="D:\\work")
    expect(folder).not_to_contain_text("正在取回文件")
    folder.click()

    expect(page.locator(".path")).to_have_text("D:\\work")
    assert [act["act"] for act in daemon.acts] == ["open_folder"]


@pytest.mark.slow
def test_an_act_that_came_to_nothing_says_why_once(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    daemon.refuse("open_folder", "folder.no_desktop", "文件夹在 /work 里。")
    open_question(page, 21)

    page.get_by_role("button", name="打开考生文件夹").click()

    expect(page.locator(".notice")).to_have_count(1)
    expect(page.locator(".notice")).to_contain_text("没有办成 文件夹在 /work 里。")
