"""Plans, candidates and papers come in from spreadsheets, all or nothing, with every fault (T2)."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from centre import operations
from centre.models import Candidate, Paper, Plan, Room
from centre.models.identity import this_centre
from centre.operations.loading import meeting_faults
from centre.tests.day import SAMPLES, CentreDay, sample_candidates
from centre.tests.typing import opened
from formats.refused import Refused
from journal import record
from journal.models import Chain, Event

pytestmark = pytest.mark.db
MALFORMED = SAMPLES / "malformed"
WHOLE = ("exam_plan_001.xlsx", "candidates_001.xlsx", "papers_001.xlsx")


def bring(client: Client, *paths: Path, room: str = "") -> Any:
    files = [path.open("rb") for path in paths]
    try:
        return client.post("/import/", {"files": files, "room": room})
    finally:
        for file in files:
            file.close()


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Room, Plan, Candidate, Paper))


def test_plan_candidates_and_paper_make_the_room_and_name_the_centre(admin: Client):
    page = bring(admin, *(SAMPLES / name for name in WHOLE))

    assert [(name, count) for name, count, _what in page.context["stored"]] == [
        (WHOLE[0], 2),
        (WHOLE[1], 80),
        (WHOLE[2], 21),
    ]
    assert stored() == (1, 1, 80, 2)
    assert (this_centre().code, this_centre().name) == ("1999999", "测试考点")
    assert len(Room.objects.get().registration_code) == 8


def test_the_account_of_the_centre_comes_with_its_code(admin: Client):
    bring(admin, SAMPLES / WHOLE[0])

    assert Client().post("/login/", {"username": "1999999", "password": "888"}).status_code == 302


def test_a_later_list_goes_to_the_plan_of_the_room_that_is_chosen(day: CentreDay):
    page = bring(day.browser(), SAMPLES / "candidates_001_care.xlsx", room=day.room.code)

    assert page.context["stored"][0][1] == 80
    assert day.plan.candidates.exclude(factor_permille=1000).exists()


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("malformed/exam_plan_bad.xlsx",), "cell"),
        (("malformed/candidates_dup_ticket.xlsx",), "candidates"),
        (("malformed/papers_bad.xlsx",), "papers"),
        (("seats_40.xlsx",), "file.not_for_centre"),
        (("centre_info_sheet.html",), "file.not_for_centre"),
        (("malformed/bomb.xlsx",), "file"),
        (("malformed/candidates_wrong_room.xlsx",), "candidates"),
    ],
)
def test_a_file_with_faults_is_told_fault_by_fault_and_stores_nothing(
    day: CentreDay, names: tuple[str, ...], code: str
):
    before, journal = stored(), Event.objects.count()

    page = bring(day.browser(), *(SAMPLES / name for name in names), room=day.room.code)

    assert page.context["refused"]
    assert any(level == "error" for file in page.context["read"] for level, _word, _text in file["faults"])
    assert (stored(), Event.objects.count()) == (before, journal)


def test_one_bad_file_keeps_the_good_ones_out(admin: Client):
    page = bring(admin, SAMPLES / WHOLE[0], MALFORMED / "papers_bad.xlsx")

    assert page.context["refused"]
    assert stored() == (0, 0, 0, 0)


def test_a_list_without_a_plan_says_so(admin: Client):
    page = bring(admin, SAMPLES / WHOLE[2])

    assert page.context["read"][0]["faults"]
    assert stored() == (0, 0, 0, 0)


def test_the_plan_of_another_centre_is_refused(day: CentreDay):
    with pytest.raises(Refused) as refusal:
        day.load_plan(centre_code="2999999", room_code="2999999001")

    assert refusal.value.code == "plan.other_centre"
    assert Room.objects.count() == 1


def test_the_same_files_again_change_nothing(day: CentreDay):
    before = day.journal()

    day.load_plan()
    operations.load_candidates(day.by, day.plan, sample_candidates())

    assert day.journal() == before


def test_mock_and_formal_exam_lie_side_by_side(day: CentreDay):
    day.load_plan(mode="mock")

    assert sorted(day.room.plans.values_list("kind", flat=True)) == ["formal", "mock"]


def test_sessions_that_overlap_those_of_another_plan_in_the_room_are_warned_of(day: CentreDay):
    day.load_plan(mode="mock", exam_name="Other")
    file = day.plan.file

    found = meeting_faults(file)
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/typed/").check()

    assert [(fault.values["session"], fault.values["plan"], fault.level) for fault in found] == [
        (1, "Other", "warning"),
        (2, "Other", "warning"),
    ]
    assert (len(page["faults"]), page["refused"]) == (2, False)


def test_the_superior_level_loads_nothing(day: CentreDay):
    page = bring(day.browser("superior"), SAMPLES / WHOLE[0])

    assert page.status_code == 403


def test_every_chain_of_the_journal_holds(day: CentreDay):
    day.registered()
    day.publish()

    assert [fault for chain in Chain.objects.all() for fault in record.verify(chain)] == []
    assert day.journal() == [
        "room_added",
        "plan_loaded",
        "candidates_loaded",
        "papers_loaded",
        "room_registered",
        "package_published",
    ]
