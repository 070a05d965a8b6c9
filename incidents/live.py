"""What machines say and are told about locks, interruptions and messages."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from formats import messages
from incidents import operations
from incidents.models import Interruption, Message, ScreenLock
from journal import clock
from rooms.live.database import in_database
from rooms.live.link import Link
from rooms.live.registry import Letter, letters, on, state_contributors
from rooms.models import Machine

MOST_KEY: Final = 40


def register() -> None:
    state_contributors.append(_lock_and_interruption)
    letters.append(_unread)


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
    hand = _uuid(message.id)
    await in_database(lambda: operations.raise_hand(link.machine.id, hand, message.words))


@on(messages.Read)
async def message_read(link: Link, message: messages.Read) -> None:
    read = _uuid(message.id)
    await in_database(lambda: operations.message_read(link.machine.id, read))


def _unread(rooms: Collection[int]) -> list[Letter]:
    """What waits for a candidate, with the machine that has the sitting now."""
    due = Message.objects.due().filter(session__plan__room__in=rooms).order_by("at")
    found = due.values_list("pk", "sitting", "sitting__holder", "machine", "by_name", "text")
    return [
        Letter(pk, holder or machine, messages.Message(id=str(pk), sender=by, text=text, sitting=sitting))
        for pk, sitting, holder, machine, by, text in found
    ]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise messages.Malformed(messages.Close.MALFORMED, "the id of a word is a UUID") from fault


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
