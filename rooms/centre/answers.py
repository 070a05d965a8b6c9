"""What the test centre answers, typed; anything else is nonsense and said so."""

from typing import Annotated, Any

import msgspec

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
Name = Annotated[str, msgspec.Meta(max_length=100)]
Key = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]


class CentreFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Who the centre is; `public_key` is its Ed25519 key, hexadecimal."""

    code: Code
    name: Name
    public_key: Key


class RoomFacts(msgspec.Struct, frozen=True, kw_only=True):
    code: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{10}\Z")]
    name: Name = ""


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    token: Annotated[str, msgspec.Meta(min_length=16, max_length=100)]
    centre: CentreFacts
    room: RoomFacts
    plans: int = 0


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """The newest package of one plan of this room, as the centre lists it."""

    plan: Annotated[str, msgspec.Meta(max_length=36)]
    name: Annotated[str, msgspec.Meta(max_length=200)]
    kind: Annotated[str, msgspec.Meta(max_length=20)]
    revision: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    published_at: int
    sha256: Key
    size: Annotated[int, msgspec.Meta(ge=1)]


class AuthorizationWindow(msgspec.Struct, frozen=True, kw_only=True):
    """When an authorization can be fetched; moments in ms since 1970 UTC. `ready`: it can be fetched now."""

    plan: Annotated[str, msgspec.Meta(max_length=36)]
    session: int
    opens_at: int
    closes_at: int
    ready: bool


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a heartbeat."""

    time: int
    packages: tuple[Package, ...] = ()
    authorizations: tuple[AuthorizationWindow, ...] = ()


class ResultStanding(msgspec.Struct, frozen=True, kw_only=True):
    """How far an upload is at the centre; `receipt` is the signed answer once all of it was checked."""

    offset: Annotated[int, msgspec.Meta(ge=0)]
    received: bool = False
    receipt: dict[str, Any] | None = None


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why the centre did not do what was asked."""

    code: Annotated[str, msgspec.Meta(max_length=60)]
    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    values: dict[str, Any] = {}
