"""What a machine measures of itself and tells with its beat (F11)."""

import psutil
import pytest

from agent_client.display import Display
from agent_client.measuring import hardware
from agent_client.telling import _unsaved
from tests.agent.build import T0, held


def test_turning_away_and_back_is_told_once_each():
    display = Display()

    news = [
        display.attended(focused=focused, now=now) for focused, now in ((True, 1), (False, 2), (False, 9), (True, 10))
    ]

    assert (news, display.away_since) == ([False, True, False, True], None)


def test_while_away_it_knows_since_when():
    display = Display()

    display.attended(focused=False, now=2)
    display.attended(focused=False, now=9)

    assert display.away_since == 2


@pytest.mark.parametrize(("head", "told"), [(3, {"pending": 0}), (5, {"pending": 2, "unsaved_ms": 7000})])
def test_what_the_server_does_not_have_has_an_age(head: int, told: dict[str, int]):
    here = held()
    here.delivery.head, here.delivery.acknowledged = head, 3
    here.times = {n: T0 + 3000 * (n - 4) for n in range(4, head + 1)}

    assert _unsaved(here, T0 + 7000) == told


def test_a_tool_of_the_plan_is_known_by_its_process():
    this = psutil.Process().name()

    assert [hardware.is_running(names) for names in ([this, "x"], ["no-such-program"], [])] == [True, False, False]
