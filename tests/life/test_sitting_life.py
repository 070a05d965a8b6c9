"""The life of a sitting in any order of events (C3, E10, E12, E24, F1, F3, F5).

No acknowledged answer is ever missing, no stale epoch is ever mixed in, and the deadline is always
the sum of the ledger.
"""

from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from exams import operations
from exams.answers import log
from exams.answers.models import LogRow
from exams.ledger import union_ms
from exams.models import Claim, Sitting
from exams.operations import Head, recomputed
from formats.refused import Refused
from incidents import operations as incidents
from incidents.models import Interruption
from journal import clock
from journal.models import Chain
from journal.record import verify
from tests.day import Day
from tests.life.machines import Log, Machine, is_saved, save

advance_module = import_module("exams.operations.advance")  # the package re-exports a verb of that name
seats = st.integers(1, 3)
places = st.integers(0, 9)
questions = st.sampled_from(["single/1", "single/2", "single/3"])
answers = st.sampled_from(["A", "B", "C", ""])


class SittingLife(RuleBasedStateMachine):
    """One candidate, three machines, one proctor."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        for alias in connections:
            self.open.enter_context(_thrown_away(alias))
        self.day = Day()
        self.open.enter_context(clock.running_on(self.day.ms))

    @initialize(seat=seats, started=st.sampled_from([True, True, False]))
    def a_day_begins(self, seat: int, started: bool) -> None:
        """Most lives begin in the exam, where most can happen."""
        self.day.open()
        self.machines = {number: Machine(self.day.machine(number).pk) for number in (1, 2, 3)}
        self.acknowledged: dict[tuple[int, int], bytes] = {}
        self.day.login_allowed()
        if started:
            self.log_in(seat)
            self.read_rules(seat)
            self.the_session_starts()

    def teardown(self) -> None:
        """Every log and the journal prove themselves at the end."""
        if hasattr(self, "acknowledged"):
            assert [log.verify(self.li.pk, epoch).broken_at for epoch in range(1, self.li.epoch + 1)] == [
                None
            ] * self.li.epoch
            assert list(verify(Chain.objects.get(name=self.day.room.chain))) == []
            for told in (self.li.state, f"epoch {min(self.li.epoch, 4)}", f"rows {min(len(self.acknowledged), 5)}"):
                event(told)
        self.open.close()

    # --- questions
    @property
    def li(self) -> Sitting:
        return self.day.sitting("Li")

    def at_work(self, which: int) -> "tuple[Machine, Log] | None":
        """Mostly where the candidate is; else a machine that was left, and may not know it yet."""
        held = [(machine, found) for machine in self.machines.values() for found in machine.logs.values()]
        held.sort(key=lambda pair: -pair[1].key.epoch)
        return held[0 if which < 6 else which % len(held)] if held else None

    def attempt(self, act: Callable[[], object]) -> bool:
        """A refusal changes nothing, which is all that is asked of it here."""
        before = _facts(self.li)
        try:
            act()
        except Refused:
            assert _facts(self.li) == before
            return False
        return True

    # --- the candidate
    @rule(number=seats)
    def log_in(self, number: int) -> None:
        if self.machines[number].online and self.attempt(lambda: self.day.log_in("Li", seat=number)):
            self.machines[number].open_log(self.li).deadline_version = self.li.deadline_version

    @rule(number=seats)
    def read_rules(self, number: int) -> None:
        self.attempt(lambda: operations.read_rules(self.machines[number].id, self.li.pk))

    @rule(which=places, typed=st.lists(st.tuples(questions, answers), min_size=1, max_size=4), sent=st.booleans())
    def work(self, which: int, typed: list[tuple[str, str]], sent: bool) -> None:
        """Type some answers; mostly they are delivered at once."""
        place = self.at_work(which)
        if place and self.li.began_at:
            machine, found = place
            for question, value in typed:
                found.type(question, value, self.day.ms())
                self.day.later(seconds=1)
            if sent:
                self.deliver_from(machine, found, found.acknowledged + 1)

    @rule(which=places, back=st.integers(0, 4))
    def deliver(self, which: int, back: int) -> None:
        """What is new, and some of it again."""
        place = self.at_work(which)
        if place:
            machine, found = place
            self.deliver_from(machine, found, max(found.acknowledged + 1 - back, 1))

    @rule(which=places)
    def deliver_with_a_gap(self, which: int) -> None:
        """The answer names the number that is wanted, and nothing is stored."""
        place = self.at_work(which)
        if not place or len(place[1].typed) < place[1].acknowledged + 2 or not place[0].online:
            return
        machine, found = place
        rows = LogRow.objects.count()
        outcome = save(machine, found.delivery(found.acknowledged + 2, self.day.ms()))
        assert outcome is not None
        assert (outcome.revision, LogRow.objects.count()) == (log.head(*found.key).n + 1, rows)

    @rule(which=places)
    def deliver_other_bytes_under_a_number(self, which: int) -> None:
        place = self.at_work(which)
        if not place or not place[1].acknowledged or not place[0].online:
            return
        machine, found = place
        forged = Log(found.key, found.deadline_version)
        for change in found.typed[: found.acknowledged]:
            forged.type(change.question, "Z", change.at)
        rows = LogRow.objects.count()
        assert not is_saved(save(machine, forged.delivery(1, self.day.ms())))
        assert LogRow.objects.count() == rows

    @rule(which=places, number=seats)
    def deliver_for_another_machine(self, which: int, number: int) -> None:
        """Who never held the epoch writes nothing to it."""
        place = self.at_work(which)
        if place and place[1].typed and place[1].key not in self.machines[number].logs:
            assert save(self.machines[number], place[1].delivery(1, self.day.ms())) is None

    @rule(which=places)
    def submit(self, which: int) -> None:
        place = self.at_work(which)
        if not place or not place[0].online:
            return
        machine, found = place
        self.deliver_from(machine, found, found.acknowledged + 1)
        stored = log.head(*found.key)
        head = Head(found.key.epoch, stored.n, stored.chain.hex())
        self.attempt(lambda: operations.submit(machine.id, self.li.pk, by="candidate", head=head))

    # --- luck
    @rule(number=seats)
    def the_cable_comes_out(self, number: int) -> None:
        self.machines[number].online = False
        self.day.offline(self.day.machine(number))

    @rule(number=seats)
    def the_cable_goes_in(self, number: int) -> None:
        self.machines[number].online = True
        self.day.online(self.day.machine(number))
        for found in self.machines[number].logs.values():
            if found.key.epoch == self.li.epoch:
                found.deadline_version = self.li.deadline_version

    @rule(seconds=st.sampled_from([1, 20, 60, 300, 1500]))
    def time_passes(self, seconds: int) -> None:
        self.day.later(seconds=seconds)
        operations.advance(self.day.session, self.day.now)

    @rule()
    def the_server_restarts(self) -> None:
        """Whatever the process remembered is gone; what was acknowledged is where the machines believe it."""
        advance_module._closed_epochs.clear()
        heads = {found.key: found.acknowledged for machine in self.machines.values() for found in machine.logs.values()}
        assert {key: log.head(*key).n for key in heads} == heads

    # --- the proctor
    @precondition(lambda self: not self.day.session.start_at)
    @rule()
    def the_session_starts(self) -> None:
        if self.day.now < self.day.session.planned_start:
            self.day.at(8, 57)
        if self.attempt(lambda: operations.allow_start(self.day.proctor, self.day.session)):
            self.day.later(minutes=4)
            operations.advance(self.day.session, self.day.now)

    @rule(number=seats, goes_on=st.booleans())
    def resume(self, number: int, goes_on: bool) -> None:
        """Mostly the candidate goes on at another machine soon."""
        self.attempt(lambda: incidents.resume(self.day.proctor, self.li, reason="test"))
        if goes_on:
            self.log_in(number)

    @rule(minutes=st.integers(0, 12))
    def extra_time(self, minutes: int) -> None:
        self.attempt(lambda: incidents.give_extra_time(self.day.proctor, self.li, minutes=minutes, reason="test"))

    @rule(whole_room=st.booleans())
    def interrupt(self, whole_room: bool) -> None:
        chosen = None if whole_room else [self.li]
        proctor, session = self.day.proctor, self.day.session
        self.attempt(lambda: incidents.interrupt(proctor, session, text="Wait", reason="test", sittings=chosen))
        self.day.later(seconds=30)

    @rule(last=st.booleans())
    def go_on(self, last: bool) -> None:
        standing = Interruption.objects.filter(ended_at__isnull=True).order_by("-pk" if last else "pk").first()
        if standing:
            incidents.go_on(self.day.proctor, standing)

    @rule(last=st.booleans())
    def two_faults_at_once(self, last: bool) -> None:
        self.interrupt(whole_room=False)
        self.interrupt(whole_room=True)
        self.go_on(last=last)
        self.day.later(seconds=7)
        self.go_on(last=last)

    # --- what always holds
    @invariant()
    def no_acknowledged_answer_is_missing(self) -> None:
        if not hasattr(self, "acknowledged"):
            return
        stored = {
            (row.epoch, row.n): row.body.encode() for row in LogRow.objects.filter(sitting=self.li.pk, n__isnull=False)
        }
        assert {key: stored.get(key) for key in self.acknowledged} == self.acknowledged

    @invariant()
    def no_stale_epoch_is_mixed_in(self) -> None:
        """After `closed(e)` nothing of epoch e counts, and what counts is in the order of the epochs."""
        closed: set[int] = set()
        last = 0
        for row in log.rows(self.li.pk) if hasattr(self, "acknowledged") else ():
            if row.kind == LogRow.Kind.CLOSED:
                closed.add(row.epoch)
            elif row.kind == LogRow.Kind.CHANGE and row.standing == LogRow.Standing.COUNTS:
                assert row.epoch not in closed
                assert row.epoch >= last
                last = row.epoch

    @invariant()
    def nobody_claims_an_epoch_while_an_older_one_is_open(self) -> None:
        if hasattr(self, "acknowledged"):
            for claim in Claim.objects.filter(sitting=self.li, epoch__gt=1):
                assert log.is_closed(self.li.pk, claim.epoch - 1)

    @invariant()
    def what_has_passed_is_credited_exactly(self) -> None:
        """After every interruption has ended, the entries add up to the union of their intervals."""
        if hasattr(self, "acknowledged"):
            entries = [entry for entry in self.li.time_entries.all() if entry.began_at]
            if entries and all(entry.ended_at for entry in entries):
                intervals = [(entry.began_at, entry.ended_at) for entry in entries if entry.began_at and entry.ended_at]
                assert sum(entry.ms or 0 for entry in entries) == union_ms(intervals)

    @invariant()
    def the_deadline_is_the_sum_of_the_ledger(self) -> None:
        if hasattr(self, "acknowledged"):
            sitting = self.li
            computed = recomputed(sitting)
            assert (sitting.deadline, sitting.remaining_ms) == (computed.deadline, computed.remaining_ms)

    @invariant()
    def one_machine_holds_it_at_most(self) -> None:
        if hasattr(self, "acknowledged") and self.li.holder_id:
            assert Claim.objects.get(sitting=self.li, epoch=self.li.epoch).machine_id == self.li.holder_id

    def deliver_from(self, machine: Machine, found: Log, first: int) -> None:
        if not machine.online or first > len(found.typed):
            return
        delivery = found.delivery(first, self.day.ms())
        outcome = save(machine, delivery)
        assert is_saved(outcome)
        found.acknowledged = max(found.acknowledged, delivery.revision)
        self.acknowledged.update({(found.key.epoch, row.n): row.body for row in delivery.rows})


def _facts(sitting: Sitting) -> tuple[object, ...]:
    return (
        sitting.state,
        sitting.epoch,
        sitting.holder_id,
        sitting.deadline,
        sitting.deadline_version,
        sitting.closed_at,
    )


def _thrown_away(alias: str) -> ExitStack:
    """A transaction that is rolled back at the end of the example."""
    stack = ExitStack()
    atomic = transaction.atomic(using=alias)
    stack.enter_context(atomic)
    stack.callback(lambda: transaction.set_rollback(True, using=alias))
    return stack


@pytest.mark.timeout(600)
@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize("lives", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_the_life_of_a_sitting_in_any_order(lives: int) -> None:
    run_state_machine_as_test(
        SittingLife,
        settings=settings(
            max_examples=lives,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
