"""Room servers that announce themselves on the network (C1); which of them is ours is told without I/O."""

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any, Final

import msgspec

from agent_client.core import Signal
from agent_client.options import ROOM

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange, Zeroconf
    from zeroconf.asyncio import AsyncServiceInfo

SERVICE: Final = "_jiankao._tcp.local."
ASK_WITHIN_MS: Final = 2000


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A room server: its addresses for HTTP, the nearest first, its rooms, and what it is known by wherever it moves."""

    urls: tuple[str, ...]
    rooms: tuple[str, ...] = ()
    server: str = ""


# --- which one
def fitting(found: Collection[Place], *, room: str, known: Place | None) -> list[Place]:
    """Those that may be ours: of the room that was named, and once we have a server only that one."""
    return [place for place in found if _has(place, room) and (known is None or _is_same(place, known))]


def _has(place: Place, room: str) -> bool:
    return not room or any(code.endswith(room) for code in place.rooms)


def _is_same(place: Place, known: Place) -> bool:
    """A server that had no room yet when it was found is known by its addresses."""
    if known.server:
        return place.server == known.server
    return bool(set(place.urls) & set(known.urls)) or bool(set(place.rooms) & set(known.rooms))


def by_nearness(addresses: Sequence[str], own: Sequence[str]) -> list[str]:
    """Those of a network that this machine is in come first."""
    networks = {_network(address) for address in own}
    return sorted(addresses, key=lambda address: _network(address) not in networks)


def _network(address: str) -> IPv4Network:
    return IPv4Network((address, 24), strict=False)


# --- listening
class Heard:
    """The servers that are announced now, by name; `changed` rings with each that comes or goes."""

    def __init__(self, own: Sequence[str]) -> None:
        self.places: dict[str, Place] = {}
        self.changed = Signal()
        self._own = own

    def come(self, name: str, info: "AsyncServiceInfo") -> None:
        """Anybody may announce anything: what is no address or no room code is passed over."""
        addresses = by_nearness([address for address in info.parsed_addresses() if "." in address], self._own)
        told = {_text(key): _text(value) for key, value in info.properties.items()}
        codes = [code for key, text in sorted(told.items()) if key.startswith("room") for code in text.split(",")]
        urls = tuple(f"http://{address}:{info.port}" for address in addresses)
        if urls:
            rooms = tuple(code for code in codes if ROOM.fullmatch(code))
            self.places[name] = Place(urls=urls, rooms=rooms, server=told.get("server", ""))
        self.changed.ring()

    def go(self, name: str) -> None:
        self.places.pop(name, None)
        self.changed.ring()


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")


@asynccontextmanager
async def listening(own: Sequence[str]) -> AsyncIterator[Heard]:
    """Listen at the addresses `own`. Raises `OSError` where there is no network."""
    from zeroconf import IPVersion  # 0.2 s and 6 MB that a machine which was told its server does not need
    from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

    heard, tasks = Heard(own), _Tasks()
    network = AsyncZeroconf(interfaces=list(own), ip_version=IPVersion.V4Only)

    def changed(zeroconf: "Zeroconf", service_type: str, name: str, state_change: "ServiceStateChange") -> None:
        tasks.hold(_look_up(zeroconf, heard, name, is_there=state_change.name != "Removed"))

    browser = AsyncServiceBrowser(network.zeroconf, [SERVICE], handlers=[changed])
    try:
        yield heard
    finally:
        await browser.async_cancel()
        await tasks.stop()
        await network.async_close()


async def _look_up(zeroconf: "Zeroconf", heard: Heard, name: str, *, is_there: bool) -> None:
    from zeroconf.asyncio import AsyncServiceInfo  # as above

    info = AsyncServiceInfo(SERVICE, name)
    if not is_there:
        heard.go(name)
    elif await info.async_request(zeroconf, ASK_WITHIN_MS):
        heard.come(name, info)


class _Tasks:
    """Questions under way, held until they end."""

    def __init__(self) -> None:
        self._held: set[asyncio.Task[None]] = set()

    def hold(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._held.add(task)
        task.add_done_callback(self._held.discard)

    async def stop(self) -> None:
        for task in self._held:
            task.cancel()
        await asyncio.gather(*self._held, return_exceptions=True)
