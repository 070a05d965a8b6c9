"""The uplink goes on by itself, says what is the matter, and never holds up a page (E1, E5, point 11)."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from tests.servers import Server, serving
from tests.uplink import hands
from tests.uplink.conftest import certificate
from tests.uplink.publishing import Publication
from tests.uplink.stand_in import OTHER_PRIVATE, Running, StandIn

pytestmark = [pytest.mark.db, pytest.mark.slow]
LIMIT_S = 30.0
PAGE_S = 1.0


@dataclass
class Room:
    """A room server that is registered at a stand-in centre."""

    server: Server
    centre: StandIn
    browser: OpenerDirector

    def until(self, question: Callable[[], Any], what: str = "") -> Any:
        end = time.monotonic() + LIMIT_S
        while not (found := question()):
            assert time.monotonic() < end, f"{what} did not come; {self.link()}; {self.server.said()[-2000:]}"
            time.sleep(0.05)
        return found

    def link(self) -> dict[str, Any]:
        return self.server.call(hands.link)

    def fault(self, code: str) -> None:
        """Contact is asked for until that is the matter."""
        self.server.call(hands.ask_now)
        self.until(lambda: self.link()["fault"] == code, code)

    def page_seconds(self) -> float:
        """The slowest of a few pages."""
        took = []
        for path in ("/admin/", "/admin/control-room/", "/healthz"):
            began = time.monotonic()
            with self.browser.open(self.server.url + path, timeout=10) as answer:
                answer.read()
            took.append(time.monotonic() - began)
        return max(took)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with serving(tmp_path_factory.mktemp("uplink")) as server, Running(StandIn()) as centre:
        ahead = server.call(hands.now_ms) - time.time_ns() // 1_000_000
        centre.now_ms = lambda: time.time_ns() // 1_000_000 + ahead
        server.call(hands.administrator)
        centre.seal_key = server.call(hands.registered, centre.port)
        yield Room(server, centre, _browser(server))


@pytest.fixture
def room(running: Room) -> Iterator[Room]:
    yield running
    running.centre.disorder, running.centre.ahead_ms = "", 0
    running.centre.private = StandIn.private


def _browser(server: Server) -> OpenerDirector:
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    login = f"{server.url}/admin/login/"
    browser.open(login).read()
    token = next(cookie.value for cookie in cookies if "csrf" in cookie.name) or ""
    given = {"username": "boss", "password": "correct horse battery", "csrfmiddlewaretoken": token, "next": "/admin/"}
    browser.open(Request(login, urlencode(given).encode(), {"Referer": login})).read()
    return browser


def test_the_heartbeat_tells_how_the_room_stands(room: Room):
    body = room.until(lambda: room.centre.bodies("/rooms/heartbeat"))[-1]

    state = body["state"]
    assert set(state) == {"version", "journal", "seats", "online", "seal_check", "sessions"}
    assert set(state["journal"]) == {"number", "head"}
    room.until(lambda: room.link()["answers"])


@pytest.mark.parametrize(
    ("disorder", "code"),
    [
        ("half", "centre.broken_off"),
        ("failing", "centre.failing"),
        ("nonsense", "centre.nonsense"),
        ("endless", "centre.nonsense"),
        ("busy", "centre.busy"),
        ("token", "centre.token"),
        ("slow", "centre.slow"),
    ],
)
def test_whatever_is_the_matter_is_said_and_passes_by_itself(room: Room, disorder: str, code: str):
    room.centre.disorder = disorder
    room.server.call(hands.ask_now)

    assert room.page_seconds() < PAGE_S
    room.until(lambda: room.link()["fault"] == code, code)
    assert room.page_seconds() < PAGE_S

    room.centre.disorder = ""
    room.fault("")


def test_a_centre_that_is_gone_and_comes_back(room: Room):
    port = room.centre.port
    room.server.call(hands.move, port=1)
    room.fault("centre.unreachable")
    assert room.page_seconds() < PAGE_S

    room.server.call(hands.move, port=port)

    room.fault("")  # 重新连接 without a restart


def test_a_wrong_certificate(room: Room, tmp_path: Path):
    port = room.centre.port
    with Running(StandIn(now_ms=room.centre.now_ms), certificate(tmp_path, "127.0.0.1")) as secure:
        room.server.call(hands.move, port=secure.port, is_secure=True)
        room.fault("centre.certificate")
        assert secure.heard == []

    room.server.call(hands.move, port=port, is_secure=False)
    room.fault("")


def test_a_wrong_clock_is_said_although_the_centre_answers(room: Room):
    right = room.centre.now_ms
    room.centre.now_ms = lambda: right() + 60_000
    try:
        room.fault("centre.clock")
        assert room.link()["answers"]
        assert abs(room.link()["clock_offset_ms"] - 60_000) < 2_000
    finally:
        room.centre.now_ms = right
    room.fault("")


def test_reports_wait_until_the_centre_has_answered(room: Room):
    room.centre.disorder = "failing"
    room.fault("centre.failing")
    report = room.server.call(hands.report, at=1, passed=True, by="Boss", lines=[])
    assert room.server.call(hands.unsent) == 1

    room.centre.disorder = ""
    room.fault("")

    room.until(lambda: room.server.call(hands.unsent) == 0, "the report")
    sent = [body for body in room.centre.bodies("/seal-checks") if body["id"] == report]
    assert sent[-1] == {"id": report, "at": 1, "passed": True, "by": "Boss", "lines": []}


def test_the_authorization_comes_by_itself_and_stays(room: Room):
    published = Publication(seal_key=bytes.fromhex(room.centre.seal_key))
    room.server.call(hands.load, published.package())
    key = (str(published.plan), 1)
    now = room.centre.now_ms()
    window = {"plan": key[0], "session": 1, "opens_at": now, "closes_at": now + 60_000, "ready": True}
    room.centre.windows = [window]
    valid = {"valid_from": now - 1000, "valid_until": now + 600_000}

    room.centre.authorizations[key] = Publication(seal_key=published.seal_key, private=OTHER_PRIVATE).authorization()
    room.fault("centre.other_key")
    assert room.server.call(hands.held) == [None]

    room.centre.authorizations[key] = published.authorization(**valid)
    room.fault("")
    room.until(lambda: room.server.call(hands.held) == ["centre"], "the authorization")
    room.centre.disorder = "failing"
    room.fault("centre.failing")
    assert room.server.call(hands.held) == ["centre"]


def test_new_packages_are_noted(room: Room):
    published = Publication(seal_key=bytes.fromhex(room.centre.seal_key), revision=8)
    room.centre.packages[str(published.plan)] = (published.offered(), published.package())

    room.server.call(hands.ask_now)

    room.until(lambda: room.link()["packages"] == [published.offered()], "the package")


def test_the_server_stops_at_once_while_the_centre_says_nothing(room: Room):
    room.centre.disorder = "slow"
    room.server.call(hands.ask_now)
    room.until(lambda: room.link()["tried_at"] is not None)
    began = time.monotonic()

    assert room.server.stop() == 0

    assert time.monotonic() - began < 5
    room.server.start()
