"""监考端初始化: a room as it was before its first exam (S4)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet

from exams import blobs
from exams.answers.orphans import delete_orphans
from exams.hanging import Hanging, hanging_on, references_to
from exams.models import Session, Sitting
from formats.refused import N_, Refused
from journal import record
from journal.actor import Actor
from rooms.models import CentreLink, Machine, Room
from rooms.operations.machines import touch
from rooms.publish import changed
from rooms.rights import require

# Of what hangs on a room, and on its machines: what stays. Everything else goes, also what a later version adds.
ALWAYS_STAYS: Final = frozenset({"rooms.Machine", "rooms.Presence", "rooms.Command"})
RESET: Final = frozenset({"rooms.CentreLink"})  # its machine number stays in any case
STAYS_WITH_PARAMETERS: Final = frozenset({"checks.CheckDefaults"})
STAYS_WITH_SEATS: Final = frozenset({"rooms.Seat", "rooms.RoomLayout"})


@dataclass(frozen=True)
class Wish:
    """What is to stay beside accounts, passwords and journal, and why an unreported session may go."""

    keep_parameters: bool = False
    keep_seats: bool = False
    reason: str = ""


def unreported(room: Room) -> list[Session]:
    """The sessions that have ended and whose results have not been reported."""
    return list(Session.objects.filter(plan__room=room, ended_at__isnull=False, reported_at__isnull=True))


def check_initialise(room: Room, wish: Wish) -> None:
    """Raises `Refused` while a session runs or somebody is logged in, and for unreported results without a reason."""
    live = Session.objects.live().filter(plan__room=room)
    entered = Q(sittings__state__in=Sitting.State.entered())
    running = live.filter(Q(start_at__isnull=False) | entered).distinct().first()
    if running:
        raise Refused(
            "initialise.running",
            N_("Session %(session)s is running. End it before the system is initialised."),
            session=running.name,
        )
    open_ones = unreported(room)
    if open_ones and not wish.reason.strip():
        raise Refused(
            "initialise.unreported",
            N_("The results of %(sessions)s have not been reported. Report them first, or give a reason."),
            sessions="、".join(f"{session.plan} {session}" for session in open_ones),
        )


def what_goes(room: Room, wish: Wish) -> Hanging:
    """Everything that hangs on the room and is not to stay."""
    stays = ALWAYS_STAYS | RESET
    stays |= STAYS_WITH_PARAMETERS if wish.keep_parameters else frozenset()
    stays |= STAYS_WITH_SEATS if wish.keep_seats else frozenset()
    roots: dict[Any, QuerySet[Any]] = {}
    for owner, rows in ((Room, Room.objects.filter(pk=room.pk)), (Machine, room.machines.all())):
        for kind, named in references_to(owner):
            if kind._meta.label not in stays:
                found = kind._default_manager.filter(**{f"{named.name}__in": rows.values("pk")})
                roots[kind] = roots[kind] | found if kind in roots else found
    return hanging_on(roots)


def initialise_room(actor: Actor, room: Room, wish: Wish, *, backup: str) -> dict[str, int]:
    """Delete exam data, authorizations and answers of the room; gives how many rows of each went.

    `backup` is the name of the backup that was written before; it stands in the journal. Accounts, passwords,
    journal, room code and machines stay; without `keep_seats` the machines wait for a seat again. Called again
    after a cut it goes on. Raises `Refused` without the right, while a session runs, and for unreported
    results without a reason; then nothing has changed.
    """
    require(actor, "rooms.manage_room", room)
    with transaction.atomic():
        room = _locked(room)
        check_initialise(room, wish)
        named = [str(session.uuid) for session in unreported(room)]
        going = what_goes(room, wish)
        going.delete()
        _reset(room, wish)
        counts = going.counts()
        told = {key: value for key, value in asdict(wish).items() if key != "reason"}
        record.append(
            "room_initialised", actor, chain=room.chain, private={"reason": wish.reason.strip()},
            backup=backup, unreported=named, rows=counts, **told,
        )  # fmt: skip
        touch(room.machines.values_list("pk", flat=True))
        changed()
    going.delete_files()
    return {**counts, "answers": _delete_answers(room)}


def _locked(room: Room) -> Room:
    """With its sessions and sittings: nobody starts one or logs in until this is done."""
    found = Room.objects.select_for_update().get(pk=room.pk)
    for rows in (Session.objects.filter(plan__room=room), Sitting.objects.filter(session__plan__room=room)):
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return found


def _delete_answers(room: Room) -> int:
    """After the sittings: an answer whose sitting is gone is found again if this is cut off."""
    sittings = Sitting.objects.values_list("pk", flat=True)
    count, unnamed = delete_orphans(sittings.iterator(), room=room.pk)
    blobs.delete(unnamed)
    blobs.delete_incoming(room.machines.values_list("pk", flat=True))
    return count


def _reset(room: Room, wish: Wish) -> None:
    room.machines.update(ui_on=False)
    room.numbers_shown = False
    if not wish.keep_parameters:
        _to_defaults(room, ("name", "mode", "proctor_ip", "storage_path"))
        for link in CentreLink.objects.filter(room=room):
            # the centre knows this machine by its number: it stays, or registering again would need a release (B3)
            _to_defaults(link, _fields_of(link, but=("id", "room", "machine")))
            link.save()
    room.save()


def _to_defaults(row: Any, names: Iterable[str]) -> None:
    for name in names:
        named = row._meta.get_field(name)
        setattr(row, name, named.get_default())


def _fields_of(row: Any, *, but: Iterable[str]) -> list[str]:
    return [named.name for named in apps.get_model(row._meta.label)._meta.fields if named.name not in but]
