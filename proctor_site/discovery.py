"""The room server says on the network where it is, by mDNS, so that machines find it without being told (C1)."""

import asyncio
import logging
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

import psutil
from django.conf import settings
from zeroconf import IPVersion, NonUniqueNameException, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from formats import messages
from rooms.live.database import in_database
from rooms.live.tasks import through_faults
from rooms.models import Room

SERVICE: Final = "_jiankao._tcp.local."
LOOK_EVERY_S: Final = 5.0
OPEN_WITHIN_S: Final = 10.0
CLOSE_WITHIN_S: Final = 3.0
CODES_IN_A_KEY: Final = 20  # a value has at most 255 bytes
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - compared, not bound
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """What is announced. `server` is the same wherever the room's database moves, and empty without a room."""

    addresses: tuple[str, ...]
    port: int
    rooms: tuple[str, ...] = ()
    server: str = ""

    @property
    def properties(self) -> dict[str, str]:
        """The TXT record: room codes (more of them under room2, room3 …), port, version of the protocol, server."""
        parts = [self.rooms[at : at + CODES_IN_A_KEY] for at in range(0, len(self.rooms), CODES_IN_A_KEY)]
        codes = {f"room{place if place > 1 else ''}": ",".join(part) for place, part in enumerate(parts, 1)}
        return {"room": "", **codes, "port": str(self.port), "version": str(messages.VERSION), "server": self.server}

    def info(self) -> ServiceInfo:
        name = f"jiankao-{self.port}-{socket.gethostname().split('.')[0]}"[:60]
        return ServiceInfo(
            SERVICE,
            f"{name}.{SERVICE}",
            port=self.port,
            addresses=[socket.inet_aton(address) for address in self.addresses],
            properties=self.properties,
            server=f"{name}.local.",
        )


class Discovery:
    """Announces `port` of the addresses that `host` stands for, until cancelled; looks now and then what has changed."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._told: Told | None = None
        self._open: AsyncZeroconf | None = None

    async def run(self) -> None:
        """A network that is not there, or comes later, is no reason to stop."""
        try:
            while True:
                await through_faults(self._follow)
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await self._close()

    async def _follow(self) -> None:
        try:
            async with asyncio.timeout(OPEN_WITHIN_S):
                await self._tell(await self._wanted())
        except (OSError, TimeoutError, NonUniqueNameException) as fault:
            log.warning("the server could not be announced on the network: %s", fault)
            await self._close()

    async def _wanted(self) -> Told:
        rooms = await in_database(_rooms)
        codes, server = tuple(code for code, _uuid in rooms), rooms[0][1] if rooms else ""
        return Told(tuple(addresses_of(self._host, settings.DISCOVERY)), self._port, codes, server)

    async def _tell(self, told: Told) -> None:
        if told == self._told:
            return
        await self._close()
        if told.addresses:
            self._open = AsyncZeroconf(interfaces=list(told.addresses), ip_version=IPVersion.V4Only)
            await (await self._open.async_register_service(told.info(), allow_name_change=True))
        self._told = told

    async def _close(self) -> None:
        """Say goodbye and give the sockets back."""
        opened, self._open, self._told = self._open, None, None
        if opened is None:
            return
        try:
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await opened.async_unregister_all_services()
                await opened.async_close()
        except (OSError, TimeoutError) as fault:
            log.info("the announcement could not be taken back: %s", fault)


def is_wanted(host: str) -> bool:
    """Not when it was switched off, nor for a server that only this machine can reach, unless an address is named."""
    return settings.DISCOVERY not in ("0", "1") or (settings.DISCOVERY == "1" and not _is_loopback(host))


def addresses_of(host: str, setting: str) -> list[str]:
    """The addresses to announce: the one that the setting names, else those that the server listens on, without loopback."""
    if setting not in ("0", "1"):
        return [setting]
    listened = _cards() if host == EVERYWHERE else [host]
    return [address for address in listened if is_address(address) and not _is_loopback(address)]


def is_address(text: str) -> bool:
    """IPv4, as all that is announced."""
    try:
        IPv4Address(text)
    except ValueError:
        return False
    return True


def _cards() -> list[str]:
    found = [each.address for card in psutil.net_if_addrs().values() for each in card if each.family == socket.AF_INET]
    return sorted(set(found))


def _is_loopback(address: str) -> bool:
    return address == "localhost" or (is_address(address) and IPv4Address(address).is_loopback)


def _rooms() -> list[tuple[str, str]]:
    """Codes and UUIDs, the oldest room first."""
    return [(code, str(uuid)) for code, uuid in Room.objects.order_by("pk").values_list("code", "uuid")]
