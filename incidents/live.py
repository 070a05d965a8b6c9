"""What machines say and are told about locks and interruptions."""

from typing import Final
from uuid import UUID

from formats import messages
from incidents import operations
from incidents.models import Interruption, ScreenLock
from journal import clock
from rooms.live.database import in_database
from rooms.live.link import Link
from rooms.live.registry import on, state_contributors
from rooms.models import Machine
from rooms.operations import open_matter

MOST_KEY: Final = 40


def register() -> None:
    state_contributors.append(_lock_and_interruption)


@on(messages.AcknowledgeLock)
async def acknowledge_lock(link: Link, message: messages.AcknowledgeLock) -> None:
    at = clock.from_ms(message.at)
    await in_database(lambda: operations.acknowledge_lock(link.machine.id, int(message.id), at=at))


@on(messages.Outage)
async def outage(link: Link, message: messages.Outage) -> None:
    if len(message.id) > MOST_KEY:
        raise messages.Malformed(messages.Close.MALFORMED, "an outage's id is short")
    await in_database(lambda: _outage(link.machine.id, message))


@on(messages.RaiseHand)
async def raise_hand(link: Link, message: messages.RaiseHand) -> None:
    await in_database(lambda: _hand_raised(link.machine.id, message))


def _outage(machine_id: UUID, message: messages.Outage) -> None:
    operations.note_outage(
        machine_id,
        key=message.id,
        sitting_id=message.sitting,
        epoch=message.epoch,
        cause=message.cause,
        began_at=clock.from_ms(message.began),
        ended_at=None if message.ended is None else clock.from_ms(message.ended),
    )


def _lock_and_interruption(machine: Machine, state: messages.SeatState) -> None:
    """After `exams` has said which sitting this machine holds (the order of the apps)."""
    if state.sitting is None:
        return
    state.locked = _lock(state.sitting)
    standing = Interruption.objects.filter(sittings=state.sitting, ended_at__isnull=True).order_by("began_at").first()
    state.interrupted = standing.text if standing else None


def _lock(sitting: UUID) -> messages.Lock | None:
    lock = ScreenLock.objects.closed().filter(sitting=sitting).first()
    if lock is None:
        return None
    return messages.Lock(id=str(lock.pk), text=lock.text, by=lock.by_name, at=clock.to_ms(lock.at))


def _hand_raised(machine_id: UUID, message: messages.RaiseHand) -> None:
    """One open matter a machine, however often the candidate presses."""
    machine = Machine.objects.select_related("room", "seat").get(pk=machine_id)
    held = machine.held_sittings.select_related("session").order_by("-logged_in_at").first()
    open_matter(
        machine.room,
        "hand_raised",
        str(machine.pk),
        machine=machine,
        session=held.session.uuid if held else None,
        sitting=held.pk if held else None,
        values={"words": message.words[:200]},
    )
