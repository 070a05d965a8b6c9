"""Where each of the five steps stands, and why (B2)."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from exams.models import Paper
from exams.operations import preparation_digest
from exams.operations.loading import load_plan
from exams.requirements import DEFAULTS, requirements_of
from formats.plan import MachineRequirement
from journal import clock
from proctor_site.steps import environment, sealing
from proctor_site.steps.course import course
from proctor_site.steps.environment import Run
from proctor_site.steps.sealing import Seal
from rooms.digests import seat_list_digest
from rooms.models import CentreLink, Room
from rooms.operations.seats import add_seat, change_seat
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
DONE = ["parameters.saved", "seats.listed", "environment.passed", "loading.loaded", "sealing.passed"]


def told(day: Day) -> list[str]:
    return [answer.code for answer in course(day.room, day.now)]


def states(day: Day) -> list[str]:
    return [answer.state.value for answer in course(day.room, day.now)]


@pytest.fixture
def run(day: Day, monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """The runs that the room remembers, oldest first; to begin with one that has just ended."""
    runs = [run_now(day)]
    monkeypatch.setattr(environment, "last_runs", [lambda room: runs[-1] if runs else None])
    return runs


@pytest.fixture
def seal(day: Day, monkeypatch: pytest.MonkeyPatch) -> list[Seal]:
    seals = [Seal(at=day.now, passed=True, failed_lines=0, preparation=preparation_digest(day.room))]
    monkeypatch.setattr(sealing, "last_seals", [lambda room: seals[-1] if seals else None])
    return seals


@pytest.fixture
def ready(day: Day, tmp_path: Path, run: list[Run], seal: list[Seal]) -> Day:
    """All five steps are done."""
    Room.objects.update(proctor_ip="192.168.0.2", storage_path=str(tmp_path))
    day.room.refresh_from_db()
    return day


def run_now(day: Day) -> Run:
    wanted = requirements_of(day.room)
    assert wanted is not None
    return Run(ended_at=day.now, seats=8, failed=0, seat_list=seat_list_digest(day.room), requirements=wanted.digest)


def test_without_a_room_the_first_step_is_open_and_the_others_say_what_comes_first(db: None):
    answers = course(None, clock.now())

    assert [answer.code for answer in answers] == [
        "parameters.empty",
        "seats.parameters_first",
        "environment.no_seat",
        "loading.parameters_first",
        "sealing.steps_first",
    ]
    assert [answer.state.value for answer in answers] == ["open", "no", "no", "no", "no"]
    assert answers[-1].values == {"steps": "1, 2, 3, 4"}


def test_all_five_are_ticked_when_everything_holds(ready: Day):
    assert (told(ready), states(ready)) == (DONE, ["ok"] * 5)


def test_a_check_with_failures_is_ticked_and_says_how_many(ready: Day, run: list[Run]):
    run.append(replace(run[0], failed=3))

    answer = course(ready.room, ready.now)[2]

    assert (answer.state.value, answer.values["failed"]) == ("ok", 3)


def test_a_seat_more_takes_the_ticks_of_both_checks_and_says_why(ready: Day):
    add_seat(ready.proctor, ready.room, ip="192.168.0.90")

    assert told(ready) == [*DONE[:2], "environment.seats_changed", DONE[3], "sealing.steps_undone"]
    assert states(ready) == ["ok", "ok", "stale", "ok", "stale"]


def test_a_note_on_a_seat_changes_no_check(ready: Day):
    seat = ready.room.seats.get(number=3)

    change_seat(ready.proctor, seat, number=3, ip=seat.ip, note="by the door")

    assert told(ready) == DONE


def test_a_plan_with_other_machine_requirements_takes_the_tick_of_the_check(ready: Day):
    more = (MachineRequirement(item="内存(GB)", minimum=16.0),)

    load_plan(ready.proctor, msgspec.structs.replace(ready.plan.file, machine=more))

    assert told(ready)[2:] == ["environment.requirements_changed", DONE[3], "sealing.steps_undone"]


def test_a_plan_with_other_texts_takes_the_seal_only(ready: Day):
    load_plan(ready.proctor, msgspec.structs.replace(ready.plan.file, guide_text=("Read twice.",)))

    assert told(ready) == [*DONE[:4], "sealing.changed"]


def test_a_failed_seal_check_is_open_and_counts_its_lines(ready: Day, seal: list[Seal]):
    seal.append(replace(seal[0], passed=False, failed_lines=2))

    answer = course(ready.room, ready.now)[4]

    assert (answer.state.value, answer.code, answer.values["lines"]) == ("open", "sealing.failed", 2)


def test_a_room_that_belongs_to_a_centre_needs_its_registration(ready: Day):
    Room.objects.update(mode=Room.Mode.CENTRE)
    ready.room.refresh_from_db()
    unregistered = [told(ready)[0], told(ready)[3]]

    CentreLink.objects.create(room=ready.room, host="192.168.2.46", registered_at=ready.now, token="t")

    assert unregistered == ["parameters.not_registered", "loading.not_registered"]
    assert told(ready) == DONE


def test_a_storage_folder_that_went_away_takes_the_tick_of_the_first_step(ready: Day):
    Path(ready.room.storage_path).rmdir()

    assert (told(ready)[0], states(ready)[0]) == ("parameters.folder_gone", "stale")


def test_loading_is_done_with_candidates_and_papers(ready: Day):
    Paper.objects.all().delete()

    assert told(ready)[3] == "loading.no_papers"


def test_loading_is_done_only_with_candidates(ready: Day):
    ready.session.sittings.all().delete()
    ready.session.candidates.all().delete()

    assert told(ready)[3] == "loading.no_candidates"


def test_no_run_and_no_seal_leave_both_checks_open_in_their_turn(ready: Day, run: list[Run], seal: list[Seal]):
    run.clear()
    seal.clear()

    assert told(ready)[2:] == ["environment.no_run", DONE[3], "sealing.steps_first"]


def test_whole_and_broken_numbers_ask_for_the_same():
    machine = tuple(
        MachineRequirement(item=each.item, minimum=int(each.minimum), recommended=each.recommended)
        if isinstance(each.minimum, float)
        else each
        for each in DEFAULTS.machine
    )

    assert msgspec.structs.replace(DEFAULTS, machine=machine).digest == DEFAULTS.digest
    assert msgspec.structs.replace(DEFAULTS, machine=()).digest != DEFAULTS.digest
