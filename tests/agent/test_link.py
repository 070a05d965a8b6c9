"""Frame numbers, what has certainly arrived, and when a token is given up (C1)."""

import random

import pytest

from agent_client.link import FIRST_WAIT_S, LONGEST_WAIT_S, Credentials, Link, wait_s
from formats import messages
from formats.messages import Beat, RaiseHand, Refused, ServerBeat


def beat() -> Beat:
    return Beat(client_time=1, seen=0)


def test_frames_are_numbered_from_one_without_a_gap():
    link = Link(heard_at=0)

    numbers = [messages.decode_from_machine(link.say(beat(), 0)).n for _ in range(3)]

    assert numbers == [1, 2, 3]


def test_what_was_said_before_an_answered_beat_has_arrived():
    link = Link(heard_at=0)
    link.say(RaiseHand(id="a"), 0, post_id="a")
    link.say(beat(), 0)
    link.say(RaiseHand(id="b"), 0, post_id="b")

    answer = ServerBeat(re=2, server_time=0, journal_number=1, journal_head="")

    assert link.confirmed(answer) == ["a"]
    assert link.confirmed(answer) == []


def test_silence_is_counted_from_the_last_frame_of_any_kind():
    link = Link(heard_at=0)

    link.hear(messages.encode(Refused(n=1, code="x", text="")), 5_000)

    assert not link.is_silent(14_999)
    assert link.is_silent(15_000)
    assert link.seen == 1


def test_a_beat_is_due_every_two_seconds():
    link = Link(heard_at=0)

    assert link.beat_due_in(0) == 0
    link.say(beat(), 100)
    assert link.beat_due_in(600) == 1_500


def test_a_frame_that_is_none_ends_the_link():
    with pytest.raises(messages.Malformed):
        Link(heard_at=0).hear("{}", 0)


@pytest.mark.parametrize("failures", [0, 1, 5, 1000])
def test_waits_are_spread_and_never_long(failures):
    waits = [wait_s(failures, random.Random(seed)) for seed in range(200)]

    assert min(waits) >= FIRST_WAIT_S
    assert max(waits) <= LONGEST_WAIT_S
    assert max(waits) - min(waits) > 0.5


def test_token_is_given_up_only_when_refused_twice_and_tried_again_when_enrolment_is_refused_too():
    credentials = Credentials("old")

    credentials.refused()
    assert credentials.to_show() == "old"
    credentials.refused()
    assert credentials.to_show() is None
    credentials.refused()
    assert credentials.to_show() == "old"


def test_a_new_token_takes_the_place_of_the_old_one():
    credentials = Credentials("old")
    credentials.refused()
    credentials.refused()

    credentials.accepted("new")

    assert credentials.to_show() == "new"


def test_one_refusal_is_forgotten_when_the_server_lets_us_in():
    credentials = Credentials("old")
    credentials.refused()
    credentials.accepted(None)
    credentials.refused()

    assert credentials.to_show() == "old"
