"""Which screen shows and what may be done, without a network or a clock (C2, E10, E16, E24)."""

import pytest

from agent_client.candidate import MOST_VALUE_CHARS
from agent_client.holding import Key
from formats.messages import Lock, Receipt
from formats.refused import Refused
from tests.agent.build import MINUTE, SITTING, T0, at_work, deadline, here, moments, nobody, seat

NOW = T0 + 10 * MINUTE
AFTER = T0 + 91 * MINUTE


def receipt(by="candidate", at=NOW):
    return Receipt(sitting=SITTING, epoch=1, revision=0, chain="", at=at, by=by)


@pytest.mark.parametrize(
    ("screen", "candidate"),
    [
        ("number", nobody(seat=None)),
        ("number", nobody(seat=seat(sitting=None, epoch=0, number_shown=True))),
        ("number", nobody(seat=seat(sitting=None, epoch=0, number=None))),
        ("waiting", nobody(moments=None)),
        ("waiting", nobody(seat=seat(sitting=None, epoch=0, ui_on=False))),
        ("waiting", nobody(moments=moments(login_allowed_at=None))),
        ("waiting", nobody(moments=moments(end_at=NOW))),
        ("login", nobody()),
        ("confirm", at_work(confirmed=False)),
        ("rules", at_work(rules_read=False)),
        ("paper", at_work()),
        ("submitted", at_work(submit_asked_at=NOW)),
        ("submitted", at_work(receipt=receipt())),
        ("moved", at_work(superseded=True)),
    ],
)
def test_screen_follows_from_what_is_known(screen, candidate):
    assert candidate.screen(NOW) == screen


def test_paper_waits_for_t0():
    candidate = at_work()

    assert candidate.screen(T0 - 1) == "countdown"
    assert candidate.screen(T0) == "paper"


def test_paper_waits_until_what_was_saved_elsewhere_is_there():
    candidate = at_work()
    here(candidate).holding.base_taken = False

    assert candidate.screen(NOW) == "countdown"


def test_paper_opens_before_its_files_are_there_but_the_folder_does_not():
    candidate = at_work()
    here(candidate).files_ready = False

    assert candidate.screen(NOW) == "paper"
    assert candidate.check_answer("single/1", "A", NOW)
    with pytest.raises(Refused, match="being fetched"):
        candidate.check_folder(NOW)


def test_closes_to_the_millisecond_and_opens_again_with_a_later_deadline():
    candidate = at_work()
    end = T0 + 90 * MINUTE

    assert candidate.screen(end - 1) == "paper"
    assert candidate.screen(end) == "closed"
    with pytest.raises(Refused, match="time is over"):
        candidate.check_answer("single/1", "A", end)

    candidate.told(seat(version=2, deadline=deadline(2, minutes=100)))

    assert candidate.screen(end) == "paper"
    assert candidate.check_answer("single/1", "A", end)


def test_what_only_the_deadline_submitted_opens_again():
    candidate = at_work(receipt=receipt("deadline", T0 + 90 * MINUTE))

    assert candidate.screen(AFTER) == "submitted"
    candidate.told(seat(version=2, deadline=deadline(2, minutes=100)))
    assert candidate.screen(AFTER) == "paper"


def test_what_the_candidate_submitted_stays_so():
    candidate = at_work(submit_asked_at=NOW, receipt=receipt("deadline"))

    candidate.told(seat(version=2, deadline=deadline(2, minutes=100)))

    assert candidate.screen(NOW) == "submitted"


def test_a_lower_deadline_version_is_not_taken_over():
    candidate = at_work(deadline=deadline(3, minutes=100))

    candidate.welcomed(seat(version=1, deadline=deadline(2, minutes=80)), behind=frozenset())

    assert here(candidate).holding.deadline == deadline(3, minutes=100)


def test_nothing_falls_due_while_the_room_stands_still():
    candidate = at_work(deadline=deadline(2, minutes=None))

    assert candidate.screen(AFTER) == "paper"


def test_old_state_of_a_link_is_left_aside_but_a_welcome_always_holds():
    candidate = at_work()
    candidate.told(seat(version=7, number=9))

    candidate.told(seat(version=6, number=8))
    assert candidate.seat == seat(version=7, number=9)
    candidate.welcomed(seat(version=1, number=8), behind=frozenset())
    assert candidate.seat == seat(version=1, number=8)


def test_sitting_that_went_elsewhere_shows_moved_and_takes_nothing_more():
    candidate = at_work()

    candidate.told(seat(version=2, sitting=None, epoch=0, deadline=None))

    assert candidate.screen(NOW) == "moved"
    with pytest.raises(Refused, match="another machine"):
        candidate.check_answer("single/1", "A", NOW)


def test_what_has_moved_is_not_called_closed_when_its_time_comes():
    candidate = at_work()

    candidate.told(seat(version=2, sitting=None, epoch=0, deadline=None))

    assert candidate.screen(AFTER) == "moved"


def test_the_same_sitting_with_a_later_epoch_is_for_good():
    candidate = at_work()

    candidate.told(seat(version=2, epoch=2))
    candidate.told(seat(version=3, sitting=None, epoch=0, deadline=None))

    assert here(candidate).holding.superseded
    assert candidate.screen(NOW) == "moved"


def test_a_server_that_was_restored_does_not_send_the_candidate_away():
    candidate = at_work()

    candidate.welcomed(seat(sitting=None, epoch=0, deadline=None), behind=frozenset({Key(SITTING, 1)}))

    assert candidate.screen(NOW) == "paper"


def test_login_answer_before_its_state_is_not_moved():
    candidate = at_work(told=False)

    candidate.told(seat(version=2, sitting=None, epoch=0, deadline=None))

    assert candidate.screen(NOW) == "paper"


def test_lock_lies_over_the_screen_until_acknowledged():
    lock = Lock(id="7", text="请停止作答", by="监考老师", at=NOW)
    candidate = at_work()
    candidate.told(seat(version=2, locked=lock))

    assert candidate.lock() == lock
    assert candidate.screen(NOW) == "paper"
    candidate.acknowledged_locks["7"] = NOW
    assert candidate.lock() is None


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ("single/99", "A", "no such question"),
        ("single/1", "A" * (MOST_VALUE_CHARS + 1), "too long"),
        ("single/1", "E", "cannot have"),
        ("single/1", "AB", "cannot have"),
        ("single/1", "a\0b", "cannot have"),
        ("task/1", "A", "cannot have"),
    ],
)
def test_answer_that_cannot_be_is_refused(question, value, words):
    with pytest.raises(Refused, match=words):
        at_work().check_answer(question, value, NOW)


def test_submitting_is_possible_from_the_earliest_time_on():
    candidate = at_work()

    with pytest.raises(Refused, match="in 1 minutes"):
        candidate.check_submit(T0 + 29 * MINUTE + 1)
    assert candidate.check_submit(T0 + 30 * MINUTE)


def test_nobody_logs_in_while_somebody_is_at_work():
    with pytest.raises(Refused, match="logged in"):
        at_work().check_login(NOW)
    at_work().check_login(AFTER)
    at_work(superseded=True).check_login(NOW)


def test_closes_when_the_proctor_has_handed_in_and_hands_in_itself():
    candidate = at_work()
    candidate.seat = seat(closed_at=NOW)

    assert candidate.screen(NOW - 1) == "paper"
    assert candidate.screen(NOW) == "closed"
    assert candidate.submits_by(here(candidate), NOW) == "proctor"
