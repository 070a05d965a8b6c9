"""Two views on one live state: figures, order, search; what is chosen stays chosen (E2, E3)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import choose, expect_chosen, one
from tests.control_room.scripted_room import sitting_id
from tests.control_room.stub import ACTS

pytestmark = pytest.mark.browser

COLUMNS = ["准考证号", "姓名", "序号", "机位号", "考试状态", "在线标记", "交卷状态", "IP地址"]


def names(page: Page) -> list[str]:
    return page.locator("tbody td.name > span").all_text_contents()


def test_a_figure_filters_both_views(page: Page, look: Open):
    look()

    for view in ("tiles", "table"):
        page.locator(f'[data-view="{view}"]').click()
        for figure, count in {"not_logged_in": 3, "logged_in": 2, "in_exam": 32, "submitted": 3, "offline": 1}.items():
            page.locator(f'[data-figure="{figure}"]').click()

            expect(page.locator("[data-id]")).to_have_count(count)
            expect(page.locator(f'[data-figure="{figure}"]')).to_have_attribute("aria-pressed", "true")
            page.locator('[data-figure="all"]').click()
            expect(page.locator("[data-id]")).to_have_count(40)


@pytest.mark.slow
def test_no_seat_number_stands_twice_in_bold(page: Page, look: Open):
    board = scripted_room.running()
    absent = next(each for each in board["sittings"] if each["seat"] is None)
    other = next(each for each in board["sittings"] if each["seat"] is not None)
    other["seat"] = absent["planned_seat"]

    look(board)

    expect(page.locator(f'[data-id="{absent["id"]}"] .no')).to_have_text(f"原 {absent['planned_seat']:03d}")
    numbers = page.locator(".tile b.no").all_text_contents()
    assert len(numbers) == len(set(numbers)) == 39


def test_the_figures_are_those_of_the_server(page: Page, look: Open):
    look()

    figures = page.locator("[data-figure]").all_inner_texts()

    assert [" ".join(figure.split()) for figure in figures] == [
        "应到 40", "未登录 3", "已登录 2", "考试中 32", "已交卷 3", "缺考 0", "离线 1", "补时 1", "违纪 1", "断点续考 0", "全部 40", "到场 0",
    ]  # fmt: skip


def test_selection_and_filter_outlive_a_change_of_view(page: Page, look: Open):
    look()
    page.locator('[data-figure="in_exam"]').click()
    choose(page, 4, 9)

    page.locator('[data-view="table"]').click()

    expect(page.locator("tbody tr")).to_have_count(32)
    expect_chosen(page, 4, 9)
    one(page, 10).locator("input").click()
    page.locator('[data-view="tiles"]').click()
    expect_chosen(page, 4, 9, 10)


def test_loading_again_at_any_moment_loses_neither_filter_nor_selection_nor_order(page: Page, look: Open):
    look()
    page.locator('[data-view="table"]').click()
    page.locator('[data-figure="in_exam"]').click()
    page.locator('[data-sort="saved"]').click()
    choose(page, 4, 9)
    page.locator("#find").fill("00")

    page.reload()

    expect(page.locator("#find")).to_have_value("00")
    expect(page.locator('[data-figure="in_exam"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator('th[aria-sort="ascending"] [data-sort="saved"]')).to_be_visible()
    page.locator("#find").fill("")
    expect_chosen(page, 4, 9)
    expect(page.locator("tbody tr")).to_have_count(32)


def test_loading_again_keeps_the_dialog_and_what_was_typed_but_no_secret(page: Page, look: Open):
    look()
    choose(page, 9)
    page.locator('.tools [data-act="register_violation"]').click()
    page.locator(".dock textarea").fill("带手机")
    page.locator('.dock [value="A101"]').check()

    page.reload()

    expect(page.locator(".dock textarea")).to_have_value("带手机")
    expect(page.locator('.dock [value="A101"]')).to_be_checked()
    expect(page.locator(".dock [data-will]")).to_have_count(1)
    page.locator('.tools [data-act="end_session"]').click()
    page.locator('[data-act="absent_all"]').click()
    page.locator('.dock [name="password"]').fill("geheim")
    page.wait_for_function(
        "() => sessionStorage.length && Object.values(sessionStorage).join().includes('end_session')"
    )
    assert not page.evaluate("Object.values(sessionStorage).join().includes('geheim')")


@pytest.mark.slow
def test_the_list_view_is_exported(page: Page, look: Open):
    look()

    page.locator('[data-view="table"]').click()

    exports = page.locator(".panel footer [data-export]")
    expect(exports).to_have_text(["导出 XLSX", "导出 CSV", "导出 PDF"])
    expect(exports.first).to_have_attribute("href", f"{ACTS}list/sittings/?format=xlsx")


@pytest.mark.slow
def test_nobody_found_is_said_and_goes_by_itself(page: Page, look: Open):
    page.clock.install()
    look()
    page.locator("#find").fill("没有此人")
    page.keyboard.press("Enter")
    expect(page.locator(".told .notice")).to_contain_text("没有此人")

    page.clock.fast_forward(7_000)

    expect(page.locator(".told .notice")).to_have_count(0)


@pytest.mark.slow
def test_the_menu_says_the_least_of_the_free_minutes_of_those_chosen(page: Page, look: Open):
    look()
    choose(page, 9, 10)  # 9 has had five minutes

    page.locator('.tools [data-act="incidents"]').click()

    expect(page.locator('.menu [data-act="give_extra_time"]')).to_contain_text("免码 5 分")


@pytest.mark.slow
def test_who_is_gone_after_loading_again_is_not_chosen(page: Page, look: Open):
    stub = look()
    choose(page, 4, 9)

    stub.lose(gone={"sittings": [sitting_id(9)]})
    page.reload()

    expect(page.locator(".chip")).to_have_text("已选 1 人 ✕")


@pytest.mark.slow
def test_two_tabs_have_each_its_own_filter(page: Page, look: Open):
    stub = look()
    page.locator('[data-figure="submitted"]').click()
    expect(page.locator(".tile")).to_have_count(3)

    other = page.context.new_page()
    other.goto(stub.url)

    expect(other.locator(".tile")).to_have_count(40)
    expect(page.locator(".tile")).to_have_count(3)


@pytest.mark.slow
def test_the_chosen_view_is_there_after_loading_again(page: Page, look: Open):
    look()
    page.locator('[data-view="table"]').click()

    page.reload()

    expect(page.locator("tbody tr")).to_have_count(40)


@pytest.mark.slow
def test_who_is_chosen_and_filtered_out_is_counted(page: Page, look: Open):
    look()
    choose(page, 4, 12)

    page.locator('[data-figure="in_exam"]').click()

    expect(page.locator(".chip")).to_contain_text("已选 2 人（1 未显示）")


def test_the_table_has_the_columns_of_the_manual(page: Page, look: Open):
    look()
    page.locator('[data-view="table"]').click()
    expect(page.locator("tbody tr")).to_have_count(40)

    heads = [head.rstrip(" ▴▾") for head in page.locator("thead th button").all_text_contents()]

    assert heads[: len(COLUMNS)] == COLUMNS
    cells = one(page, 31).locator("td").all_inner_texts()
    assert cells[1:9] == ["190319999990031031", "苏晴", "31", "", "未登录", "-", "未交卷", ""]


def test_a_column_sorts_up_and_down(page: Page, look: Open):
    look()
    page.locator('[data-view="table"]').click()

    page.locator('[data-sort="ip"]').click()
    expect(page.locator('th[aria-sort="ascending"] [data-sort="ip"]')).to_be_visible()
    assert names(page)[0] == "彭飞"
    page.locator('[data-sort="ip"]').click()

    expect(page.locator('th[aria-sort="descending"] [data-sort="ip"]')).to_be_visible()
    assert names(page)[0] == "余波"


@pytest.mark.slow
def test_the_chosen_ones_may_come_first(page: Page, look: Open):
    look()
    page.locator('[data-view="table"]').click()
    one(page, 12).locator("input").click()

    page.get_by_label("已选的在前").check()

    expect(page.locator("tbody tr").first).to_contain_text("190319999990031012")


@pytest.mark.slow
def test_search_narrows_the_table(page: Page, look: Open):
    look()
    page.locator('[data-view="table"]').click()

    page.locator("#find").fill("刘洋")

    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator(".some")).to_have_text("显示 2 / 40")


def test_escape_takes_off_first_the_dialog_then_the_filter_then_the_selection(page: Page, look: Open):
    look()
    page.locator('[data-figure="in_exam"]').click()
    choose(page, 9)
    page.locator('.tools [data-act="register_violation"]').click()
    page.locator("#dock-title").focus()

    page.keyboard.press("Escape")
    expect(page.locator(".dock")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".tile")).to_have_count(40)
    expect_chosen(page, 9)
    page.keyboard.press("Escape")
    expect_chosen(page)


@pytest.mark.slow
@pytest.mark.parametrize(("candidates", "width", "height"), [(40, 1366, 768), (40, 1920, 1080), (150, 1920, 1080)])
def test_all_tiles_with_names_and_states_fit_without_scrolling(
    page: Page, look: Open, candidates: int, width: int, height: int
):
    page.set_viewport_size({"width": width, "height": height})
    look(scripted_room.running(candidates))

    expect(page.locator(".tile")).to_have_count(candidates)
    ground = page.locator(".ground").evaluate(
        "el => el.scrollHeight <= el.clientHeight && el.scrollWidth <= el.clientWidth"
    )
    cut = page.locator(".tile .st").evaluate_all("all => all.filter(el => el.scrollWidth > el.clientWidth + 1).length")
    assert (ground, cut) == (True, 0)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_is_wider_than_the_page(page: Page, look: Open, language: str):
    look(language=language)
    choose(page, 9)
    page.locator('.tools [data-act="register_violation"]').click()
    expect(page.locator(".dock")).to_be_visible()

    for view, rows in (("tiles", ".tile"), ("table", "tr[data-id]")):
        page.locator(f'[data-view="{view}"]').click()
        expect(page.locator(rows)).to_have_count(40)
        assert page.evaluate(
            "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
        )


@pytest.mark.slow
def test_an_opening_dialog_moves_no_tile_to_another_column(page: Page, look: Open):
    look()
    before = page.locator(".tiles").evaluate("el => getComputedStyle(el).getPropertyValue('--columns')")

    choose(page, 9)
    page.locator('.tools [data-act="register_violation"]').click()
    expect(page.locator(".dock")).to_be_visible()

    assert page.locator(".tiles").evaluate("el => getComputedStyle(el).getPropertyValue('--columns')") == before


@pytest.mark.slow
def test_the_bar_shows_the_hours_of_a_late_start(page: Page, look: Open):
    board = scripted_room.running()
    late = 7 * scripted_room.MINUTE
    board["session"].update(start_at=scripted_room.START + late, end_at=scripted_room.END + late)

    look(board)

    expect(page.locator("#bar .where")).to_contain_text("14:02–15:32")


@pytest.mark.slow
def test_absence_is_not_lit_for_the_chosen_before_the_late_limit(page: Page, look: Open):
    look()
    page.locator('[data-view="table"]').click()

    one(page, 31).locator("input").click()

    button = page.locator('.batch [data-act="register_absence"]')
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_contain_text("14:25")


@pytest.mark.slow
def test_machines_that_look_the_same_are_named_by_their_addresses(page: Page, look: Open):
    board = scripted_room.running()
    matter = {"id": 9, "kind": "equal_fingerprints", "since": scripted_room.BASE, "seats": [], "sittings": []}
    board["matters"] = [matter | {"values": {"addresses": ["192.168.0.15", "192.168.0.90"]}}]

    look(board)

    expect(page.locator('[data-matter="9"]')).to_contain_text("192.168.0.15、192.168.0.90")


@pytest.mark.slow
def test_states_are_not_cut_off_in_english(page: Page, look: Open):
    look(language="en")

    expect(page.locator(".tile")).to_have_count(40)
    cut = page.locator(".tile .st").evaluate_all("all => all.filter(el => el.scrollWidth > el.clientWidth + 1).length")
    assert cut == 0
