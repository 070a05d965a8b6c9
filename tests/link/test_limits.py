"""What is too large, too frequent or no message ends the link with its code, and nobody else's (C1)."""

import http.client
import json
import socket
from contextlib import closing

import pytest

from formats import messages
from formats.messages import Close, RaiseHand
from tests.link.conftest import Place, until
from tests.servers import Server

pytestmark = pytest.mark.db


async def test_a_message_over_256_kilobytes_is_too_large(place: Place):
    machine = await place.joined()

    await machine.say(RaiseHand(id="1", words="x" * messages.MOST_BYTES))

    assert await machine.closed() == Close.SIZE


async def test_chinese_is_counted_as_it_travels(place: Place):
    machine = await place.joined()

    await machine.say(RaiseHand(id="1", words="考" * (messages.MOST_BYTES // 3)))

    assert await machine.closed() == Close.SIZE


async def test_too_many_messages_end_the_link(place: Place):
    machine, other = await place.joined(1), await place.joined(2)

    for _ in range(600):
        await machine.say(machine.a_beat())

    assert await machine.closed() == Close.RATE
    assert (await other.beat()).server_time


@pytest.mark.parametrize("text", ["", "{", '{"type":"nothing"}', '{"type":"beat","n":2}', '{"type":"hello","n":2}'])
async def test_what_is_no_message_ends_the_link(place: Place, text: str):
    machine = await place.joined()

    await machine.socket.send_str(text)

    assert await machine.closed() == Close.MALFORMED


async def test_a_binary_frame_ends_the_link(place: Place):
    machine = await place.joined()

    await machine.socket.send_bytes(b"{}")

    assert await machine.closed() == Close.MALFORMED


async def test_a_number_that_was_left_out_ends_the_link(place: Place):
    machine = await place.joined()
    machine.said += 1

    await machine.say(machine.a_beat())

    assert await machine.closed() == Close.MALFORMED


async def test_a_second_hello_ends_the_link(place: Place):
    machine = await place.joined()

    await machine.say(machine.hello())

    assert await machine.closed() == Close.MALFORMED


# --- over HTTP
def test_a_stated_length_over_the_limit_is_answered_before_the_body_comes(room_server: Server):
    with closing(http.client.HTTPConnection("127.0.0.1", room_server.port, timeout=10)) as connection:
        connection.putrequest("POST", "/admin/login/")
        connection.putheader("Content-Length", str(2 * 1024**2))
        connection.endheaders()

        assert connection.getresponse().status == 413


def test_a_body_of_no_stated_length_is_cut_at_the_limit(room_server: Server):
    with closing(socket.create_connection(("127.0.0.1", room_server.port), timeout=10)) as line:
        line.sendall(b"POST /admin/login/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        for _ in range(17):
            line.sendall(chunk)

        assert line.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_spreadsheet_may_be_larger(room_server: Server):
    with closing(http.client.HTTPConnection("127.0.0.1", room_server.port, timeout=10)) as connection:
        connection.request("POST", "/admin/import/", body=b"x" * (2 * 1024**2))

        assert connection.getresponse().status != 413


def test_a_socket_that_leads_nowhere_is_refused(room_server: Server):
    with closing(http.client.HTTPConnection("127.0.0.1", room_server.port, timeout=10)) as connection:
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        connection.request("GET", "/nowhere/", headers={**upgrade, "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="})

        assert connection.getresponse().status == 403


def test_the_control_room_s_socket_answers_no_other_site(room_server: Server):
    path = "/control-room/00000000-0000-0000-0000-000000000000/"
    with closing(http.client.HTTPConnection("127.0.0.1", room_server.port, timeout=10)) as connection:
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        told = {**upgrade, "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "http://elsewhere.example"}
        connection.request("GET", path, headers=told)

        assert connection.getresponse().status == 403


async def test_health_tells_what_works(place: Place):
    machine = await place.joined()

    def links() -> bool:
        told = _health(place.server)
        return bool(told["ok"] and told["links"])

    assert await until(links)
    assert machine.token


def _health(server: Server) -> dict[str, object]:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        connection.request("GET", "/healthz")
        told: dict[str, object] = json.loads(connection.getresponse().read())
        return told
