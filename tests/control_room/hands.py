"""What a proctor's hands do on the page."""

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


def expect_chosen(page: Page, *sequences: int) -> None:
    """Waits until exactly these are shown as chosen: the page draws with the next frame, not with the click."""
    page.wait_for_function(
        """wanted => {
            const shown = [...document.querySelectorAll('[data-id][aria-selected="true"]')].map(one => one.dataset.id);
            return shown.sort().join() === wanted.sort().join();
        }""",
        arg=[str(sitting_id(sequence)) for sequence in sequences],
    )


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
