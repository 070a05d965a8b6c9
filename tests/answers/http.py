"""Requests to the machines' HTTP application, without a server in between."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from exams.bulk import UPLOAD_TYPE, bulk
from rooms.models import Machine
from rooms.operations.machines import token_hash


@dataclass
class Reply:
    status: int = 0
    headers: Mapping[str, str] | None = None
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return (self.headers or {}).get(name.lower())

    async def take(self, event: dict[str, Any]) -> None:
        if event["type"] == "http.response.start":
            self.status = event["status"]
            self.headers = {name.decode(): value.decode() for name, value in event["headers"]}
        else:
            self.body += event.get("body", b"")


def new_token(machine: UUID) -> str:
    """A token of its own for the machine: tokens are remembered for a while."""
    token = uuid4().hex
    Machine.objects.filter(pk=machine).update(token_hash=token_hash(token))
    return token


@dataclass
class Client:
    """A machine's HTTP with its token."""

    token: str

    async def ask(self, method: str, path: str, *, body: bytes = b"", **headers: str) -> Reply:
        named = {name.lower().replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("authorization", f"Bearer {self.token}")
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": ("127.0.0.1", 1),
        }
        events = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> dict[str, Any]:
            return next(events, {"type": "http.disconnect"})

        reply = Reply()
        await bulk(scope, receive, reply.take)
        return reply

    async def offset(self, sha256: str) -> tuple[str | None, str | None]:
        reply = await self.ask("HEAD", f"/agent/blobs/{sha256}")
        assert reply.status == 200
        return reply.header("Upload-Offset"), reply.header("Upload-Length")

    async def append(self, sha256: str, piece: bytes, *, offset: int, length: int | None = None) -> Reply:
        known = {} if length is None else {"Upload_Length": str(length)}
        path = f"/agent/blobs/{sha256}"
        return await self.ask("PATCH", path, body=piece, Upload_Offset=str(offset), Content_Type=UPLOAD_TYPE, **known)
