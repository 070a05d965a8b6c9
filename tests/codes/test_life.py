"""The life of a request in any order of tries, replays and hours: one act a code, five tries, sixty minutes (E23)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from formats import codes
from formats.refused import Refused
from incidents.models import CodeRequest
from incidents.operations import give_extra_time_by_code, request_code, withdraw_code_request
from journal import clock
from journal.models import Event
from tests.codes.desk import Desk
from tests.day import Day

MINUTES = 11
pytestmark = pytest.mark.django_db(databases="__all__")


class RequestLife(RuleBasedStateMachine):
    """One candidate, a proctor who types anything, a centre that computes when it likes."""

    @initialize()
    def a_day_begins(self) -> None:
        self._rollback = [_thrown_away(alias) for alias in connections]
        for each in self._rollback:
            each.__enter__()
        self.day = Day(max_extra_minutes=None, code_valid_min=60)
        self._clock = clock.running_on(self.day.ms)
        self._clock.__enter__()
        self.day.open()
        self.desk = Desk(self.day)
        self.desk.install()
        self.day.in_exam("Li")
        self.known: list[tuple[int, str, int]] = []  # request, code, minute
        self.given = self.refused = 0
        self.request: CodeRequest | None = None

    def teardown(self) -> None:
        if hasattr(self, "_clock"):
            self._clock.__exit__(None, None, None)
            for each in reversed(self._rollback):
                each.__exit__(None, None, None)

    def minute(self) -> int:
        return self.day.ms() // 60_000

    @rule()
    def it_is_asked_for(self) -> None:
        standing = CodeRequest.objects.open().first()
        refused = self.attempt(self.ask)
        assert refused in ("", "code.too_many", "extra_time.most")
        assert refused or standing is None or standing == self.request

    def ask(self) -> None:
        sittings = [self.day.sitting("Li")]
        kind = CodeRequest.Kind.EXTRA_TIME
        self.request = request_code(self.day.proctor, self.day.session, kind=kind, sittings=sittings, minutes=MINUTES)

    @staticmethod
    def attempt(act: Callable[[], object]) -> str:
        """Why it was refused; empty when it was done."""
        try:
            act()
        except Refused as refused:
            return refused.code
        return ""

    @rule()
    def the_centre_computes(self) -> None:
        if self.request:
            self.known.append((self.request.pk, self.desk.compute(self.request), self.minute()))

    @rule(minutes=st.sampled_from([1, 5, 20]))
    def time_passes(self, minutes: int) -> None:
        if self.day.sitting("Li").time_left(self.day.now).total_seconds() > (minutes + 1) * 60:
            self.day.later(minutes=minutes)

    @rule(which=st.integers(0, 3))
    def a_known_code_is_typed(self, which: int) -> None:
        if self.known:
            self.type(*self.known[-1 - which % len(self.known)])

    @rule(code=st.text(codes.LETTERS, min_size=1, max_size=9))
    def anything_is_typed(self, code: str) -> None:
        self.type(0, code, 0)

    @rule()
    def it_is_withdrawn(self) -> None:
        if self.request:
            withdraw_code_request(self.day.proctor, self.request)

    def type(self, computed_for: int, code: str, minute: int) -> None:
        request = self.request
        if request is None:
            return
        before = CodeRequest.objects.get(pk=request.pk)
        right = computed_for == before.pk and self.minute() - minute <= 60 and before.closed_at is None
        refused = self.attempt(lambda: self.give(request, code))
        assert right == (refused in ("", "extra_time.most"))
        self.refused += refused.startswith("code.")
        self.given += not refused

    def give(self, request: CodeRequest, code: str) -> None:
        give_extra_time_by_code(
            self.day.proctor,
            [self.day.sitting("Li")],
            minutes=MINUTES,
            reason="x",
            request=request,
            code=code,
        )

    @invariant()
    def each_code_is_used_once_and_each_try_is_counted(self) -> None:
        used = list(CodeRequest.objects.used().values_list("code", flat=True))
        assert len(used) == len(set(used)) == self.given
        assert self.day.sitting("Li").time_entries.count() == self.given
        assert all(request.tries <= 5 for request in CodeRequest.objects.all())
        assert all(request.tries < 5 for request in CodeRequest.objects.open())
        assert Event.objects.filter(code="code_refused").count() == self.refused


@contextmanager
def _thrown_away(alias: str) -> Iterator[None]:
    with transaction.atomic(using=alias):
        yield
        transaction.set_rollback(True, using=alias)


def test_the_life_of_a_request_in_any_order():
    run_state_machine_as_test(
        RequestLife,
        settings=settings(
            max_examples=8,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
