"""Files that are brought together, and the room they are for."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from exams.models import Plan
from exams.operations.loading import beginning_at, room_for
from formats.plan import PlanFile
from formats.refused import N_, Refused
from formats.spreadsheets import Kind
from proctor_site.importing.reading import Brought, read_files
from proctor_site.importing.readings import Context, FileRead
from rooms.models import Room

FIRST_ROOM = "001"


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Files as they were read, in the order in which they are stored.

    `room_code` is that of the plan among them, else the room's that was asked for, or the only one there is.
    `plan_id` is the stored plan that was asked for.
    """

    files: list[FileRead]
    room_code: str
    plan_id: int | None = None

    @property
    def plan(self) -> PlanFile | None:
        """The plan among the files."""
        return next((file.plan for file in self.files if file.plan), None)

    @property
    def materials(self) -> dict[str, bytes]:
        """The contents of materials by their hash."""
        return {file.sha256: file.content for file in self.files if file.kind == Kind.MATERIAL}

    @property
    def room(self) -> Room | None:
        """None as long as it is not stored."""
        return room_for(self.room_code)

    @property
    def stored_plan(self) -> Plan | None:
        """The plan that lists are for if there is none among the files: the one asked for, or loaded last."""
        return _stored_plan(self.room, self.plan_id)


def read_batch(
    files: Sequence[Brought], *, room_code: str = "", plan: Plan | None = None, starts_at: datetime | None = None
) -> Batch:
    """Have the files read. `starts_at` moves the plan among them; lists without one are for `plan`.

    Raises `Refused` if it cannot be told which room is meant, and if reading ran out of bounds.
    """
    asked = (plan.room.code if plan else room_code) or _only_room()
    stored = plan or _stored_plan(room_for(asked), None)
    context = Context(room_code=asked, plan=stored.file if stored else None, proctor_ips=_proctor_ips())
    read = [_moved(file, starts_at) for file in read_files(files, context)]
    planned = next((file.plan.rules.room_code for file in read if file.plan), "")
    _check_asked(room_code, planned)
    if not (planned or asked):
        raise Refused("import.which_room", N_("There are several rooms. Say which one is meant."))
    return Batch(files=read, room_code=planned or asked, plan_id=plan.pk if plan else None)


def _stored_plan(room: Room | None, asked: int | None) -> Plan | None:
    if room is None:
        return None
    plans = room.plans.order_by("-loaded_at", "-pk")
    return (plans.filter(pk=asked) if asked else plans).first()


def _only_room() -> str:
    """Where lists go that come without a plan and without a word; "" if that cannot be told."""
    codes = list(Room.objects.values_list("code", flat=True))
    if not codes:
        return FIRST_ROOM
    if len(codes) == 1 or FIRST_ROOM in codes:
        return FIRST_ROOM if FIRST_ROOM in codes else codes[0]
    first = [code for code in codes if code.endswith(FIRST_ROOM)]
    return first[0] if len(first) == 1 else ""


def _proctor_ips() -> dict[str, str]:
    return {code: ip for code, ip in Room.objects.values_list("code", "proctor_ip") if ip}


def _moved(file: FileRead, starts_at: datetime | None) -> FileRead:
    if file.kind != Kind.PLAN or file.plan is None or starts_at is None:
        return file
    return msgspec.structs.replace(file, plan=beginning_at(file.plan, starts_at))


def _check_asked(asked: str, planned: str) -> None:
    if asked and planned and not planned.endswith(asked):
        told = N_("The plan is for room %(planned)s, but room %(asked)s was asked for.")
        raise Refused("import.other_room", told, planned=planned, asked=asked)
