"""Taking in results: an upload that goes on where it stopped, its check, and one signed receipt (T2, A2).

What waits on a long file stays outside the transactions: `finish` is three steps, of which the middle one knows no
database, so that a server may have it done by another thread.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import transaction

from centre import results
from centre.keys import keys
from centre.models import Result, Room
from centre.models.identity import this_centre
from centre.models.results import MOST_RESULT_BYTES
from formats import receipt, result_contents, result_package, sealing
from formats.receipt import Receipt
from formats.refused import N_, Refused
from formats.result_contents import Got
from formats.result_package import Named
from journal import clock, record
from journal.actor import Actor

MOST_VERSIONS: Final = 50


@dataclass(frozen=True, kw_only=True)
class Announced:
    """A package that a room is about to send."""

    id: UUID
    plan: UUID
    session: int
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Check:
    """A package that is all there, and what it is read with."""

    id: UUID
    path: Path
    sha256: str
    room_code: str
    room_publics: tuple[bytes, ...]
    centre_private: bytes


@dataclass(frozen=True)
class Checked:
    """A package that is what the room signed."""

    about: Named
    got: Got


# --- verbs
def begin_result(actor: Actor, room: Room, announced: Announced) -> Result:
    """Make place for a package of results; the same package again is the one that is there, also when it is received.

    Another one of the same session that never came whole gives up its place. Raises `Refused`: nothing of that session
    was published for the room, no space, another room's number, too many versions.
    """
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        stored = _same(room, announced)
        if stored:
            return stored
        _check(room, announced)
        given_up = _give_up(room, announced)
        facts = {"plan_uuid": announced.plan, "session": announced.session, "size": announced.size}
        made = Result.objects.create(id=announced.id, room=room, sha256=announced.sha256, began_at=clock.now(), **facts)
        record.append(
            "result_begun", actor, chain=room.chain, result=made.pk, plan=announced.plan, number=announced.session,
            size=announced.size, sha256=announced.sha256, given_up=given_up,
        )  # fmt: skip
    for other in given_up:
        results.drop(other)
    return made


def append_piece(room: Room, result: UUID, offset: int, piece: bytes) -> Result:
    """Add a piece, on the disk before it is said to be there; returns the upload with its new offset.

    Raises `Refused` (`result.offset`, with the right one) for a piece that does not begin where the upload is.
    """
    with transaction.atomic():
        stored = _locked(room, result)
        there = results.on_disk(stored.pk, stored.offset)
        if stored.is_received or offset != there or offset + len(piece) > stored.size:
            raise wrong_offset(stored)
        stored.offset = results.write(stored.pk, offset, piece)
        stored.save(update_fields=["offset"])
    return stored


def begin_check(room: Room, result: UUID) -> Check | None:
    """What `check` needs; None when the result is received already. Raises `Refused` while bytes are missing."""
    stored = result_of(room, result)
    if stored.is_received:
        return None
    if results.on_disk(stored.pk, stored.offset) < stored.size:
        raise wrong_offset(stored)
    return Check(
        id=stored.pk,
        path=results.incoming(stored.pk),
        sha256=stored.sha256,
        room_code=room.code,
        room_publics=publics_of(room),
        centre_private=keys().private,
    )


def check(asked: Check) -> Checked:
    """Read the package, every byte of it; no database. Raises `Refused` where it is not what the room signed."""
    if results.sha256_of(asked.path) != asked.sha256:
        raise result_package.changed()
    with asked.path.open("rb") as stream:
        package = result_package.read(
            stream,
            centre_private=asked.centre_private,
            room_code=asked.room_code,
            room_publics=asked.room_publics,
        )
        return Checked(package.about, result_contents.check(package))


def refuse_result(actor: Actor, room: Room, result: UUID, refused: Refused) -> None:
    """The package is not what it should be: it has to come again, from its first byte."""
    with transaction.atomic():
        stored = _locked(room, result)
        if stored.is_received:
            return
        stored.offset = 0
        stored.save(update_fields=["offset"])
        record.append("result_refused", actor, chain=room.chain, result=stored.pk, why=refused.code)
    results.drop(result)


def keep_result(actor: Actor, room: Room, result: UUID, checked: Checked) -> Result:
    """Keep a package that was checked, and sign its receipt; once, however often called. Returns it as stored."""
    with transaction.atomic():
        Room.objects.select_for_update().get(pk=room.pk)
        stored = _locked(room, result)
        if stored.is_received:
            return stored
        _same_session(stored, checked.about)
        stored.version = 1 + _versions(room, stored.plan_uuid, stored.session)
        stored.received_at, stored.got = clock.now(), msgspec.to_builtins(checked.got)
        stored.receipt = receipt.sign(keys().private, _receipt(stored, checked))
        results.take(stored.pk)
        stored.save()
        record.append(
            "result_received", actor, chain=room.chain, result=stored.pk, plan=stored.plan_uuid, number=stored.session,
            version=stored.version, sha256=stored.sha256, size=stored.size, broken=len(checked.got.broken),
            missing=len(checked.got.missing),
        )  # fmt: skip
    return stored


# --- questions
def result_of(room: Room, result: UUID) -> Result:
    """Raises `Refused` where this room has announced none of that number."""
    stored = Result.objects.filter(pk=result, room=room).first()
    if stored is None:
        raise Refused("result.unknown", N_("Room %(room)s has announced no such result."), room=room.code)
    return stored


def offset_of(result: Result) -> int:
    """From where the room goes on."""
    return result.size if result.is_received else results.on_disk(result.pk, result.offset)


def wrong_offset(result: Result) -> Refused:
    told = N_("The result goes on at byte %(offset)d.")
    return Refused("result.offset", told, offset=offset_of(result))


def publics_of(room: Room) -> tuple[bytes, ...]:
    """The X25519 keys that the room may have: of its registered machine, and of whoever knows 注册码 (单机)."""
    by_code = sealing.public_of(sealing.private_of_code(room.code, room.registration_code))
    return (bytes(room.seal_key), by_code) if room.seal_key else (by_code,)


# --- parts
def _same(room: Room, announced: Announced) -> Result | None:
    stored = Result.objects.filter(pk=announced.id).first() or room.results.filter(sha256=announced.sha256).first()
    if stored is None:
        return None
    if stored.room_id != room.pk:
        raise Refused("report.other_room", N_("Another room has told something under this id."))
    told = (announced.sha256, announced.size, announced.plan, announced.session)
    if told != (stored.sha256, stored.size, stored.plan_uuid, stored.session):
        raise Refused("result.other_package", N_("Another package was announced under this number."))
    return stored


def _check(room: Room, announced: Announced) -> None:
    plan = room.plans.filter(uuid=announced.plan).first()
    if plan is None:
        told = N_("Nothing of this plan is published for room %(room)s.")
        raise Refused("plan.unknown", told, room=room.code)
    if not plan.file.session(announced.session):
        raise Refused("session.unknown", N_("The plan has no session %(session)d."), session=announced.session)
    if announced.size > MOST_RESULT_BYTES or not results.has_space_for(announced.size):
        told = N_("The centre has no space for %(mb)d MB. Make room on its disk; the room goes on by itself.")
        raise Refused("result.no_space", told, mb=announced.size // 2**20)
    if _versions(room, announced.plan, announced.session) >= MOST_VERSIONS:
        told = N_("This session was reported %(count)d times already.")
        raise Refused("result.too_many", told, count=MOST_VERSIONS)


def _give_up(room: Room, announced: Announced) -> list[UUID]:
    """Only the newest package of a session can still become whole."""
    others = room.results.under_way().filter(plan_uuid=announced.plan, session=announced.session)
    given_up = list(others.values_list("pk", flat=True))
    others.delete()
    return given_up


def _versions(room: Room, plan: UUID, session: int) -> int:
    return room.results.received().filter(plan_uuid=plan, session=session).count()


def _locked(room: Room, result: UUID) -> Result:
    result_of(room, result)
    return Result.objects.select_for_update().get(pk=result)


def _same_session(stored: Result, about: Named) -> None:
    if (str(stored.plan_uuid), stored.session) != (about.plan, about.session):
        raise Refused("result.other_package", N_("Another package was announced under this number."))


def _receipt(stored: Result, checked: Checked) -> Receipt:
    got, about, centre = checked.got, checked.about, this_centre()
    states = [each.state for each in got.sittings]
    told: dict[str, Any] = {
        name: getattr(about, name) for name in ("room", "plan", "name", "session", "session_name", "made_at")
    }
    return Receipt(
        centre=centre.code,
        centre_name=centre.name,
        **told,
        version=stored.version or 1,
        package=str(stored.pk),
        sha256=stored.sha256,
        size=stored.size,
        received_at=clock.to_ms(stored.received_at) if stored.received_at else 0,
        candidates=len(states),
        submitted=states.count("submitted"),
        absent=states.count("absent"),
        answers=got.answers,
        files=got.files,
        broken=len(got.broken),
    )
