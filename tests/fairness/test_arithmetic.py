"""Whatever the order and overlap of faults and credits: nothing is lost twice, and nothing is given twice (F1, F2)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams import ledger
from exams.ledger import Interval, Line

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
START = datetime(2026, 3, 7, 1, 0, tzinfo=UTC)
moments = st.integers(0, 40).map(lambda minute: START + timedelta(minutes=minute))
intervals = st.lists(st.tuples(moments, moments), max_size=6)


def minutes(some: list[Interval]) -> set[int]:
    """Minute by minute, the slow and sure way."""
    told = [((began - START) // timedelta(minutes=1), (ended - START) // timedelta(minutes=1)) for began, ended in some]
    return {minute for began, ended in told for minute in range(began, ended)}


@quick
@given(lost=intervals, settled=intervals)
def test_what_is_left_is_what_was_lost_and_not_settled(lost: list[Interval], settled: list[Interval]):
    left = ledger.outside(lost, settled)

    assert minutes(left) == minutes(lost) - minutes(settled)
    assert ledger.union_ms(left) == 60_000 * len(minutes(left))
    assert all(one[1] <= other[0] for one, other in pairwise(left))


@quick
@given(lost=intervals, until=st.lists(moments, max_size=4))
def test_given_back_in_pieces_it_comes_to_the_whole(lost: list[Interval], until: list[datetime]):
    """Each proctor settles what is proposed up to the moment that was shown; the last one settles the rest."""
    settled: list[Interval] = []
    for shown in [*until, START + timedelta(minutes=41)]:
        left = ledger.outside(lost, settled)
        settled += [(began, min(ended, shown)) for began, ended in left if began < shown]

    assert sum((ended - began for began, ended in settled), timedelta()) == timedelta(
        milliseconds=ledger.union_ms(lost)
    )


@quick
@given(lost=intervals, now=moments)
def test_while_the_room_stands_still_nobody_loses_time(lost: list[Interval], now: datetime):
    """Credits of any time before leave the remaining time where it was when the clock stopped."""
    over = [(began, ended) for began, ended in ledger.union(lost) if ended <= now]
    before = [Line(ledger.whole_ms(ended - began), began, ended) for began, ended in over]
    allowed = timedelta(minutes=90)

    stopped = ledger.settle(START, allowed, [*before, Line(None, now)])

    given_ms = sum(line.ms or 0 for line in before)
    assert stopped.remaining_ms == ledger.whole_ms(allowed - (now - START)) + given_ms
