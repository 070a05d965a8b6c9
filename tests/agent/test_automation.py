"""自动登录 and 自动作答 of a mock exam at the machine; in a formal exam it ignores them (M1, M2)."""

import pytest

from agent_client.automation import CHOICES, told_to
from formats.messages import Automation
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import PAPER, TICKET, FakeRoom

BOTH = Automation(log_in=TICKET, answer=True)
ALL_CHOICES = {question.key for question in PAPER.questions if question.kind in CHOICES}


@pytest.fixture(autouse=True)
def _no_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_client.automation.ANSWER_EVERY_S", 0.01)
    monkeypatch.setattr("agent_client.automation.TRY_AGAIN_S", 0.2)


async def mock_room(room: FakeRoom) -> None:
    await room.change_moments(formal=False)
    await room.allow_login()


def heard(desk: Desk) -> Automation | None:
    seat = desk.daemon.core.candidate.seat
    return seat.automation if seat else None


async def seated(room: FakeRoom, desks: Desks, told: Automation) -> Desk:
    desk = await desks.at().online()
    await room.tell(room.only_machine(), automation=told)
    return desk


async def test_a_machine_logs_in_answers_the_choices_and_leaves_the_task(room: FakeRoom, desks: Desks):
    await mock_room(room)
    await room.start()

    desk = await seated(room, desks, BOTH)

    await until(lambda: desk.daemon.core.candidate.here is not None)
    await until(lambda: set(desk.here.fold.answers) == ALL_CHOICES, "every choice")
    await desk.delivered()
    assert {change.question for change in room.sitting.log(1)} == ALL_CHOICES
    assert all(change.value in ("A", "B", "C", "D") for change in room.sitting.log(1))
    assert (desk.here.fold.files, desk.screen) == ({}, "paper")


async def test_only_logged_in_by_itself_the_rules_wait_for_their_reader(room: FakeRoom, desks: Desks):
    await mock_room(room)

    desk = await seated(room, desks, Automation(log_in=TICKET))

    await desk.shows("rules")
    await desk.acts.read_rules()
    await room.start()
    await desk.shows("paper")
    assert desk.here.fold.answers == {}


async def test_what_the_candidate_has_answered_stays_and_cancelling_stops_it(
    room: FakeRoom, desks: Desks, monkeypatch: pytest.MonkeyPatch
):
    await mock_room(room)
    await room.start()
    desk = await desks.at().in_exam()
    await desk.acts.answer("single/1", "B")
    await desk.acts.answer("single/2", "A")
    monkeypatch.setattr("agent_client.automation.ANSWER_EVERY_S", 5.0)

    await room.tell(room.only_machine(), automation=Automation(answer=True))
    await until(lambda: len(desk.here.fold.answers) == 3)
    await room.tell(room.only_machine(), automation=Automation(answer=False))
    monkeypatch.setattr("agent_client.automation.ANSWER_EVERY_S", 0.01)

    assert (desk.here.fold.answers["single/1"], desk.here.fold.answers["single/2"]) == ("B", "A")
    assert len(desk.here.fold.answers) == 3


@pytest.mark.parametrize("known", [True, False])
async def test_in_a_formal_exam_it_is_ignored(room: FakeRoom, desks: Desks, known: bool):
    """Also when the server were made to say so, and while the machine does not know what exam it is."""
    await room.allow_login()
    if not known:
        room.moments = None
    desk = await desks.at().online()
    looked = desk.daemon.core.changed.count

    await room.tell(room.only_machine(), automation=BOTH)
    await until(lambda: heard(desk) == BOTH)
    await until(lambda: desk.daemon.core.changed.count > looked)
    await room.lock(room.only_machine(), "so that one more state has been taken in")
    await until(lambda: desk.daemon.core.candidate.lock() is not None)

    assert told_to(desk.daemon.core) is None
    assert desk.daemon.core.candidate.here is None


async def test_a_locked_screen_answers_nothing(room: FakeRoom, desks: Desks):
    await mock_room(room)
    await room.start()
    desk = await desks.at().in_exam()
    await room.lock(room.only_machine(), "Wait.")
    await until(lambda: desk.daemon.core.candidate.lock() is not None)

    await room.tell(room.only_machine(), automation=Automation(answer=True))
    await until(lambda: heard(desk) is not None)
    assert desk.here.fold.answers == {}
    await desk.acts.acknowledge_lock()

    await until(lambda: set(desk.here.fold.answers) == ALL_CHOICES)
