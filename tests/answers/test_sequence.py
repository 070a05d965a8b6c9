"""Whatever arrives, in whatever order and however often: the log is a beginning of the machine's own (F3)."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from exams.answers.sequence import Kind, Standing, Stored, Tail, take
from formats import chain
from tests.answers.machine import MachineLog

SITTING = UUID(int=7)
LENGTH = 12


def machine_log(values: str, *, epoch: int = 1) -> MachineLog:
    log = MachineLog(SITTING, epoch)
    for place, value in enumerate(values):
        log.answer(f"single/{place % 3}", value)
    return log


class Server:
    """A log in memory, kept by `take` alone."""

    def __init__(self) -> None:
        self.rows: dict[int, Stored] = {}
        self.tail = Tail(0, chain.start(SITTING, 1))

    def receive(self, log: MachineLog, first: int, last: int, *, late: bool = False):
        verdict = take(log.delivery(first, last, late=late), self.tail, self.rows)
        self.rows |= {row.n: row for row in verdict.new}
        self.tail = verdict.tail
        return verdict.outcome

    def close(self) -> None:
        self.tail = Tail(self.tail.n, self.tail.chain, closed=True)


slices = st.tuples(st.integers(1, LENGTH), st.integers(1, LENGTH)).map(sorted)
steps = st.lists(st.one_of(slices, st.just("close"), st.tuples(slices, st.just("late"))), max_size=30)


@given(steps)
def test_the_log_is_always_a_beginning_of_the_machines(steps: list):
    log, server, closed_at = machine_log("ABCDABCDABCD"), Server(), None

    for step in steps:
        if step == "close":
            closed_at = server.tail.n if closed_at is None else closed_at
            server.close()
            continue
        late = isinstance(step[1], str)
        first, last = step[0] if late else step
        reached = server.tail.n
        outcome = server.receive(log, first, last, late=late)
        assert outcome.kind is (Kind.EXPECT if first > reached + 1 else Kind.SAVED)
        assert outcome.revision == (reached + 1 if first > reached + 1 else last)

    assert server.tail.chain == log.heads[server.tail.n]
    assert [row.body for row in server.rows.values()] == [chain.body(change) for change in log.changes[: server.tail.n]]
    quarantined = {n for n, row in server.rows.items() if row.standing is Standing.QUARANTINE}
    assert quarantined == (set() if closed_at is None else set(range(closed_at + 1, server.tail.n + 1)))


@given(st.integers(1, LENGTH), slices, st.integers(0, LENGTH))
def test_other_bytes_anywhere_before_or_in_a_delivery_store_nothing(changed: int, sent: list[int], reached: int):
    log, server = machine_log("ABCDABCDABCD"), Server()
    other = machine_log("ABCDABCDABCD"[: changed - 1] + "X" + "ABCDABCDABCD"[changed:])
    first, last = sent
    if reached:
        server.receive(log, 1, reached)
    before = dict(server.rows)

    outcome = server.receive(other, first, last)

    if first > reached + 1:
        assert outcome.kind is Kind.EXPECT
    elif changed > last or (changed > reached >= first - 1):
        assert outcome.kind is Kind.SAVED  # nothing of what both have is different
    else:
        assert outcome.kind is Kind.CONFLICT
    assert {n: server.rows[n] for n in before} == before


def test_a_running_hash_that_does_not_fit_stores_nothing():
    log, server = machine_log("AB"), Server()
    delivery = log.delivery()

    verdict = take(type(delivery)(delivery.key, delivery.rows, bytes(32), 1), server.tail, {})

    assert (verdict.outcome.kind, verdict.new, verdict.tail) == (Kind.CONFLICT, (), server.tail)


def test_a_repetition_keeps_the_standing_of_the_first_time():
    log, server = machine_log("AB"), Server()
    server.receive(log, 1, 1, late=True)

    outcome = server.receive(log, 1, 2)

    assert outcome.late
    assert [row.standing for row in server.rows.values()] == [Standing.LATE, Standing.COUNTS]
