"""Messages at the machine: shown once to whom they are for, 知道了 goes to the server, a hand is raised (F9)."""

from uuid import uuid4

from formats.messages import Message, RaiseHand, Read
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import FakeRoom


async def sitting_down(room: FakeRoom, desks: Desks) -> Desk:
    await room.allow_login()
    desk = desks.at()
    await desk.logged_in()
    return desk


def shown(desk: Desk) -> list[str]:
    return [notice.text for notice in desk.daemon.core.candidate.notices_here()]


async def test_a_message_is_shown_once_and_its_reading_is_told_also_after_a_restart(room: FakeRoom, desks: Desks):
    desk = await sitting_down(room, desks)
    sent = Message(id=str(uuid4()), sender="Li Si", text="Please be quiet", sitting=desk.here.holding.sitting)
    for _ in range(2):
        await room.send(room.only_machine(), sent)
    await until(lambda: shown(desk) == ["Please be quiet"])

    await desk.acts.notice_seen(sent.id)
    await until(lambda: [read.id for read in room.of(Read)] == [sent.id])
    await desk.stop()
    again = await desks.at().online()
    await room.send(room.only_machine(), sent)
    last = Message(id=str(uuid4()), sender="Li Si", text="Go on")
    await room.send(room.only_machine(), last)

    await until(lambda: shown(again) == ["Go on"])


async def test_what_was_written_to_somebody_else_is_not_shown(room: FakeRoom, desks: Desks):
    desk = await sitting_down(room, desks)
    await room.send(room.only_machine(), Message(id=str(uuid4()), sender="", text="For another", sitting=uuid4()))
    await room.send(room.only_machine(), Message(id=str(uuid4()), sender="", text="For whoever sits here"))

    await until(lambda: shown(desk) == ["For whoever sits here"])


async def test_a_hand_is_raised_with_words(room: FakeRoom, desks: Desks):
    desk = await sitting_down(room, desks)

    await desk.acts.raise_hand("The mouse is dead")

    await until(lambda: [hand.words for hand in room.of(RaiseHand)] == ["The mouse is dead"])
