"""Saving answers: who may, whether in time, and the one answer that the machine gets (C3, E10, E24)."""

import logging
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from exams.answers import writer
from exams.answers.aside import set_aside
from exams.answers.sequence import Delivery, Key, Kind, Outcome, Row
from exams.live.impossible import impossible_changes
from exams.live.lateness import late_changes
from exams.models import Claim, Sitting
from formats import chain, messages
from formats.refused import N_, Refused
from journal import clock
from rooms.live.database import in_database
from rooms.live.link import Link, MachineRef
from rooms.live.registry import on
from rooms.models import Machine
from rooms.operations.matters import open_matter

HASH_BYTES: Final = 32
MOST_CLAIMS: Final = 50_000
_log = logging.getLogger(__name__)


_claims: Final[dict[Key, UUID]] = {}


@on(messages.Save)
async def save(link: Link, message: messages.Save) -> messages.Frame:
    """`saved` once everything is on the disk, whatever it counts for; `expect` for a gap; else `refused`."""
    _check(message)
    key = Key(message.sitting, message.epoch)
    await _require_claim(link, key)
    now = clock.now_ms()
    late = await late_changes(link, key, message.changes, now)
    unfit = await impossible_changes(key.sitting, message.changes)
    outcome = await _write(Delivery(key, _rows(message, late, unfit), bytes.fromhex(message.chain), now))
    if outcome.kind is not Kind.SAVED or outcome.late or outcome.quarantined or outcome.unfit:
        await _report(link.machine, key, outcome)
    return _answer(key, outcome)


# --- the frame
def _check(message: messages.Save) -> None:
    first = message.revision - len(message.changes) + 1
    numbers = [change.n for change in message.changes]
    if not numbers or first < 1 or numbers != list(range(first, message.revision + 1)) or not _is_hash(message.chain):
        raise Refused("save.malformed", N_("The saved changes are not in order. The machine's program is faulty."))


def _is_hash(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == HASH_BYTES
    except ValueError:
        return False


def _rows(message: messages.Save, late: Collection[int], unfit: Collection[int]) -> list[Row]:
    return [
        Row(
            change.n,
            chain.body(change),
            late=change.n in late,
            unfit=change.n in unfit,
            blob=change.sha256 or None,
        )
        for change in message.changes
    ]


def _answer(key: Key, outcome: Outcome) -> messages.Frame:
    match outcome.kind:
        case Kind.SAVED:
            return messages.Saved(
                sitting=key.sitting,
                epoch=key.epoch,
                revision=outcome.revision,
                chain=outcome.chain.hex(),
                quarantined=outcome.quarantined,
                late=outcome.late,
            )
        case Kind.EXPECT:
            return messages.Expect(sitting=key.sitting, epoch=key.epoch, revision=outcome.revision)
        case Kind.BLOB_MISSING:
            raise Refused("save.blob_missing", N_("The content of a file is not here yet."), sha256=outcome.blob)
        case Kind.CONFLICT:
            raise Refused(
                "save.conflict",
                N_("Other answers stand under number %(n)d. Nothing was overwritten; tell the invigilator."),
                n=outcome.revision,
            )


async def _write(delivery: Delivery) -> Outcome:
    try:
        return await writer.write(delivery)
    except writer.Stopping as stopping:
        raise messages.Malformed(messages.Close.RESTARTING, "the server stops") from stopping
    except Exception as fault:  # the disk, the database: the machine keeps what it has, and sends it again
        _log.error("answers of %s were not stored: %r", delivery.key.sitting, fault)
        raise Refused(
            "save.not_stored", N_("The server could not store the answers. They are safe on this machine.")
        ) from fault


# --- who may
async def _require_claim(link: Link, key: Key) -> None:
    """An epoch belongs to the machine that claimed it, for ever; that is asked once."""
    if _claims.get(key) == link.machine.id:
        return
    owner = await in_database(_claimed_by, key)
    if owner is not None:
        _remember(key, owner)
    if owner != link.machine.id:
        await _report(link.machine, key, None)
        raise Refused("save.not_holder", N_("This candidate is not at this machine."))


def _remember(key: Key, owner: UUID) -> None:
    if len(_claims) >= MOST_CLAIMS:
        _claims.clear()
    _claims[key] = owner


def _claimed_by(key: Key) -> UUID | None:
    return Claim.objects.filter(sitting=key.sitting, epoch=key.epoch).values_list("machine", flat=True).first()


# --- what the proctor sees
SET_ASIDE: Final = frozenset({"quarantined_answers", "late_answers"})


async def _report(machine: MachineRef, key: Key, outcome: Outcome | None) -> None:
    kind = _matter_kind(outcome)
    if kind is not None:
        await in_database(_open, machine, key, kind, {"revision": outcome.revision} if outcome else {})


def _matter_kind(outcome: Outcome | None) -> str | None:
    match outcome:
        case None:
            return "save_not_holder"
        case Outcome(kind=Kind.CONFLICT):
            return "answer_conflict"
        case Outcome(kind=Kind.SAVED, quarantined=True):
            return "quarantined_answers"
        case Outcome(kind=Kind.SAVED, late=True):
            return "late_answers"
        case Outcome(kind=Kind.SAVED, unfit=True):
            return "unfit_answers"
        case _:
            return None


def _aside(key: Key) -> dict[str, Any]:
    """What does not count, as far as it had come when the matter was opened."""
    asides = set_aside(key.sitting, key.epoch)
    if not asides:
        return {}
    began, ended = min(each.began for each in asides), max(each.ended for each in asides)
    return {"changes": sum(each.changes for each in asides), "began": began, "ended": ended}


def _open(ref: MachineRef, key: Key, kind: str, values: dict[str, Any]) -> None:
    """One matter for each kind, sitting and machine: whatever epochs a machine names, it does not make more."""
    sitting = Sitting.objects.filter(pk=key.sitting).select_related("session").first()
    if sitting is None:
        return
    machine = Machine.objects.select_related("room").get(pk=ref.id)
    open_matter(
        machine.room,
        kind,
        f"{key.sitting}:{machine.pk}",
        machine=machine,
        session=sitting.session.uuid,
        sitting=key.sitting,
        values={"epoch": key.epoch, **values, **(_aside(key) if kind in SET_ASIDE else {})},
    )
