"""The shell around one link: order, back pressure, and the end, with a socket that records (C1)."""

import asyncio
from typing import Any

import pytest

from formats.messages import Close, Message, Phase
from rooms.live.link import Link


class Socket:
    """Records what is sent; while `blocked` it takes nothing."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.free = asyncio.Event()
        self.free.set()

    async def send(self, event: dict[str, Any]) -> None:
        await self.free.wait()
        self.sent.append(event)

    @property
    def texts(self) -> list[str]:
        return [event["text"] for event in self.sent if event["type"] == "websocket.send"]


def message(number: int, size: int = 1) -> Message:
    return Message(id=str(number), sender="", text="x" * size)


async def settled() -> None:
    """Everything that can go on has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
def socket() -> Socket:
    return Socket()


async def test_frames_go_out_in_the_order_they_were_sent(socket: Socket):
    link = Link(socket.send, "")

    socket.free.clear()
    link.send(message(1))
    answering = asyncio.create_task(link.answer(message(2)))
    await settled()
    link.send_encoded('{"type":"phase","moments":null}')
    socket.free.set()
    await answering
    await settled()

    assert [text[:6] for text in socket.texts] == ['{"n":1', '{"n":2', '{"n":3']


async def test_a_link_is_closed_after_what_was_sent_before(socket: Socket):
    link = Link(socket.send, "")

    link.send(message(1))
    link.close(Close.RESTARTING)
    link.close(Close.TOKEN)
    link.send(message(2))
    await settled()
    await link.finish()

    assert socket.sent == [
        {"type": "websocket.send", "text": '{"n":1,"type":"message","id":"1","sender":"","text":"x"}'},
        {"type": "websocket.close", "code": Close.RESTARTING},
    ]


async def test_a_machine_that_does_not_read_loses_its_link_and_what_waits_for_it(socket: Socket):
    link = Link(socket.send, "")
    socket.free.clear()

    for number in range(5):
        link.send(message(number, 100_000))
    socket.free.set()
    await settled()

    assert link.closed_with == Close.RATE
    assert len(socket.texts) <= 1
    assert socket.sent[-1] == {"type": "websocket.close", "code": Close.RATE}


async def test_nothing_is_sent_into_a_socket_that_has_gone(socket: Socket):
    link = Link(socket.send, "")

    link.gone()
    link.send(Phase(moments=None))
    await link.finish()

    assert socket.sent == []


async def test_a_socket_that_breaks_while_sending_ends_the_link_quietly():
    async def broken(event: dict[str, Any]) -> None:
        raise OSError("gone")

    link = Link(broken, "")

    await link.answer(message(1))
    await link.finish()

    assert link.closed_with == 1000


async def test_a_machine_is_not_silent_while_we_work_on_its_message(socket: Socket):
    link = Link(socket.send, "")
    later = link.flow.heard_at + 60

    link.at_work = True
    busy = link.is_silent(later)
    link.at_work = False

    assert (busy, link.is_silent(later)) == (False, True)
