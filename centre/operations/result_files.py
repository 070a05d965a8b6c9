"""A package of results that a person brings as a file (单机), and taking one apart again (A2)."""

from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from centre import results
from centre.keys import keys
from centre.models import Result, Room
from centre.operations.results import (
    Announced,
    begin_check,
    begin_result,
    check,
    keep_result,
    publics_of,
    refuse_result,
)
from centre.rights import require
from formats import result_package
from formats.measured import Measured
from formats.refused import N_, Refused
from journal.actor import Actor


def import_result(actor: Actor, stream: BinaryIO) -> Result:
    """Take a package from a file as if its room had sent it; the same file again gives the same receipt.

    Raises `Refused` for what is no package, for a room that is not of this centre, and as `check` does.
    """
    require(actor, "centre.receive_results")
    about = result_package.about_of(stream)
    room = Room.objects.filter(code=about.room).first()
    if room is None:
        raise Refused("room.unknown", N_("There is no room %(room)s at this centre."), room=about.room)
    stream.seek(0)
    announced = _announced(about, _measured(stream))
    try:
        stored = begin_result(actor, room, announced)
    except Refused as refused:
        if refused.code == "result.other_package":  # a number is given once: these are not the bytes that were made
            raise result_package.changed() from refused
        raise
    if stored.is_received:
        return stored
    stream.seek(0)
    results.bring(stored.pk, lambda kept: _copy(stream, kept))
    Result.objects.filter(pk=stored.pk).update(offset=stored.size)
    return _finished(actor, room, stored.pk)


def unpack_result(actor: Actor, result: Result, folder: Path) -> list[Path]:
    """Write every part of a received package below `folder`, opened; gives the files. It must not be there yet."""
    require(actor, "centre.receive_results")
    folder.mkdir(mode=0o700, parents=True)
    with results.place(result.pk).open("rb") as stream:
        package = result_package.read(
            stream,
            centre_private=keys().private,
            room_code=result.room.code,
            room_publics=publics_of(result.room),
        )
        return [_written(package, name, folder) for name in package.names]


def _finished(actor: Actor, room: Room, result: UUID) -> Result:
    asked = begin_check(room, result)
    if asked is None:
        return Result.objects.get(pk=result)
    try:
        return keep_result(actor, room, result, check(asked))
    except Refused as refused:
        refuse_result(actor, room, result, refused)
        raise


def _announced(about: result_package.Named, measured: Measured) -> Announced:
    try:
        return Announced(
            id=UUID(about.id), plan=UUID(about.plan), session=about.session, sha256=measured.sha256, size=measured.size
        )
    except ValueError as fault:
        raise result_package.changed() from fault


def _measured(stream: BinaryIO) -> Measured:
    measured = Measured()
    while block := stream.read(results.BLOCK):
        measured.take(block)
    return measured


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    while block := source.read(results.BLOCK):
        target.write(block)


def _written(package: result_package.ResultPackage, name: str, folder: Path) -> Path:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise result_package.changed()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as kept:
        kept.writelines(package.pieces(name))
    return path
