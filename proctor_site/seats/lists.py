"""A list of seats that is brought as a file: what it would do, and storing it, beside the list (B5)."""

from typing import Any, Final

from django.utils.translation import gettext as _

from formats.refused import N_, Refused
from formats.spreadsheets import Kind
from journal.actor import Actor
from proctor_site.importing import shelf
from proctor_site.importing.batches import Batch, read_batch
from proctor_site.importing.outlines import Outline, outline
from proctor_site.importing.pages import ChangeLine, FaultLine, panels
from proctor_site.importing.reading import Brought
from proctor_site.importing.storing import record_refused, record_unread, store
from rooms.models import Room
from rooms.rights import require

Answer = dict[str, Any]
NAMES: Final = ("added", "changed", "refused", "unchanged")


def look_at(actor: Actor, room: Room, brought: Brought, owner: int) -> Answer:
    """What the file would add, change and refuse. Raises `Refused` for what is no list of seats."""
    require(actor, "rooms.import_files", room)
    try:
        batch = _read(room, brought)
    except Refused as refused:
        record_unread(actor, [brought], refused)
        raise
    found = outline(batch)
    if found.refused:
        record_refused(actor, batch, found)
    return {"ok": True, "token": shelf.keep(batch, owner), **_told(found)}


def take(actor: Actor, room: Room, token: str, owner: int, *, seen: str, agreed: bool) -> Answer:
    """Store what was shown. Raises `Refused`; then nothing has changed."""
    require(actor, "rooms.import_files", room)
    batch = shelf.fetch(token, owner)
    if batch.room != room:
        raise Refused("import.other_room", N_("This list was brought for another room."))
    done = store(actor, batch, confirmed=agreed, seen=seen)
    shelf.drop(token)
    counts = done.sections[0].counts
    told = {name: counts.get(name, 0) for name in ("added", "changed")}
    return {"ok": True, "text": _("%(added)d seats added, %(changed)d changed.") % told}


def _read(room: Room, brought: Brought) -> Batch:
    batch = read_batch([brought], room_code=room.code)
    if any(file.kind in (Kind.PLAN, Kind.CANDIDATES, Kind.PAPERS, Kind.INFORMATION_SHEET) for file in batch.files):
        raise Refused(
            "import.not_seats", N_("%(name)s is no list of seats. Bring it in at 载入考务."), name=brought.name
        )
    return batch


def _told(found: Outline) -> Answer:
    [panel] = panels(found, 1)
    [section] = found.sections
    return {
        "file": panel.name,
        "seen": found.digest,
        "counts": {name: section.counts.get(name, 0) for name in NAMES},
        "faults": [_fault(fault) for fault in panel.faults],
        "lines": [_line(line) for line in panel.lines],
        "left": max(0, panel.lines.paginator.count - len(panel.lines.object_list)),
        "refused": found.refused,
        "confirm": len(found.to_confirm),
    }


def _fault(fault: FaultLine) -> Answer:
    return {"level": fault.level, "row": fault.row, "column": fault.column, "text": fault.text}


def _line(line: ChangeLine) -> Answer:
    cells = [{"before": cell.before, "after": cell.after, "differs": cell.differs} for cell in line.cells]
    return {"what": line.what, "row": line.row, "cells": cells}
