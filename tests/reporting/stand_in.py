"""A test centre that takes results after docs/centre-api.md, and may cut the line in the middle."""

import asyncio
import base64
import hashlib
import io
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from formats import receipt, result_contents, result_package, sealing
from formats.receipt import Receipt
from formats.result_contents import Got
from tests.day import ROOM_CODE
from tests.uplink.stand_in import StandIn, refusal

SEAL_PRIVATE = b"s" * 32


@dataclass
class ResultCentre(StandIn):
    """`cuts` are answers that do not come: the piece is there (True) or lost. `refuses` is said to every new result."""

    announced: dict[str, Any] = field(default_factory=dict)
    there: bytearray = field(default_factory=bytearray)
    cuts: list[bool] = field(default_factory=list)
    refuses: str = ""
    receipt: bytes = b""
    got: Got | None = None

    async def begin(self, request: web.Request) -> web.Response:
        told = await request.json()
        if self.refuses:
            return refusal(409, self.refuses)
        if told != self.announced:
            self.announced, self.there, self.receipt = told, bytearray(), b""
        return self._standing()

    async def append(self, request: web.Request) -> web.StreamResponse:
        piece, offset = await request.read(), int(request.headers["Upload-Offset"])
        told = request.headers["Upload-Checksum"]
        assert told == f"sha256 {base64.b64encode(hashlib.sha256(piece).digest()).decode()}"
        cut = self.cuts.pop(0) if self.cuts else None
        if offset != len(self.there):
            return refusal(409, "result.offset", offset=len(self.there))
        if cut is not False:
            self.there += piece
        if cut is None:
            return self._standing()
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async def finish(self, _request: web.Request) -> web.Response:
        if hashlib.sha256(self.there).hexdigest() != self.announced["sha256"]:
            self.there = bytearray()
            return refusal(409, "result.changed")
        self.receipt = await asyncio.to_thread(self.receipted, bytes(self.there))
        return self._standing()

    def receipted(self, packed: bytes) -> bytes:
        """What the centre signs for a package."""
        package = result_package.read(
            io.BytesIO(packed), centre_private=self.private, room_code=ROOM_CODE,
            room_publics=[sealing.public_of(SEAL_PRIVATE)],
        )  # fmt: skip
        self.got = result_contents.check(package)
        about, states = package.about, [each.state for each in self.got.sittings]
        return receipt.sign(
            self.private,
            Receipt(
                centre="1999999", centre_name="Centre", room=about.room, plan=about.plan, name=about.name,
                session=about.session, session_name=about.session_name, version=1, package=about.id,
                sha256=hashlib.sha256(packed).hexdigest(), size=len(packed), made_at=about.made_at,
                received_at=about.made_at + 1, candidates=len(states), submitted=states.count("submitted"),
                absent=states.count("absent"), answers=self.got.answers, files=self.got.files, broken=0,
            ),
        )  # fmt: skip

    def application(self) -> web.Application:
        app = super().application()
        app.add_routes(
            [
                web.post("/api/v1/results", self.begin),
                web.patch("/api/v1/results/{id}", self.append),
                web.post("/api/v1/results/{id}/finish", self.finish),
            ]
        )
        return app

    def _standing(self) -> web.Response:
        told = json.loads(self.receipt) if self.receipt else None
        return web.json_response({"offset": len(self.there), "received": bool(told), "receipt": told})
