"""Five wrong tries in a row lock the login of a machine until a proctor releases it (C2, F4)."""

import pytest

from exams import operations
from exams.models import LoginTries
from formats.messages import SeatState
from formats.refused import Refused
from rooms.live.states import states_of
from rooms.models import Matter
from tests.day import Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
WRONG = "190199999990011099"


def refusal(day: Day, ticket: str, *, seat: int = 1, proof: str = "") -> str:
    with pytest.raises(Refused) as refused:
        operations.log_in(day.machine(seat).pk, ticket=ticket, proof=proof)
    return refused.value.code


def wrong(day: Day, times: int, *, seat: int = 1) -> list[str]:
    return [refusal(day, WRONG, seat=seat) for _ in range(times)]


def locked(day: Day) -> None:
    day.login_allowed()
    wrong(day, 5)


def told(day: Day) -> SeatState:
    return states_of([day.machine(1).pk])[0].state


def test_the_fifth_wrong_try_locks_and_the_right_one_is_refused_too(day: Day):
    day.login_allowed()

    codes = wrong(day, 6)

    assert codes == ["login.unknown_ticket"] * 4 + ["login.locked"] * 2
    assert refusal(day, day.ticket("Li")) == "login.locked"
    assert day.journal()[-2:] == ["login_locked", "matter_opened"]
    matter = Matter.objects.open().get()
    assert (matter.kind, matter.machine_id, matter.values) == ("login_locked", day.machine(1).pk, {"seat": 1})
    assert told(day).login_locked


def test_another_machine_is_not_locked(day: Day):
    locked(day)

    assert operations.log_in(day.machine(2).pk, ticket=day.ticket("Li")).state == "logged_in"


@pytest.mark.parametrize("day", [{"login_by": "ticket_and_id"}], indirect=True)
def test_wrong_id_numbers_count(day: Day):
    day.login_allowed()

    codes = [refusal(day, day.ticket("Li"), proof=f"{n}") for n in range(5)]

    assert codes == ["login.proof"] * 4 + ["login.locked"]


def test_who_reads_the_rules_has_no_wrong_tries_behind_him(day: Day):
    day.login_allowed()
    wrong(day, 4)

    day.log_in("Li")
    day.read_rules("Li")

    assert not LoginTries.objects.exists()


def test_a_login_that_is_given_back_is_a_wrong_try(day: Day):
    """Else one's own number, and 不是我, between the tries would make them endless."""
    day.login_allowed()
    wrong(day, 4)
    li = day.log_in("Li")
    operations.say_not_me(day.machine(1).pk, li.pk, li.epoch)

    assert refusal(day, day.ticket("Li")) == "login.locked"
    assert day.log_in("Li", seat=2).state == "logged_in"


def test_the_proctor_releases_it_once(day: Day):
    locked(day)
    version = told(day).version

    operations.release_login(day.proctor, day.machine(1))
    operations.release_login(day.proctor, day.machine(1))

    assert day.log_in("Li").state == "logged_in"
    assert day.journal()[-3:] == ["login_released", "matter_settled", "logged_in"]
    assert not told(day).login_locked
    assert told(day).version > version


def test_a_supervisor_cannot_release_it(day: Day):
    locked(day)
    before = day.journal()

    with pytest.raises(Refused) as refused:
        operations.release_login(day.person("supervisor"), day.machine(1))

    assert (refused.value.code, day.journal()) == ("right.missing", before)
    assert wrong(day, 1) == ["login.locked"]


def test_a_matter_that_was_put_away_comes_back_with_the_next_try(day: Day):
    locked(day)
    Matter.objects.update(settled_at=day.now)

    wrong(day, 1)

    assert Matter.objects.open().get().kind == "login_locked"


def test_full_width_digits_and_blanks_are_the_number(day: Day):
    day.login_allowed()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in day.ticket("Li"))

    assert operations.log_in(day.machine(1).pk, ticket=f" {wide[:4]}\u3000{wide[4:]}").pk == day.sitting("Li").pk
