"""Every file of samples/malformed through `manage.py load` (B5, B10; its README says what comes of each)."""

import re

import pytest

from journal.models import Event
from rooms.models import Seat
from tests.imports.conftest import MALFORMED, NOTHING, Load, recorded, stored
from tests.imports.malformed import REFUSED, TAKEN, Told

PLAN = "exam_plan_001.xlsx"
ELSEWHERE = {"candidates_merged_header.xlsx", "centre_info_sheet_bad.html", "README.md"}


def rows_told(text: str) -> set[int]:
    return {int(row) for row in re.findall(r"第(\d+)行[^重相]", text)}


def test_no_file_is_forgotten():
    assert {path.name for path in MALFORMED.iterdir()} == {*REFUSED, *TAKEN, *ELSEWHERE}


@pytest.mark.parametrize(("name", "told"), REFUSED.items())
def test_it_is_refused_with_every_reason_and_row(load: Load, name: str, told: Told):
    if told.with_plan:
        load(PLAN)
    before, events = stored(), recorded()

    loaded = load(f"malformed/{name}")

    assert loaded.status == 1
    assert [piece for piece in told.pieces if piece not in loaded.text] == []
    assert set(told.rows) <= rows_told(loaded.text)
    assert "未写入任何内容" in loaded.text
    assert stored() == before
    assert recorded() == [*events, "import_refused"]


@pytest.mark.parametrize(("name", "told"), TAKEN.items())
def test_it_is_taken_with_what_is_to_be_said(load: Load, name: str, told: Told):
    loaded = load(f"malformed/{name}")

    assert loaded.status == 0
    assert [piece for piece in told.pieces if piece not in loaded.text] == []
    assert set(told.rows) <= rows_told(loaded.text)
    assert [seat.shown for seat in Seat.objects.all()] == [f"{number:03d}" for number in range(1, told.seats + 1)]
    assert recorded() == ["room_created", "seats_imported"]


def test_a_header_on_the_third_row_is_found(load: Load):
    load(PLAN)

    loaded = load("malformed/candidates_merged_header.xlsx")

    assert (loaded.status, stored()["Candidate"]) == (0, 10)


def test_a_bad_information_sheet_is_read_as_far_as_it_goes(load: Load):
    loaded = load("malformed/centre_info_sheet_bad.html")

    assert loaded.status == 0
    assert "考场 1999999002：缺考场注册码" in loaded.text
    assert "考场 2999999003：考场代码与考点代码 1999999 不符" in loaded.text
    assert stored() == NOTHING


def test_the_journal_keeps_hash_and_number_of_faults(load: Load):
    load("malformed/seats_bad_ip.csv")

    event = Event.objects.get()

    assert event.chain.name == "site"
    assert '"faults":10' in event.body
    assert re.search(r'"sha256":"[0-9a-f]{64}"', event.body)
    assert event.private_values.get(key="file").value == "seats_bad_ip.csv"


def test_messages_come_in_english_when_asked_for(load: Load):
    loaded = load("malformed/seats_dup_seat.csv", lang="en")

    assert "Row 5: Seat number 002 is the same as in row 3." in loaded.text
    assert "Nothing was stored." in loaded.text
