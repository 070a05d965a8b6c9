"""Room servers that announce themselves on the loopback interface, with nothing behind it but an address."""

import os
import socket
from types import TracebackType
from typing import Self

from zeroconf import IPVersion, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

LOOPBACK = "127.0.0.1"
SERVICE = f"_jk{os.getpid()}._tcp.local."  # of this test process: others may announce beside it


class Announced:
    """One server, announced while the block lasts."""

    def __init__(self, port: int, *, room: str = "", server: str = "") -> None:
        self.info = ServiceInfo(
            SERVICE,
            f"room-{port}.{SERVICE}",
            port=port,
            addresses=[socket.inet_aton(LOOPBACK)],
            properties={"room": room, "server": server},
            server=f"room-{port}.local.",
        )

    async def __aenter__(self) -> Self:
        self._network = AsyncZeroconf(interfaces=[LOOPBACK], ip_version=IPVersion.V4Only)
        await (await self._network.async_register_service(self.info))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._network.async_unregister_all_services()
        await self._network.async_close()
