"""What a proctor's hands do on the page."""

from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from tests.control_room.scripted_room import sitting_id


def one(page: Page, sequence: int) -> Locator:
    """The tile or row of a candidate."""
    return page.locator(f'[data-id="{sitting_id(sequence)}"]')


def choose(page: Page, *sequences: int) -> None:
    first, *more = sequences
    one(page, first).click()
    for sequence in more:
        one(page, sequence).click(modifiers=["Control"])


def chosen(page: Page) -> list[int]:
    """The sequences of those who are shown as chosen."""
    ids = page.locator('[data-id][aria-selected="true"]').evaluate_all("all => all.map(one => one.dataset.id)")
    return [UUID(one).int - (0x51 << 120) for one in ids]


def expect_chosen(page: Page, *sequences: int) -> None:
    expect(page.locator('[data-id][aria-selected="true"]')).to_have_count(len(sequences))
    assert sorted(chosen(page)) == sorted(sequences)


def tool(page: Page, name: str) -> Locator:
    return page.locator(f'.tools [data-act="{name}"]')


def incident(page: Page, name: str) -> None:
    """Through 异常处理."""
    tool(page, "incidents").click()
    page.locator(f'.menu [data-act="{name}"]').click()


def dialog(page: Page) -> Locator:
    return page.locator(".dock")


def fill(page: Page, name: str, value: str) -> None:
    dialog(page).locator(f'[name="{name}"]').fill(value)


def primary(page: Page) -> Locator:
    return dialog(page).locator('[data-act="primary"]')


def send(page: Page) -> None:
    """Press the first choice and wait until the answer is shown."""
    expect(primary(page)).not_to_have_attribute("aria-disabled", "true")
    primary(page).click()
    expect(dialog(page).locator(".answer")).to_be_visible()
