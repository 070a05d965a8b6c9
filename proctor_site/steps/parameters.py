"""Step 1, 参数配置: the room knows its address, its folder, and the centre that it belongs to."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from formats.refused import N_
from proctor_site.steps.answers import Answer, Ground, can_be_done, done, no_longer
from rooms.models import CentreLink, Room


def answer(ground: Ground, before: Sequence[Answer]) -> Answer:
    room = ground.room
    if room is None or not (room.proctor_ip or room.storage_path):
        return can_be_done("parameters.empty", N_("Nothing has been saved yet."))
    missing = next(_missing(room), None)
    if missing:
        return missing
    if not Path(room.storage_path).is_dir():
        return no_longer("parameters.folder_gone", N_("The storage folder is no longer there. Save again."))
    return done("parameters.saved", N_("Saved, room %(room)s"), room=room.code)


def is_registered(room: Room) -> bool:
    """单机 belongs to nobody, and needs no registration."""
    return (
        room.mode == Room.Mode.STANDALONE
        or CentreLink.objects.filter(room=room, registered_at__isnull=False).exclude(token="").exists()
    )


def _missing(room: Room) -> Iterator[Answer]:
    if not room.proctor_ip:
        yield can_be_done("parameters.no_ip", N_("Missing: the proctor machine's IP."))
    if not room.storage_path:
        yield can_be_done("parameters.no_folder", N_("Missing: the storage path."))
    if not is_registered(room):
        yield can_be_done("parameters.not_registered", N_("Missing: the registration at the test centre."))
