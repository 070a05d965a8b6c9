"""One link's numbers, sizes and moments, without a socket (C1)."""

import pytest

from formats import messages
from formats.messages import Beat, Close, Malformed, Phase
from rooms.live.link import MOST_TOKENS, Flow

FRAME = messages.encode(Phase(moments=None))
SIZE = len('{"n":1,') + len(FRAME) - 1


def beat(n: int) -> str:
    return messages.encode(Beat(n=n, client_time=0, seen=0))


def hear_all(flow: Flow, texts: list[str]) -> None:
    for text in texts:
        flow.hear(text, 0)


def test_what_is_said_is_numbered_from_one():
    flow = Flow(heard_at=0)

    said = [messages.decode_from_server(flow.say(FRAME, 0)) for _ in range(3)]

    assert said == [Phase(n=n, moments=None) for n in (1, 2, 3)]


def test_what_was_seen_is_not_outstanding_any_more():
    flow = Flow(heard_at=0)
    for _ in range(3):
        flow.say(FRAME, 0)

    flow.seen(2)

    assert flow.outstanding == SIZE


def test_a_machine_cannot_have_seen_what_was_not_sent():
    flow = Flow(heard_at=0)
    flow.say(FRAME, 0)

    with pytest.raises(Malformed) as fault:
        flow.seen(2)

    assert fault.value.close_code == Close.MALFORMED


def test_a_frame_that_is_not_seen_for_ten_seconds_makes_a_link_stuck():
    flow = Flow(heard_at=0)
    flow.say(FRAME, 5)

    assert [flow.is_stuck(now) for now in (5, 15, 15.1)] == [False, False, True]


def test_a_later_frame_has_its_own_ten_seconds():
    flow = Flow(heard_at=0)
    flow.say(FRAME, 0)
    flow.say(FRAME, 9)
    flow.seen(1)

    assert [flow.is_stuck(now) for now in (11, 19, 19.1)] == [False, False, True]


def test_more_than_256_kilobytes_under_way_make_a_link_stuck():
    flow = Flow(heard_at=0)
    frame = messages.encode(messages.Message(id="1", sender="", text="x" * 100_000))

    stuck = []
    for _ in range(3):
        flow.say(frame, 0)
        stuck.append(flow.is_stuck(0))

    assert stuck == [False, False, True]


def test_frames_must_come_in_order():
    flow = Flow(heard_at=0)
    flow.hear(beat(1), 0)

    with pytest.raises(Malformed) as fault:
        flow.hear(beat(3), 0)

    assert fault.value.close_code == Close.MALFORMED


def test_a_link_is_silent_after_ten_seconds_without_a_frame():
    flow = Flow(heard_at=0)
    flow.hear(beat(1), 5)

    assert [flow.is_silent(now) for now in (5, 15, 15.1)] == [False, False, True]


def test_too_many_messages_at_once_are_too_frequent():
    flow = Flow(heard_at=0)

    with pytest.raises(Malformed) as fault:
        hear_all(flow, [beat(n) for n in range(1, int(MOST_TOKENS) + 2)])

    assert fault.value.close_code == Close.RATE
    assert MOST_TOKENS - 5 < flow.heard < MOST_TOKENS


def test_a_machine_may_go_on_at_the_rate_for_ever():
    flow = Flow(heard_at=0)

    for n in range(1, 2001):
        flow.hear(beat(n), n / 190)

    assert flow.heard == 2000


def test_a_large_message_counts_as_several():
    flow = Flow(heard_at=0)
    large = messages.encode(messages.RaiseHand(id="1", words="x" * 200_000))

    with pytest.raises(Malformed) as fault:
        hear_all(flow, [f'{{"n":{n},{large[1:]}' for n in range(1, 100)])

    assert (fault.value.close_code, flow.heard) == (Close.RATE, 15)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Close.MALFORMED),
        ("null", Close.MALFORMED),
        ('{"type":"welcome","n":1}', Close.MALFORMED),
        ('{"type":"beat","n":1,"client_time":"now","seen":0}', Close.MALFORMED),
        (" " * (messages.MOST_BYTES + 1), Close.SIZE),
        ("考" * (messages.MOST_BYTES // 3 + 1), Close.SIZE),
    ],
)
def test_what_is_no_message_is_told_by_its_code(text: str, code: int):
    flow = Flow(heard_at=0)

    with pytest.raises(Malformed) as fault:
        flow.hear(text, 0)

    assert fault.value.close_code == code


@pytest.mark.parametrize(
    "frame",
    [
        '{"type":"beat","n":2,"client_time":18446744073709551615,"seen":1}',
        '{"type":"beat","n":2,"client_time":-1,"seen":1}',
        '{"type":"deadline_seen","n":2,"sitting":"6f1c2a44-0000-4000-8000-000000000000","version":1180591620717411303424}',
        "[" * 100_000,
    ],
)
def test_numbers_and_nesting_without_bounds_are_malformed(frame: str):
    with pytest.raises(messages.Malformed) as malformed:
        messages.decode_from_machine(frame)

    assert malformed.value.close_code == Close.MALFORMED
