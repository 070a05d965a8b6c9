"""Version 1 of the API (docs/centre-api.md)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from centre import operations
from centre.api import errors
from centre.api.caller import Token, actor_of_room, counted, room_of
from centre.api.files import package_answer
from centre.api.results import router as results
from centre.api.schemas import (
    Beat,
    CentreNamed,
    CentreOut,
    CodeReceived,
    CodeUsed,
    Envelope,
    Failure,
    Heartbeat,
    PackageOut,
    Received,
    Registered,
    Registration,
    RoomNamed,
    SealCheckIn,
    WindowOut,
)
from centre.api.wire import StrictParser
from centre.keys import keys
from centre.models import Package, Room
from centre.models.identity import this_centre
from centre.operations.registration import Machine
from centre.operations.reports import Check, CodeUse
from formats.refused import N_, Refused
from journal import clock
from journal.actor import Actor
from journal.address import client_address

api = NinjaAPI(
    title="考点管理系统 / test centre",
    version="1",
    description="Between room server and test centre: docs/centre-api.md.",
    urls_namespace="api-1",
    parser=StrictParser(),
    auth=Token(),
)
errors.install(api)
ASKED = {401: Failure, 429: Failure}
TOLD = {**ASKED, 400: Failure, 413: Failure, 422: Failure}
FILE = {
    "responses": {
        200: {
            "description": "The package.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
        206: {
            "description": "The package from that byte on.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
    }
}


@api.get("/centre", auth=None, response=CentreOut, tags=["centre"])
def centre(request: HttpRequest) -> dict[str, Any]:
    """Which centre this is, and what time it has."""
    here = this_centre()
    return {
        "code": here.code,
        "name": here.name,
        "public_key": keys().public.hex(),
        "fingerprint": keys().fingerprint,
        "time": clock.now_ms(),
    }


@api.post(
    "/rooms/register",
    auth=counted,
    tags=["rooms"],
    response={200: Registered, **dict.fromkeys((400, 403, 404, 409, 413, 422, 429), Failure)},
)
def register(request: HttpRequest, given: Registration) -> Registered:
    """Register the machine of a room with the room's registration code."""
    address = client_address(request)
    machine = Machine(
        id=given.machine,
        hostname=given.hostname,
        address=given.address or address,
        seal_key=bytes.fromhex(given.seal_key),
    )
    actor = Actor(kind="machine", machine=given.machine, address=address)
    room, token = operations.register(actor, given.room, given.registration_code, machine)
    here = this_centre()
    return Registered(
        token=token,
        centre=CentreNamed(code=here.code, name=here.name, public_key=keys().public.hex()),
        room=RoomNamed(code=room.code, name=room.name),
        plans=len(_packages(room)),
    )


@api.post("/rooms/heartbeat", response={200: Beat, **TOLD}, tags=["rooms"])
def heartbeat(request: HttpRequest, given: Heartbeat) -> Beat:
    """How the room is; answers what there is for it."""
    room = room_of(request)
    operations.heard(room, client_address(request), given.state.model_dump(mode="json"))
    now = clock.now()
    return Beat(
        time=clock.to_ms(now),
        packages=[_package(each) for each in _packages(room)],
        authorizations=[
            WindowOut(
                plan=each.plan,
                session=each.session,
                opens_at=clock.to_ms(each.opens_at),
                closes_at=clock.to_ms(each.closes_at),
                ready=each.is_open(now),
            )
            for each in operations.windows(room)
        ],
    )


@api.get("/packages", response={200: list[PackageOut], **ASKED}, tags=["packages"])
def packages(request: HttpRequest) -> list[PackageOut]:
    """The newest package of each plan of the room."""
    return [_package(each) for each in _packages(room_of(request))]


@api.get(
    "/packages/{uuid:plan}/{int:revision}",
    response={404: Failure, 416: Failure, **ASKED},
    openapi_extra=FILE,
    tags=["packages"],
)
def package(request: HttpRequest, plan: UUID, revision: int) -> HttpResponse:
    """The bytes of the newest package of a plan. `Range: bytes=N-` goes on where it stopped."""
    for found in _packages(room_of(request)):
        if (found.plan.uuid, found.revision) == (plan, revision):
            return package_answer(request, found)
    told = N_("There is no such package for room %(room)s, or a newer one. Ask for the list again.")
    raise Refused("package.unknown", told, room=room_of(request).code)


@api.get(
    "/authorizations/{uuid:plan}/{int:session}",
    response={200: Envelope, 403: Failure, 404: Failure, 422: Failure, **ASKED},
    tags=["authorizations"],
)
def authorization(request: HttpRequest, plan: UUID, session: int, late: bool = False) -> HttpResponse:
    """The signed authorization of a session, within its window; with `late=1` after it, if a code permitted that."""
    envelope = operations.authorization(actor_of_room(request), room_of(request), plan, session, is_late=late)
    return HttpResponse(envelope, content_type="application/json")


@api.post("/seal-checks", response={200: Received, 409: Failure, **TOLD}, tags=["reports"])
def seal_checks(request: HttpRequest, given: SealCheckIn) -> Received:
    """A 封场检测 of the room. The same id again is the same check."""
    told = given.model_dump() | {"at": clock.from_ms(given.at)}
    check = operations.receive_seal_check(actor_of_room(request), room_of(request), Check(**told))
    return Received(id=check.id, received_at=clock.to_ms(check.received_at))


@api.post("/codes/used", response={200: CodeReceived, 409: Failure, **TOLD}, tags=["reports"])
def codes_used(request: HttpRequest, given: CodeUsed) -> CodeReceived:
    """A code that was used in the room. The same id again is the same use."""
    told = given.model_dump() | {"used_at": clock.from_ms(given.used_at)}
    used = operations.receive_code_used(actor_of_room(request), room_of(request), CodeUse(**told))
    return CodeReceived(id=used.id, received_at=clock.to_ms(used.received_at), known=used.is_known)


api.add_router("/results", results)


# --- parts
def _packages(room: Room) -> list[Package]:
    newest = (plan.newest for plan in room.plans.order_by("pk"))
    return [package for package in newest if package and package.is_sealed]


def _package(package: Package) -> PackageOut:
    return PackageOut(
        plan=package.plan.uuid,
        name=package.plan.name,
        kind="mock" if package.plan.kind == "mock" else "formal",
        revision=package.revision,
        published_at=clock.to_ms(package.published_at),
        sha256=package.sha256,
        size=package.size,
    )
