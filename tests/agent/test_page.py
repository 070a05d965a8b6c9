"""The candidate's page: who may open it, what it is told and what it may do (C2, docs/local-page.md)."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from agent_client import words
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import TICKET, FakeRoom

STATE_FIELDS = {
    "screen", "lang", "size", "scheme", "now", "link", "seat", "exam", "identity", "rules", "guide", "rules_read", "deadline", "paper",
    "export", "undelivered", "answers", "marks", "safety", "files", "left_out", "folder", "lock", "interrupted", "welcome_back", "notices", "receipt", "refused",
}  # fmt: skip


class Browser:
    """What a browser would send from the page itself."""

    def __init__(self, session: aiohttp.ClientSession, start: str) -> None:
        self.session = session
        self.start = URL(start)
        self.origin = str(self.start.origin())

    async def open(self) -> int:
        async with self.session.get(self.start, allow_redirects=False) as response:
            return response.status

    async def get(self, path: str, **headers: str) -> tuple[int, dict[str, str]]:
        async with self.session.get(self.origin + path, headers=headers, allow_redirects=False) as response:
            return response.status, dict(response.headers)

    async def do(self, act: str, /, **values: Any) -> tuple[int, dict[str, Any]]:
        return await self.post(json.dumps({"act": act} | values), Origin=self.origin)

    async def post(self, body: str, **headers: str) -> tuple[int, dict[str, Any]]:
        async with self.session.post(self.origin + "/do", data=body, headers=headers) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else {}

    async def state(self) -> dict[str, Any]:
        async with self.session.ws_connect(self.origin + "/live", headers={"Origin": self.origin}) as socket:
            return dict(await socket.receive_json(timeout=5))


@asynccontextmanager
async def browser(desks: Desks, line: int = -1) -> AsyncIterator[Browser]:
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address, as a browser keeps them
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Browser(session, json.loads(desks.lines[line])["page"])


@pytest.fixture
async def desk(room: FakeRoom, desks: Desks) -> Desk:
    desk = await desks.at().online()
    await desk.shows("waiting")
    return desk


async def test_start_secret_opens_once_and_a_second_use_makes_a_new_one(desk: Desk, desks: Desks):
    async with browser(desks) as first, browser(desks) as second:
        assert await first.open() == 302
        assert (await first.get("/"))[0] == 200

        assert await second.open() == 403

        assert (await first.get("/"))[0] == 403
    assert len(desks.lines) == 2
    assert json.loads(desks.lines[0])["page"] != json.loads(desks.lines[1])["page"]
    async with browser(desks) as third:
        assert await third.open() == 302
        assert (await third.get("/"))[0] == 200


async def test_who_was_shut_out_stays_out_over_a_restart(desk: Desk, desks: Desks):
    async with browser(desks) as first, browser(desks) as second:
        await first.open()
        assert await second.open() == 403
        await desk.stop()

        await desks.at().online()

        assert first.origin in desks.lines[-1]
        assert (await first.get("/"))[0] == 403


async def test_cookie_is_for_the_page_alone(desk: Desk, desks: Desks):
    async with browser(desks) as page, page.session.get(page.start, allow_redirects=False) as response:
        cookie = response.headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_without_cookie_with_another_host_or_origin_nothing_opens(desk: Desk, desks: Desks):
    async with browser(desks) as page:
        assert (await page.get("/"))[0] == 403
        assert (await page.get("/page/main.js"))[0] == 403
        assert (await page.do("confirm"))[0] == 403
        assert await page.open() == 302
        act = json.dumps({"act": "language", "lang": "en"})

        assert (await page.get("/", Host="evil.example"))[0] == 421
        assert (await page.get("/", Host=f"localhost:{page.start.port}"))[0] == 421
        assert (await page.post(act))[0] == 403
        assert (await page.post(act, Origin="http://evil.example"))[0] == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await page.session.ws_connect(page.origin + "/live", headers={"Origin": "http://evil.example"})
        assert (await page.post(act, Origin=page.origin))[0] == 200


async def test_page_is_served_with_a_strict_policy(desk: Desk, desks: Desks):
    async with browser(desks) as page:
        await page.open()
        for path in ("/", "/page/main.js", "/page/words.zh.json"):
            status, headers = await page.get(path)

            assert (status, headers["Content-Security-Policy"].split(";")[0]) == (200, "default-src 'self'")
        assert (await page.get("/page/../daemon.py"))[0] == 404
        assert (await page.get("/page/%2e%2e/daemon.py"))[0] in (403, 404)


async def test_state_has_every_field_that_the_page_knows(desk: Desk, desks: Desks, room: FakeRoom):
    async with browser(desks) as page:
        await page.open()
        before = await page.state()
        await room.allow_login()
        await room.start()
        await desk.in_exam()
        during = await page.state()

    assert before.keys() == during.keys() == STATE_FIELDS
    assert (before["screen"], before["paper"], before["seat"]["number"]) == ("waiting", None, 1)
    assert during["screen"] == "paper"
    assert [question["key"] for question in during["paper"]["questions"]][:2] == ["single/1", "single/2"]
    assert during["deadline"]["entries"] == []
    assert during["exam"]["earliest_submit_at"] == during["exam"]["start_at"]


async def test_a_whole_exam_through_the_page(desk: Desk, desks: Desks, room: FakeRoom):
    await room.allow_login()
    await room.start()
    async with browser(desks) as page:
        await page.open()
        await until(lambda: desk.screen == "login")
        assert await page.do("log_in", ticket=TICKET, proof="") == (200, {"ok": True})
        assert (await page.state())["screen"] == "confirm"
        await page.do("confirm")
        await page.do("read_rules")
        await desk.shows("paper")
        assert await page.do("answer", question="single/1", value="A") == (200, {"ok": True, "n": 1})
        await page.do("mark", question="single/2", marked=True)
        await desk.delivered()
        working = await page.state()
        assert await page.do("submit") == (200, {"ok": True})
        await until(lambda: desk.here.holding.receipt)
        done = await page.state()
        await page.do("finish")

        assert (await page.state())["identity"] is None
    assert (working["answers"], working["marks"]) == ({"single/1": "A"}, ["single/2"])
    assert (working["safety"]["pending"], working["safety"]["last_n"]) == (0, 1)
    assert done["screen"] == "submitted"
    assert done["receipt"] == {
        "at": room.sitting.receipts[0].at,
        "by": "candidate",
        "revision": 1,
        "chain": room.sitting.chain(1),
        "signed": room.sitting.receipts[0].signed,
        "confirmed": True,
        "answered": 1,
        "questions": 11,
    }


async def test_refusals_are_told_in_the_chosen_language(desk: Desk, desks: Desks):
    async with browser(desks) as page:
        await page.open()
        status, told = await page.do("answer", question="single/1", value="A")
        assert (status, told) == (409, {"ok": False, "code": "login.first", "text": "还没有考生登录。"})
        assert (await page.state())["refused"] == {"code": "login.first", "text": "还没有考生登录。"}

        await page.do("language", lang="en")
        status, told = await page.do("answer", question="single/1", value="A")

        assert told["text"] == "Nobody is logged in."


async def test_the_servers_refusal_of_a_login_is_told_as_it_is(desk: Desk, desks: Desks, room: FakeRoom):
    await room.allow_login()
    async with browser(desks) as page:
        await page.open()
        status, told = await page.do("log_in", ticket="0", proof="")

    assert (status, told["text"]) == (409, "没有这个准考证号")


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", '{"act": "format_disk"}', '{"act": "answer", "question": 1, "value": 2}']
)
async def test_what_is_no_act_is_turned_away(desk: Desk, desks: Desks, body: str):
    async with browser(desks) as page:
        await page.open()

        assert (await page.post(body, Origin=page.origin))[0] == 400


async def test_choices_are_kept_over_a_restart(desk: Desk, desks: Desks):
    async with browser(desks) as page:
        await page.open()
        await page.do("language", lang="en")
        await page.do("large_type", size="large")
        await page.do("scheme", scheme="dark")
    await desk.stop()

    again = await desks.at().online()
    async with browser(desks) as page:
        await page.open()
        state = await page.state()

    assert (state["lang"], state["size"], state["scheme"], again.screen) == ("en", "large", "dark", "waiting")


async def test_the_next_candidate_finds_none_of_the_last_one_s_choices(desk: Desk, desks: Desks, room: FakeRoom):
    await room.allow_login()
    await room.start()
    await desk.in_exam()
    async with browser(desks) as page:
        await page.open()
        for act in ({"lang": "en"}, {"size": "large"}, {"scheme": "dark"}):
            (name,) = act
            await page.do({"lang": "language", "size": "large_type"}.get(name, name), **act)
        await page.do("submit")
        await page.do("finish")
        state = await page.state()

    assert (state["lang"], state["size"], state["scheme"]) == ("zh", "medium", None)


async def test_state_follows_changes_without_being_asked(desk: Desk, desks: Desks, room: FakeRoom):
    async with browser(desks) as page:
        await page.open()
        async with page.session.ws_connect(page.origin + "/live", headers={"Origin": page.origin}) as socket:
            assert (await socket.receive_json(timeout=5))["screen"] == "waiting"
            await room.allow_login()

            screens = set()
            while "login" not in screens:
                screens.add((await socket.receive_json(timeout=5))["screen"])


def test_every_sentence_of_the_daemon_has_a_chinese_form():
    folder = Path(words.__file__).parent
    found = {
        sentence
        for name in ("acts.py", "candidate.py", "doing.py")
        for sentence in re.findall(r'N_\(\s*"([^"]+)"', (folder / name).read_text())
    }

    assert found
    assert found <= words.known()
