"""Delivery over a link that breaks, repeats and falls behind (C3, F3)."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from agent_client.delivery import ANSWER_WITHIN_MS, PARK_MS, Delivery


def linked(head=0, acknowledged=0, revision=0, start=0):
    delivery = Delivery(head=head, acknowledged=acknowledged, start=start)
    delivery.link_up(revision)
    return delivery


def test_one_save_is_under_way_and_the_rest_gathers():
    delivery = linked(head=3)
    delivery.sent(now=0)
    delivery.head = 5

    assert not delivery.is_ready(1)
    delivery.saved(3)
    assert delivery.is_ready(1)
    assert (delivery.next_n, delivery.pending) == (4, 2)


def test_a_save_without_an_answer_goes_again():
    delivery = linked(head=1)
    delivery.sent(now=0)

    assert not delivery.is_ready(ANSWER_WITHIN_MS - 1)
    assert delivery.is_ready(ANSWER_WITHIN_MS)


def test_the_servers_position_holds_even_below_what_was_acknowledged():
    delivery = linked(head=9, acknowledged=9, revision=4)

    assert delivery.next_n == 5


def test_expect_sends_again_from_there():
    delivery = linked(head=9, acknowledged=6, revision=6)
    delivery.sent(now=0)

    delivery.expected(3, now=0)

    assert (delivery.next_n, delivery.is_ready(0)) == (3, True)


def test_expecting_what_was_just_sent_or_never_was_here_waits():
    for start, wanted in ((0, 7), (4, 4)):
        delivery = linked(head=9, acknowledged=6, revision=6, start=start)
        delivery.sent(now=0)

        delivery.expected(wanted, now=0)

        assert not delivery.is_ready(PARK_MS - 1)
        assert delivery.is_ready(PARK_MS)


@given(st.integers(1, 40))
def test_refusals_wait_ever_longer_but_never_for_good(times):
    delivery = linked(head=1)
    now = 0
    for _ in range(times):
        delivery.sent(now)
        delivery.park(now)
        assert 0 < delivery.parked_until - now <= 600_000
        now = delivery.parked_until

    assert delivery.is_ready(now)


@dataclass
class Server:
    """Keeps changes in order; a restore takes some away."""

    log: list[int] = field(default_factory=list)

    def save(self, changes: list[int]) -> tuple[str, int]:
        if changes[0] > len(self.log) + 1:
            return "expect", len(self.log) + 1
        self.log.extend(change for change in changes if change > len(self.log))
        return "saved", changes[-1]


class BrokenLink(RuleBasedStateMachine):
    """Everything that can happen between a machine and a server; nothing may be lost or out of order."""

    @initialize()
    def begin(self):
        self.server = Server()
        self.delivery = Delivery(head=0, acknowledged=0)
        self.now = 0
        self.waiting: list[tuple[str, int]] = []

    @rule(count=st.integers(1, 4))
    def type_answers(self, count):
        self.delivery.head += count

    @precondition(lambda self: not self.delivery.linked)
    @rule()
    def connect(self):
        self.delivery.link_up(len(self.server.log))

    @rule()
    def break_link(self):
        self.delivery.link_down()
        self.waiting.clear()

    @precondition(lambda self: self.delivery.is_ready(self.now) and self.delivery.pending > 0)
    @rule(most=st.integers(1, 3), arrives=st.booleans())
    def send(self, most, arrives):
        first = self.delivery.next_n
        changes = list(range(first, min(first + most, self.delivery.head + 1)))
        self.delivery.sent(self.now)
        if arrives:
            self.waiting.append(self.server.save(changes))

    @precondition(lambda self: bool(self.waiting) and self.delivery.linked)
    @rule()
    def hear(self):
        kind, revision = self.waiting.pop(0)
        if kind == "saved":
            self.delivery.saved(revision)
        else:
            self.delivery.expected(revision, self.now)

    @rule(seconds=st.integers(1, 20))
    def wait(self, seconds):
        self.now += seconds * 1000

    @precondition(lambda self: not self.delivery.linked)
    @rule(kept=st.integers(0, 5))
    def restore(self, kept):
        del self.server.log[kept:]

    @invariant()
    def log_has_no_gap(self):
        assert self.server.log == list(range(1, len(self.server.log) + 1))

    @invariant()
    def nothing_is_called_uploaded_that_is_not(self):
        if self.delivery.linked:
            assert self.delivery.acknowledged <= len(self.server.log)

    def teardown(self):
        if not hasattr(self, "delivery"):
            return
        self.break_link()
        self.connect()
        while self.delivery.pending:
            self.send(3, True)
            self.hear()
        assert len(self.server.log) == self.delivery.head


TestBrokenLink = BrokenLink.TestCase
