"""监考端初始化 as it is asked for and done: the questions, then a backup and the verb in the worker (S4)."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from exams.operations.initialising import Wish, check_initialise, initialise_room
from formats.refused import N_, Refused
from journal.actor import Actor
from proctor_site.backup.writing import back_up, backup_root
from rooms import jobs
from rooms.jobs import Progress, slow_work
from rooms.models import Job, Room
from rooms.rights import actor_of, require, require_administrator_password

KIND: Final = "initialise"


def ask_to_initialise(actor: Actor, room: Room, wish: Wish, *, code: str, password: str) -> Job:
    """The job that does it, once the last confirmation holds: room code and an administrator's password.

    Raises `Refused` without the right, with another code or a wrong password, and as `check_initialise` does;
    then nothing has changed. While one is under way for the room it gives that one.
    """
    require(actor, "rooms.manage_room", room)
    if code.strip() != room.code:
        raise Refused(
            "initialise.code", N_("This is not the code of the room, %(code)s. Nothing was done."), code=room.code
        )
    require_administrator_password(password, room)
    check_initialise(room, wish)
    under_way = Job.objects.open().filter(kind=KIND, arguments__room=room.pk).first()
    if under_way:
        return under_way
    # not the job's `room`: what hangs on the room goes, and this has to tell how it went
    wanted = {"room": room.pk, "wish": asdict(wish), "address": actor.address}
    return jobs.ask_for(KIND, f"{KIND}:{uuid4()}", arguments=wanted, by=actor.user_id)


@slow_work(KIND)
def _initialise(progress: Progress) -> dict[str, Any]:
    job = progress.job
    room = Room.objects.get(pk=job.arguments["room"])
    wish = Wish(**job.arguments["wish"])
    actor = actor_of(User.objects.get(pk=job.by_id or 0), job.arguments["address"])
    require(actor, "rooms.manage_room", room)
    check_initialise(room, wish)
    backup = _backed_up(progress)
    documents = _documents_of(room)
    rows = initialise_room(actor, room, wish, backup=backup.name)
    for path in documents:
        path.unlink(missing_ok=True)
    return {"backup": backup.name, "rows": rows}


def _backed_up(progress: Progress) -> Path:
    """Taken up again after its worker died it does not write a second one: that would hold only half."""
    arguments = progress.job.arguments
    if "backup" in arguments:
        return backup_root() / arguments["backup"]
    made = back_up(_now(), tell=lambda percent: progress.tell(percent * 9 // 10))
    arguments["backup"] = made.name
    Job.objects.filter(pk=progress.job.pk).update(arguments=arguments)
    return made


def _now() -> datetime:
    return timezone.localtime()


def _documents_of(room: Room) -> list[Path]:
    """The documents and exports that were made for the room; they hold names."""
    made = Job.objects.filter(room=room).values_list("pk", flat=True)
    return [path for pk in made for path in (settings.DATA_DIR / "documents").glob(f"{pk}.*")]
