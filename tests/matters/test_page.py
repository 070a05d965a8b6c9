"""待处理 on the page: fixed order, groups, who sees to it, the button that settles it, the tone (F4)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room.conftest import Open
from tests.control_room.hands import dialog, tool
from tests.control_room.hands import one as tile
from tests.control_room.scripted_room import BASE, matter, running, sitting_id

pytestmark = pytest.mark.browser

LISTENING = """
    globalThis.tones = 0;
    globalThis.AudioContext = class {
        state = "running"; currentTime = 0; destination = {};
        resume() {}
        createGain() { return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (to) => to }; }
        createOscillator() { return { frequency: {}, connect: (to) => to, start() { globalThis.tones += 1; }, stop() {} }; }
    };
"""
TONES = 2  # of one alarm


def one(page: Page, key: int):
    return page.locator(f'[data-matter="{key}"]')


@pytest.mark.slow
def test_kinds_are_in_a_fixed_order_and_a_dead_switch_is_one_also_with_a_late_joiner(page: Page, look: Open):
    stub = look()
    heads = page.locator("article h3")
    expect(heads).to_have_count(4)

    stub.push(matters=[matter(5, "offline", 33, ago=60), matter(6, "offline", 35, ago=58)])
    expect(one(page, 5)).to_contain_text("机位 033、035")
    stub.push(matters=[matter(7, "offline", 36, ago=54), matter(8, "disk_low", 17, values={"free_mb": 740})])

    expect(heads).to_have_count(6)
    order = [
        "机位 017 离线",
        "机位 033、035、036 离线",
        "机位 040 重复登录被拒",
        "机位 024 举手",
        "服务器时钟被调整",
        "机位 017",
    ]
    for place, words in enumerate(order):
        expect(heads.nth(place)).to_contain_text(words)
    expect(one(page, 8)).to_contain_text("0.7 GB")
    page.locator('[data-figure="submitted"]').click()
    expect(page.locator("article")).to_have_count(6)


def test_one_button_is_for_all_of_a_group(page: Page, look: Open):
    board = running()
    board["matters"] = [matter(5, "offline", 33, ago=60), matter(6, "offline", 35, ago=58)]
    stub = look(board)

    one(page, 5).locator('[data-act="take_matter"]').click()
    expect(page.locator(".told")).to_contain_text("完成")
    one(page, 5).locator('[data-act="settle_matter"]').click()
    expect(page.locator(".told")).to_contain_text("完成")
    one(page, 5).locator('[data-act="resume"]').click()

    expect(dialog(page).locator("[data-will]")).to_have_count(2)
    assert stub.acts == [("take_matter", {"matters": [5, 6]}), ("settle_matter", {"matters": [5, 6]})]


def test_what_was_set_aside_is_counted_and_can_be_looked_at(page: Page, look: Open):
    """Also in the panel of the candidate; alarms stand above what only warns."""
    stub = look()
    aside = {"epoch": 1, "seat": 17, "standing": "quarantine", "changes": 5, "questions": ["single/3", "text/1"]}
    rows = [{"sitting": sitting_id(17), "ok": True, "aside": [aside | {"began": BASE - 60_000, "ended": BASE}]}]
    stub.answers["preview/set_aside/"] = (200, {"rows": rows})
    values = {"epoch": 1, "changes": 5, "began": BASE - 60_000, "ended": BASE}
    stub.push(matters=[matter(9, "not_back", 12), matter(10, "quarantined_answers", 17, values=values)])

    expect(one(page, 10)).to_contain_text("5条作答记录")
    first = page.locator("article").evaluate_all("all => all.map(each => each.dataset.matter)")
    one(page, 10).locator('[data-act="set_aside"]').click()

    assert first.index("10") < first.index("9")
    expect(dialog(page).locator("[data-aside]")).to_contain_text("单选题3、简答题1")


def test_a_matter_is_settled_and_goes(page: Page, look: Open):
    stub = look()

    one(page, 2).locator('[data-act="settle_matter"]').click()
    expect(page.locator(".told")).to_contain_text("完成")
    stub.push(gone={"matters": [2]})

    expect(one(page, 2)).to_have_count(0)
    assert stub.acts == [("settle_matter", {"matter": 2})]


def test_who_sees_to_it_is_shown_and_can_be_given_back(page: Page, look: Open):
    stub = look()

    stub.push(matters=[matter(2, "hand_raised", 24) | {"taken": {"by": 9, "name": "李四"}}])
    expect(one(page, 2).locator(".taken")).to_have_text("李四 正在处理")
    one(page, 2).locator('[data-act="give_back_matter"]').click()

    expect(page.locator(".told")).to_contain_text("完成")
    assert stub.acts == [("give_back_matter", {"matter": 2})]


def test_a_reminder_opens_the_dialog_of_its_button_and_says_why_not_yet(page: Page, look: Open):
    stub = look()

    stub.push(matters=[matter(9, "all_submitted"), matter(10, "centre_away")])
    stub.push(tools=stub.board["tools"] | {"end_session": {"state": "ready"}})
    one(page, 10).locator('[data-act="reconnect"]').click()
    expect(page.locator(".told")).to_contain_text("完成")
    one(page, 9).locator('[data-act="end_session"]').click()

    expect(dialog(page)).to_have_attribute("data-dialog", "end_session")
    assert stub.acts == [("reconnect", {})]
    expect(tool(page, "end_session")).to_be_visible()


def test_a_new_alarm_sounds_once_whatever_is_loaded_anew(page: Page, look: Open):
    page.add_init_script(LISTENING)
    stub = look()
    expect(page.locator("article")).to_have_count(4)
    heard = "() => globalThis.tones"

    before = page.evaluate(heard)
    page.locator('[data-act="sound"]').click()
    expect(page.locator('[data-act="sound"]')).to_have_attribute("aria-pressed", "true")
    tried = page.evaluate(heard)
    page.reload()
    expect(page.locator("article")).to_have_count(4)
    loaded = page.evaluate(heard)
    stub.push(matters=[matter(11, "clock_step")])
    stub.push(matters=[matter(12, "offline", 5)])
    page.wait_for_function("globalThis.tones > 0")
    page.reload()
    expect(page.locator("article")).to_have_count(6)

    assert (before, tried, loaded, page.evaluate(heard)) == (0, TONES, 0, 0)


@pytest.mark.slow
def test_the_panel_tells_what_the_machine_measures_against_the_plans_thresholds(page: Page, look: Open):
    board = running()
    told = {"battery": 8, "clock_ms": -75_000, "away_ms": 45_000, "pending": 3, "unsaved_ms": 70_000}
    board["seats"][8]["measured"] |= told | {"client": "jiankao-agent 0.1.0"}
    stub = look(board)
    expect(tile(page, 9).locator(".m.alarm")).to_have_text("时钟 −75.0 秒")

    tile(page, 9).dblclick()

    shown = {
        "save": ("alarm", "3 处改动已 1:10 未上传"), "offset": ("alarm", "−75.0 秒"), "disk": ("ok", "剩余 41.0 GB"), "battery": ("alarm", "电量 8%"),
        "client": ("warn", "多数为 jiankao-agent 0.2.0"), "attention": ("warn", "离开作答页面 0:45"), "address": ("ok", "192.168.0.23"),
    }  # fmt: skip
    for code, (level, words) in shown.items():
        value = dialog(page).locator(f'[data-indicator="{code}"] .st.{level}')
        expect(value).to_contain_text(words)
    expect(dialog(page).locator(".spark path")).to_have_count(3)
    expect(dialog(page).locator(".spark").first).to_contain_text("离线：十分钟内最多 0:50")
    assert [path.split("/")[0] for path in stub.asked].count("trend") == 1


@pytest.mark.slow
def test_at_a_tool_of_the_plan_nobody_has_left_the_page(page: Page, look: Open):
    board = running()
    board["seats"][8]["measured"] |= {"away_ms": 45_000, "tool": 1}
    look(board)

    tile(page, 9).dblclick()

    expect(dialog(page).locator('[data-indicator="attention"] .st.ok')).to_have_text("在使用作答工具")
