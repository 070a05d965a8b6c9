"""A person's browser without a screen: logs in, sends forms, asks for JSON, downloads, watches a page's socket."""

import asyncio
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any, Final, Self

import aiohttp

from drill.faults import Broken

LIMIT_S: Final = 60.0
TOKEN: Final = re.compile(r'name="(?:csrfmiddlewaretoken" value|csrf-token" content)="([^"]+)"')
TOLD: Final = re.compile(
    r'<(?:ul|p|span)[^>]*class="(?:errorlist|messagelist|st alarm)[^>]*>(.*?)</(?:ul|p|span)>', re.DOTALL
)


class Browser:
    """Logged in at one site, with its cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._token = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *ended: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.close()

    async def sign_in(self, path: str, name: str, password: str, *, goes_on: str = "") -> None:
        """`goes_on` is the page that is to follow. Raises `Broken` when the password is asked for again."""
        text = await self.submit(path, username=name, password=password, next=goes_on)
        if 'name="password"' in text:
            raise Broken(f"{name} could not log in")

    async def page(self, path: str) -> str:
        """The text of a page. Raises `Broken` for anything but 200."""
        text = await self._text("GET", f"{self.url}{path}")
        self._remember_token(text)
        return text

    async def submit(self, path: str, *, at: str = "", **fields: str) -> str:
        """Send the form of the page `path`, to `at` where that is another address; gives the page that follows.

        Raises `Broken` with what the page says when it refuses.
        """
        await self.page(path)
        form = {**fields, "csrfmiddlewaretoken": self._token}
        page = f"{self.url}{path}"
        text = await self._text("POST", f"{self.url}{at or path}", data=form, headers={"Referer": page})
        self._remember_token(text)
        return text

    async def send(self, path: str, form: Any) -> tuple[str, str]:
        """Send a form, with a file in it if need be, to its own page; gives path and text of where that leads."""
        await self.page(path)
        headers = {"X-CSRFToken": self._token, "Referer": f"{self.url}{path}"}
        async with self._http.post(f"{self.url}{path}", data=form, headers=headers) as answer:
            return answer.url.path, await answer.text()

    async def press(self, path: str) -> None:
        """A button of a live page. Raises `Broken` with the answer when it is refused."""
        headers = {"X-CSRFToken": self._token, "Referer": f"{self.url}{path}"}
        async with self._http.post(f"{self.url}{path}", headers=headers) as answer:
            said = await answer.json()
        if not said["ok"]:
            raise Broken(f"{path}: {said['text']}")

    async def ask(self, path: str) -> dict[str, Any]:
        """A page that answers with JSON."""
        answer: dict[str, Any] = json.loads(await self._text("GET", f"{self.url}{path}"))
        return answer

    async def save(self, path: str, file: Path) -> int:
        """Download `path` into `file`; gives the number of bytes."""
        async with self._http.get(f"{self.url}{path}") as answer:
            content = await answer.read()
            if answer.status != 200:
                raise Broken(f"{path} answered {answer.status}: {content[:300]!r}")
        await asyncio.to_thread(file.write_bytes, content)
        return len(content)

    async def follow(self, path: str) -> str:
        """The path where the redirects from `path` end."""
        async with self._http.get(f"{self.url}{path}") as answer:
            if answer.status != 200:
                raise Broken(f"{path} answered {answer.status}")
            return answer.url.path

    async def watch(
        self, path: str, holds: Callable[[dict[str, Any]], bool], what: str, *, limit_s: float = LIMIT_S
    ) -> dict[str, Any]:
        """Wait until the single values that the socket `path` tells are as `holds` wants them; gives these values."""
        told: dict[str, Any] = {}
        try:
            async with asyncio.timeout(limit_s), self._http.ws_connect(self._socket(path), **self._as_page()) as socket:
                while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                    told |= json.loads(message.data)
                    if holds(told):
                        return told
        except TimeoutError:
            raise Broken(f"not within {limit_s:.0f} s: {what}") from None
        raise Broken(f"the socket {path} was closed while waiting: {what}")

    def _socket(self, path: str) -> str:
        return self.url.replace("http", "ws", 1) + path

    def _as_page(self) -> dict[str, Any]:
        return {"origin": self.url, "max_msg_size": 0}

    async def _text(self, method: str, url: str, **more: Any) -> str:
        async with self._http.request(method, url, **more) as answer:
            text = await answer.text()
            if answer.status != 200:
                raise Broken(f"{method} {url} answered {answer.status}: {said_on(text) or text[:500]}")
            return text

    def _remember_token(self, page: str) -> None:
        for cookie in self._http.cookie_jar:
            if cookie.key.endswith("_csrf"):
                self._token = cookie.value
        found = TOKEN.search(page)
        if found:
            self._token = found[1]


def said_on(page: str) -> str:
    """What a page says about what was just sent: faults of fields and messages, as plain text."""
    return "; ".join(plain(part) for part in TOLD.findall(page))


def plain(markup: str) -> str:
    """Text without its tags, blanks in one form."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())
