"""A day at one page: thousands of differences leave no memory, no nodes and no listeners behind (issue 4.7)."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.control_room.conftest import Open
from tests.control_room.hands import one
from tests.control_room.scripted_room import BASE, MINUTE, Row, sitting, sitting_id

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

ROUND = 800
ROWS = 4  # rows in a difference: as many as save within a fifth of a second
MOST_GROWTH = 400_000  # bytes of 2400 differences: a row that stayed behind would be twice as much
FEED = 80


def difference(n: int) -> dict[str, Any]:
    """What the n-th difference of a long day says: answers saved, somebody away, a line in the feed, a matter that comes and goes."""
    rows = [sitting((n * ROWS + step) % 40 + 1) for step in range(ROWS)]
    line = {"n": 1000 + n, "at": BASE + n * 200, "code": "submitted", "sitting": rows[0]["id"], "seat": 1, "who": "", "values": {}}  # fmt: skip
    matter = {"id": 5000 + n, "kind": "hand_raised", "since": BASE, "seats": [3], "sittings": [sitting_id(3)], "values": {"words": str(n)}}  # fmt: skip
    changed = [_changed(row, n) for row in rows]
    return {"sittings": changed, "feed": [line], "matters": [matter], "gone": {"matters": [5000 + n - 1]}}


def _changed(row: Row, n: int) -> Row:
    entered = row["state"] == "in_exam"
    away = {"online": n % 7 != 0, "link_since": BASE - MINUTE} if entered else {}
    return row | away | {"answered": n % 21, "saved_at": BASE + n * 200 if entered else None, "violations": n % 3}


def measured(cdp: CDPSession) -> dict[str, float]:
    """After what can go is gone."""
    for _ in range(2):
        cdp.send("HeapProfiler.collectGarbage")
    told = {each["name"]: each["value"] for each in cdp.send("Performance.getMetrics")["metrics"]}
    return {name: told[name] for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners")}


def hours(page: Page, stub: Any, start: int) -> None:
    """Differences as they come, while somebody drags, opens menus and changes the view."""
    for n in range(start, start + ROUND):
        stub.push(**difference(n))
    last = f"[data-matter='{5000 + start + ROUND - 1}']"
    page.wait_for_function(
        "last => Boolean(document.querySelector(last))", arg=last
    )  # a node as the answer would be kept
    for _ in range(10):
        _works(page)


def _works(page: Page) -> None:
    box = one(page, 10).bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 30, steps=2)
    page.mouse.up()
    one(page, 12).click(button="right")
    page.keyboard.press("Escape")
    page.locator('[data-view="table"]').click()
    page.locator("tbody tr").first.wait_for()
    page.locator('[data-view="tiles"]').click()
    page.locator(".tile").first.wait_for()


def test_a_long_day_leaves_nothing_behind(page: Page, look: Open):
    stub = look()
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    hours(page, stub, 1)
    before = measured(cdp)

    for start in range(1 + ROUND, 4 * ROUND, ROUND):
        hours(page, stub, start)
    after = measured(cdp)

    assert page.locator(".feed li").count() == FEED
    assert after["JSHeapUsedSize"] - before["JSHeapUsedSize"] < MOST_GROWTH, (before, after)
    assert after["JSEventListeners"] <= before["JSEventListeners"] + 5, (before, after)
    assert after["Nodes"] <= before["Nodes"] + 200, (before, after)
