"""Asking the test centre: short timeouts, bounded answers, and one fault code for whatever can go wrong."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import aiohttp
import msgspec
from asgiref.sync import async_to_sync
from django.conf import settings
from yarl import URL

from rooms.centre import faults
from rooms.centre.answers import Refusal
from rooms.centre.faults import CentreFault, CentreRefusal
from rooms.models import CentreLink

BASE: Final = "/api/v1"
CONNECT_S: Final = 3.0
WHOLE_S: Final = 8.0
PROBE_S: Final = 1.0
MOST_BYTES: Final = 1024 * 1024
TIME_HEADER: Final = "Jiankao-Time"
Typed = TypeVar("Typed")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Address:
    """Where a centre is, and the certificate file that is trusted beside the system's, if there is one."""

    host: str
    port: int
    is_secure: bool = False

    def url(self, path: str) -> URL:
        return URL.build(scheme="https" if self.is_secure else "http", host=self.host, port=self.port) / path


@dataclass(frozen=True)
class Answer:
    """Body and clock of the centre; `time_ms` is None when it told none."""

    body: bytes
    time_ms: int | None

    def typed(self, kind: type[Typed]) -> Typed:
        try:
            return msgspec.json.decode(self.body, type=kind)
        except (ValueError, RecursionError) as fault:  # msgspec's errors, and bad UTF-8
            raise CentreFault(faults.NONSENSE) from fault


class Centre:
    """One centre, asked through one connection pool. `token` is the room's, empty before it is registered."""

    def __init__(self, session: aiohttp.ClientSession, address: Address, token: str = "") -> None:
        self._session = session
        self._address = address
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def get(self, path: str, **query: str) -> Answer:
        return await self._ask("GET", path, params=query)

    async def post(self, path: str, body: Mapping[str, Any], *, within_s: float = 0) -> Answer:
        """`within_s` for an answer that may take longer than others."""
        return await self._ask("POST", path, json=body, **_patience(within_s))

    async def patch(self, path: str, piece: bytes, *, headers: Mapping[str, str], within_s: float) -> Answer:
        """A piece of something large; on a slow line it may take a while."""
        return await self._ask("PATCH", path, data=piece, more=headers, **_patience(within_s))

    @asynccontextmanager
    async def stream(self, path: str, *, headers: Mapping[str, str]) -> AsyncIterator[aiohttp.ClientResponse]:
        """An answer of any size, read by the caller; it may last, but not stand still."""
        patient = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=WHOLE_S)
        asked = self._request("GET", path, headers={**self._headers, **headers}, timeout=patient)
        async with _telling_faults(self._address), asked as response:
            await _refuse(response)
            yield response

    async def _ask(self, method: str, path: str, more: Mapping[str, str] | None = None, **given: Any) -> Answer:
        async with _telling_faults(self._address):
            headers = {**self._headers, **(more or {})}
            async with self._request(method, path, headers=headers, **given) as response:
                await _refuse(response)
                return Answer(await _bounded(response), _time(response))

    def _request(self, method: str, path: str, **given: Any) -> Any:
        return self._session.request(method, self._address.url(f"{BASE}/{path}"[1:]), allow_redirects=False, **given)


@asynccontextmanager
async def centre_at(address: Address, token: str = "") -> AsyncIterator[Centre]:
    """The centre at that address, for as long as the block lasts."""
    timeout = aiohttp.ClientTimeout(total=WHOLE_S, sock_connect=CONNECT_S)
    connector = aiohttp.TCPConnector(ssl=await asyncio.to_thread(_trust) if address.is_secure else True, limit=4)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        headers={"Accept-Encoding": "identity"},
    ) as session:
        yield Centre(session, address, token)


def centre_of(link: CentreLink) -> Any:
    """`centre_at` for a registered room."""
    return centre_at(Address(link.host, link.port, link.is_secure), link.token)


def ask(question: Coroutine[Any, Any, Result]) -> Result:
    """The answer for code that is not in a loop: verbs, commands, jobs.

    What the question hands to `sync_to_async` runs in this very thread, with its database connection.
    """

    async def asked() -> Result:
        return await question

    return async_to_sync(asked)()


def _patience(within_s: float) -> dict[str, Any]:
    return {"timeout": aiohttp.ClientTimeout(total=within_s, sock_connect=CONNECT_S)} if within_s else {}


def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    own = Path(settings.DATA_DIR) / "centre.pem"
    if own.exists():
        context.load_verify_locations(own)
    return context


class _telling_faults:  # noqa: N801 - used as a function
    """Whatever the network does inside becomes a `CentreFault`."""

    def __init__(self, address: Address) -> None:
        self._address = address

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: object) -> None:
        if self._address.is_secure and isinstance(fault, aiohttp.ConnectionTimeoutError):
            raise CentreFault(await _why_no_connection(self._address)) from fault
        code = _code(fault)
        if code:
            raise CentreFault(code) from fault


async def _why_no_connection(address: Address) -> str:
    """A program without TLS takes the connection and then waits for words that it knows: that is not slowness."""
    try:
        async with asyncio.timeout(PROBE_S):
            _reader, writer = await asyncio.open_connection(address.host, address.port)
    except OSError:  # TimeoutError is one
        return faults.SLOW
    writer.close()
    return faults.NO_TLS


def _code(fault: BaseException | None) -> str | None:
    match fault:
        case aiohttp.ClientConnectorCertificateError():
            return faults.CERTIFICATE
        case aiohttp.ClientSSLError():
            return faults.NO_TLS
        case TimeoutError():
            return faults.SLOW
        case aiohttp.ClientConnectorError():
            return faults.UNREACHABLE
        case aiohttp.ClientPayloadError() | aiohttp.ServerDisconnectedError() | aiohttp.ClientOSError():
            return faults.BROKEN_OFF
        case aiohttp.ClientError() | UnicodeError():  # no HTTP, or a name that cannot be one
            return faults.NONSENSE
    return None


async def _refuse(response: aiohttp.ClientResponse) -> None:
    """Raise for any answer that is not the thing asked for."""
    if response.status in (200, 201, 206):
        return
    if response.status == 401:
        raise CentreFault(faults.TOKEN)
    if response.status == 429:
        raise CentreFault(faults.BUSY)
    if response.status >= 500:
        raise CentreFault(faults.FAILING)
    if response.status < 400:
        raise CentreFault(faults.NONSENSE)
    told = Answer(await _bounded(response), None).typed(Refusal)
    raise CentreRefusal(told.code, told.values)


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_chunked(65536):
        body += piece
        if len(body) > MOST_BYTES:
            raise CentreFault(faults.NONSENSE)
    return bytes(body)


def _time(response: aiohttp.ClientResponse) -> int | None:
    told = response.headers.get(TIME_HEADER, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else None
