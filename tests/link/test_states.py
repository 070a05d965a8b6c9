"""State is told and acts are commanded: from any process, to the machines that it concerns (C1, E4, S2, B7)."""

import pytest

from formats.messages import Ack, Close, Command, Phase, SeatState
from tests.link import acts
from tests.link.conftest import Place

pytestmark = pytest.mark.db


async def test_a_seat_that_is_made_in_another_process_is_told_within_a_second(place: Place):
    machine = await place.joined()

    await place.call(acts.seat_machine, 7, machine.id)

    assert (await machine.hear(SeatState, within=2)).number == 7


async def test_only_the_machines_that_a_change_concerns_are_told(place: Place):
    chosen, other = await place.seated(1), await place.seated(2)

    results = await place.call(acts.start, [1])
    told = await chosen.hear(SeatState)
    await place.call(acts.start, [2])

    assert results == {1: "ok"}
    assert told.ui_on
    assert getattr(await other.next(), "ui_on", False)


async def test_starting_all_names_the_seats_that_did_not(place: Place):
    machine = await place.seated(1)
    await place.call(acts.add_seat, 2, place.address(2))
    gone = await place.seated(3)
    await place.leaves(gone)
    await place.comes_to({machine.id}, acts.online)

    results = await place.call(acts.start)
    welcome = await gone.join()

    assert results == {1: "ok", 2: "seat.no_machine", 3: "seat.offline"}
    assert welcome.state.ui_on


async def test_closing_takes_the_page_away(place: Place):
    machine = await place.seated(1)
    await place.comes_to({machine.id}, acts.online)
    await place.call(acts.start)
    await machine.hear(SeatState)

    results = await place.call(acts.close)

    assert results == {1: "ok"}
    assert not (await machine.hear(SeatState)).ui_on


async def test_numbers_are_shown_on_every_machine_of_the_room(place: Place):
    machines = [await place.seated(1), await place.seated(2)]

    await place.call(acts.show)

    assert [(await each.hear(SeatState)).number_shown for each in machines] == [True, True]


async def test_a_lock_survives_because_the_state_is_told_again_in_the_welcome(place: Place):
    machine = await place.seated(1)
    await place.call(acts.show)
    shown = await machine.hear(SeatState)

    again = await machine.join()

    assert (again.state.number_shown, again.state.version) == (True, shown.version)


async def test_a_command_is_sent_until_it_is_acknowledged(place: Place):
    machine = await place.seated(1)
    await place.comes_to({machine.id}, acts.online)
    command_id = await place.call(acts.command, machine.id, "restart", delay=3)
    first = await machine.hear(Command)
    await machine.join()
    again = await machine.hear(Command)

    await machine.say(Ack(command=again.id, outcome="done", result={"took": 5}))
    await place.comes_to(("done", {"took": 5}), acts.outcome, command_id)
    await machine.join()
    await machine.beat()

    assert (first.id, first.kind, first.arguments) == (str(command_id), "restart", {"delay": 3})
    assert again.id == first.id
    assert machine.seen == 2  # the welcome and the beat: no command
    assert (await place.call(acts.events))[-2:] == ["command_issued", "command_acknowledged"]


async def test_an_acknowledgement_counts_once_and_only_from_the_machine_itself(place: Place):
    machine, other = await place.seated(1), await place.seated(2)
    await place.comes_to({machine.id, other.id}, acts.online)
    command_id = await place.call(acts.command, machine.id, "shutdown")

    await other.say(Ack(command=str(command_id), outcome="refused"))
    await other.beat()
    await machine.hear(Command)
    await machine.say(Ack(command=str(command_id), outcome="done"))
    await machine.say(Ack(command=str(command_id), outcome="failed"))
    await machine.beat()

    assert await place.call(acts.outcome, command_id) == ("done", {})
    assert (await place.call(acts.events)).count("command_acknowledged") == 1


async def test_an_expired_command_is_not_sent_any_more(place: Place):
    machine = await place.seated(1)
    await place.comes_to({machine.id}, acts.online)
    command_id = await place.call(acts.command, machine.id, "restart")
    await machine.hear(Command)

    await place.call(acts.expire, command_id)
    await machine.join()
    await machine.beat()

    assert machine.seen == 2


async def test_an_acknowledgement_without_a_command_s_id_is_malformed(place: Place):
    machine = await place.joined()

    await machine.say(Ack(command="the first one", outcome="done"))

    assert await machine.closed() == Close.MALFORMED


async def test_a_command_names_the_precondition_that_fails(place: Place):
    await place.call(acts.add_seat, 2, place.address(2))
    without_seat, offline = await place.joined(1), await place.joined(2)
    await place.leaves(offline)
    await place.comes_to({without_seat.id}, acts.online)

    codes = [await place.call(acts.command, each.id, "restart") for each in (without_seat, offline)]

    assert codes == ["machine.no_seat", "machine.offline"]


async def test_the_session_s_moments_are_told_when_they_change(place: Place):
    machine = await place.joined()

    await place.call(acts.run_a_session)

    phase = await machine.hear(Phase)
    assert phase.moments is not None
    assert phase.moments.start_at == phase.moments.planned_start
    assert (await machine.join()).moments == phase.moments
