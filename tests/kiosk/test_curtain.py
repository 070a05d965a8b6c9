"""When the page is shown, and when a browser is opened anew (E4, B7, S2; issue: back in under two seconds)."""

import pytest

from agent_client.kiosk.curtain import GRACE_MS, PATIENCE_MS, Curtain, is_wanted
from tests.agent.build import MINUTE, T0, at_work, nobody, seat


@pytest.mark.parametrize(
    ("candidate", "wanted"),
    [
        (nobody(seat=None), False),
        (nobody(seat=seat(sitting=None, epoch=0, ui_on=False)), False),
        (nobody(seat=seat(sitting=None, epoch=0, ui_on=False, number_shown=True)), True),
        (nobody(), True),
    ],
)
def test_the_page_is_shown_between_start_and_close_and_for_the_number(candidate, wanted):
    assert is_wanted(candidate, T0) == wanted


def test_it_is_never_taken_from_a_candidate_at_work_but_after_submission():
    candidate = at_work()
    candidate.told(seat(version=2, ui_on=False))

    assert is_wanted(candidate, T0 + MINUTE)
    candidate.check_here().holding.submit_asked_at = T0 + MINUTE
    assert not is_wanted(candidate, T0 + 2 * MINUTE)


def course(curtain: Curtain, *looks: tuple[int, int, bool]) -> list[str | None]:
    return [curtain.look(wanted=wanted, pages=pages, now=now) for now, pages, wanted in looks]


def test_it_is_opened_once_and_closed_once():
    found = course(
        Curtain(), (0, 0, False), (10, 0, True), (300, 0, True), (900, 1, True), (1000, 1, False), (1100, 0, False)
    )

    assert found == [None, "open", None, None, "close", None]


def test_a_page_that_dies_while_its_browser_lives_is_opened_again_within_a_second():
    curtain = Curtain()
    course(curtain, (0, 0, True), (900, 1, True))

    assert course(curtain, (900 + GRACE_MS, 0, True), (901 + GRACE_MS, 0, True)) == [None, "open"]


def test_a_page_that_never_comes_is_waited_for():
    assert course(Curtain(), (0, 0, True), (PATIENCE_MS, 0, True), (PATIENCE_MS + 1, 0, True)) == ["open", None, "open"]


def test_a_browser_that_ends_is_started_at_once_and_one_that_never_shows_anything_ever_more_slowly():
    curtain = Curtain()
    course(curtain, (0, 0, True), (900, 1, True))
    waits = []

    curtain.ended(now=1000)
    assert course(curtain, (1000, 0, True)) == ["open"]
    for _ in range(8):
        curtain.ended(now=5000)
        waits.append(curtain.again_at - 5000)

    assert waits == [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]
