"""A seat number that is typed at the machine: taken when free, refused with the reason when not (B7)."""

import pytest

from formats.messages import Close, Refused, Seated, SeatState, TakeNumber
from tests.link import acts
from tests.link.conftest import Place

pytestmark = pytest.mark.db


async def test_a_free_number_is_taken_and_told_as_state(place: Place):
    machine = await place.seated(1)
    await place.call(acts.show)
    await machine.hear(SeatState)

    asked = await machine.say(TakeNumber(number=18))
    answer = await machine.hear(Seated)
    state = await machine.hear(SeatState)

    assert (answer.re, answer.number) == (asked, 18)
    assert (state.number, state.number_shown) == (18, True)
    assert await place.call(acts.seats) == {18: machine.id}


async def test_a_taken_number_is_refused_on_that_machine_and_stands_in_the_list_as_a_conflict(place: Place):
    machine, other = await place.seated(1), await place.seated(2)
    await place.call(acts.show)

    await machine.say(TakeNumber(number=2))
    refused = await machine.hear(Refused)

    assert (refused.code, refused.fatal) == ("number.taken", False)
    assert refused.text == f"机位号 002 已由 PC（{place.address(2)}）使用，请换一个号，或告诉监考老师。"
    assert await place.call(acts.matters) == [("seat_claimed", {"number": 2, "address": place.address(1)})]
    assert await place.call(acts.seats) == {1: machine.id, 2: other.id}


async def test_without_the_numbers_shown_it_is_refused(place: Place):
    machine = await place.seated(1)

    await machine.say(TakeNumber(number=18))

    assert (await machine.hear(Refused)).code == "number.not_shown"
    assert await place.call(acts.seats) == {1: machine.id}


async def test_a_machine_without_a_seat_takes_a_new_one(place: Place):
    machine = await place.joined(5)
    await place.call(acts.show)

    await machine.say(TakeNumber(number=5))

    assert (await machine.hear(Seated)).number == 5
    assert await place.call(acts.seats) == {5: machine.id}


async def test_shown_and_hidden_reach_every_machine(place: Place):
    machines = [await place.seated(1), await place.joined(2)]

    await place.call(acts.show)
    shown = [(await each.hear(SeatState, within=2)).number_shown for each in machines]
    await place.call(acts.hide)
    hidden = [(await each.hear(SeatState, within=2)).number_shown for each in machines]

    assert (shown, hidden) == ([True, True], [False, False])


async def test_a_number_that_is_none_is_malformed(place: Place):
    machine = await place.seated(1)

    await machine.socket.send_str('{"type":"take_number","n":2,"number":"18"}')

    assert await machine.closed() == Close.MALFORMED
