"""Storing a batch through the verbs: all of it or nothing."""

from collections.abc import Sequence

from django.db import transaction

from exams.models import Plan
from exams.operations.loading import load_candidates, load_papers, load_plan, plan_loading, room_for, subjects_named
from formats.refused import N_, FileRefused, Refused
from formats.spreadsheets import Kind
from journal import clock, record
from journal.actor import Actor
from proctor_site.importing.batches import Batch
from proctor_site.importing.outlines import Outline, Section, outline
from proctor_site.importing.reading import Brought
from rooms.models import Room
from rooms.operations.rooms import create_room
from rooms.operations.seat_lists import SeatChanges, import_seats
from rooms.operations.source import Source
from rooms.rights import require


def store(actor: Actor, batch: Batch, *, confirmed: bool = False, seen: str | None = None) -> Outline:
    """Store every file of `batch` by its verb, in one transaction; returns what was done.

    `confirmed` is the yes to what has to be confirmed, `seen` the digest of the outline that was shown.
    Raises `FileRefused` for faults and for what was not confirmed, and `Refused` as the verbs do or if
    something has changed since; then nothing has changed but the journal, which says so.
    """
    try:
        with transaction.atomic():
            done = outline(batch)
            _check(done, confirmed=confirmed, seen=seen)
            for section in done.sections:
                _store(actor, batch, section, confirmed=confirmed)
    except Refused as refused:
        record_refused(actor, batch, outline(batch), refused)
        raise
    return done


def record_refused(actor: Actor, batch: Batch, found: Outline, refused: Refused | None = None) -> None:
    """Note in the journal that these files were refused, each with its faults, or for `refused` as a whole."""
    room = batch.room
    whole = [refused.code] if refused and not isinstance(refused, FileRefused) else []
    entries = [_entry(actor, section, whole) for section in found.sections]
    record.append_many(entries, chain=room.chain if room else record.SITE)


def record_unread(actor: Actor, files: Sequence[Brought], refused: Refused) -> None:
    """Note in the journal that these files could not even be read."""
    record.append_many(
        [
            record.Entry(
                "import_refused",
                actor,
                values={"sha256": file.sha256, "faults": 1, "codes": [refused.code]},
                private={"file": file.name},
            )
            for file in files
        ]
    )


def _entry(actor: Actor, section: Section, whole: list[str]) -> record.Entry:
    values = {
        "kind": section.file.kind.value,
        "sha256": section.file.sha256,
        "faults": len(section.against),
        "codes": sorted({*whole, *(fault.code for fault in section.against)}),
    }
    return record.Entry("import_refused", actor, values=values, private={"file": section.file.name})


def _check(found: Outline, *, confirmed: bool, seen: str | None) -> None:
    against = [fault for section in found.sections for fault in section.at_level("error")]
    if not confirmed:
        against += found.to_confirm
    if against:
        raise FileRefused(against)
    if seen is not None and seen != found.digest:
        told = N_("What is stored has changed since the preview. Look at it again.")
        raise Refused("import.outdated", told)


def _store(actor: Actor, batch: Batch, section: Section, *, confirmed: bool) -> None:
    file = section.file
    source = Source(file.name, file.sha256)
    match file.kind:
        case Kind.PLAN if file.plan:
            load_plan(actor, file.plan, source=source)
        case Kind.SEATS if isinstance(section.changes, SeatChanges):
            import_seats(actor, _room(actor, batch), section.changes, confirmed=confirmed, source=source)
        case Kind.CANDIDATES:
            load_candidates(actor, _plan(batch), file.candidates, source=source)
        case Kind.PAPERS if file.paper:
            subjects = subjects_named(_plan(batch), file.paper.paper.subject)
            load_papers(actor, subjects, *file.paper, materials=batch.materials, source=source)


def _room(actor: Actor, batch: Batch) -> Room:
    require(actor, "rooms.import_files")
    return room_for(batch.room_code) or create_room(actor, batch.room_code)


def _plan(batch: Batch) -> Plan:
    """The plan among the files, which is stored by now, or the one that was there."""
    plan = plan_loading(batch.plan, now=clock.now()).stored if batch.plan else batch.stored_plan
    if plan is None:
        raise Refused(
            "import.no_plan", N_("No plan is loaded for this room. Load the plan first, or together with this file.")
        )
    return plan
