"""Every file of samples/malformed through the import page; the hostile ones read by the process itself (B5, B10, D5)."""

import html

import pytest
from django.urls import reverse

from tests.imports.conftest import NOTHING, Browser, recorded, stored
from tests.imports.malformed import REFUSED, TAKEN, Told

PLAN = "exam_plan_001.xlsx"
CONFIRMED = "seats_other_subnet.csv"
HOSTILE = [
    "bomb.xlsx",
    "xlsx_entity_expansion.xlsx",
    "xlsx_external_entity.xlsx",
    "zip_slip.zip",
    "candidates_30k.xlsx",
]


@pytest.mark.parametrize(("name", "told"), [each for each in REFUSED.items() if each[0] != CONFIRMED])
def test_the_preview_tells_everything_and_offers_no_import(browser: Browser, name: str, told: Told):
    if told.with_plan:
        browser.agree(browser.choose(PLAN))
    before, events = stored(), recorded()

    page = browser.choose(f"malformed/{name}")

    found = page.context["found"]
    rows = {fault.row for section in found.sections for fault in section.faults}
    text = html.unescape(page.content.decode())
    assert page.status_code == 200
    assert set(told.rows) <= rows
    assert [line.text for panel in page.context["panels"] for line in panel.faults if line.text not in text] == []
    assert '<button class="btn p" type="submit">' not in text
    assert stored() == before
    assert recorded() == [*events, "import_refused"]


@pytest.mark.parametrize("name", HOSTILE)
def test_the_process_tells_the_same_of_a_hostile_file(whole_browser: Browser, name: str):
    page = whole_browser.choose(f"malformed/{name}")

    text = html.unescape(page.content.decode())
    assert [piece for piece in REFUSED[name].pieces if piece not in text] == []
    assert (stored(), recorded()) == (NOTHING, ["import_refused"])


@pytest.mark.parametrize("name", ["seats_dup_ip.csv", "candidates_formula.xlsx", "papers_bad.xlsx"])
def test_a_yes_to_a_refused_file_stores_nothing(browser: Browser, name: str):
    page = browser.choose(f"malformed/{name}")

    answer = browser.agree(page)

    assert answer.status_code == 200
    assert stored() == NOTHING


@pytest.mark.parametrize(("name", "told"), TAKEN.items())
def test_what_can_be_taken_is_stored_after_the_yes(browser: Browser, name: str, told: Told):
    page = browser.choose(f"malformed/{name}")
    shown = stored()

    browser.agree(page)

    assert shown == NOTHING
    assert stored() == {**NOTHING, "Room": 1, "Seat": told.seats}
    assert recorded() == ["room_created", "seats_imported"]


def test_another_network_waits_for_a_tick(browser: Browser):
    page = browser.choose(f"malformed/{CONFIRMED}")

    without = browser.agree(page)
    with_tick = browser.agree(without, agreed="on")

    assert [fault.row for fault in page.context["found"].to_confirm] == [6]
    assert "192.168.9.19" in str(next(iter(without.context["messages"])))
    assert stored()["Seat"] == 5
    assert recorded() == ["import_refused", "room_created", "seats_imported"]
    assert with_tick.redirect_chain[0][0] == reverse("seats:choose")


def test_a_script_in_a_cell_is_shown_as_text(browser: Browser):
    page = browser.choose("malformed/seats_html.csv")
    browser.agree(page)
    listed = browser.client.get(reverse("admin:rooms_seat_changelist"))

    for text in (page.content.decode(), listed.content.decode()):
        assert "&lt;script&gt;" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
