"""不是我: the server is told, now or with the next link, and the login is there again at once (C2)."""

from formats.messages import NotMe, RaiseHand
from tests.agent.conftest import Desks, until
from tests.agent.fake_room import TICKET, FakeRoom


async def test_the_server_is_told_and_no_hand_is_up(room: FakeRoom, desks: Desks):
    await room.allow_login()
    desk = await desks.at().online()
    await desk.shows("login")
    await desk.acts.log_in(TICKET)

    await desk.acts.not_me()
    await desk.shows("login")

    [told] = await until(lambda: room.of(NotMe))
    assert (told.sitting, told.epoch, room.of(RaiseHand)) == (room.sitting.id, 1, [])


async def test_said_without_a_server_it_goes_with_the_next_link(room: FakeRoom, desks: Desks):
    await room.allow_login()
    desk = await desks.at().online()
    await desk.shows("login")
    await desk.acts.log_in(TICKET)
    room.faults.add("refuse")
    await room.cut()
    await until(lambda: not desk.daemon.connection.online)

    await desk.acts.not_me()
    room.faults.clear()

    await until(lambda: room.of(NotMe))
