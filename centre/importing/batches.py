"""Several files at once: a plan, its candidates, its papers; all of them are stored, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction

from centre import operations
from centre.importing.reading import Brought, read_files
from centre.importing.readings import FileRead
from centre.models import Plan
from centre.operations.loading import (
    beginning_at,
    changed_sessions,
    meeting_faults,
    paper_faults,
    plan_of,
    released_faults,
)
from centre.operations.rooms import room_for
from centre.operations.source import Source
from centre.rights import require
from formats.plan import PlanFile
from formats.refused import N_, Fault, FileRefused, Refused
from formats.spreadsheets import Kind
from journal.actor import Actor


@dataclass(frozen=True)
class Batch:
    """Files as they were read, each with its faults. `plan` is what lists are for: among them, or stored."""

    files: tuple[FileRead, ...]
    plan: PlanFile | None

    @property
    def materials(self) -> dict[str, bytes]:
        """The contents of materials by their hash."""
        return {file.sha256: file.content for file in self.files if file.kind == Kind.MATERIAL}

    @property
    def is_refused(self) -> bool:
        return any(file.refused for file in self.files)


@dataclass(frozen=True)
class Told:
    """A file and how many it holds: sessions, candidates or questions."""

    file: FileRead
    count: int


def read_batch(files: Sequence[Brought], *, room_code: str = "", starts_at: datetime | None = None) -> Batch:
    """Read the files against the plan among them, else the plan loaded last for the room. Stores nothing."""
    stored = _stored_plan(room_code)
    read = [_moved(file, starts_at) for file in read_files(files, stored.file if stored else None)]
    return batch_of(read, stored)


def batch_of(read: Sequence[FileRead], stored: Plan | None) -> Batch:
    """Files that were read, with the faults that come of the plan among them, else of the `stored` one."""
    plans = [file.plan for file in read if file.plan]
    plan = plans[0] if plans else stored.file if stored else None
    return Batch(tuple(_against(file, plan, plans) for file in read), plan)


def store_batch(actor: Actor, batch: Batch) -> list[Told]:
    """Store every file of the batch, in one transaction. Raises `FileRefused` if one has a fault, else as the verbs."""
    require(actor, "centre.load")
    errors = [fault for file in batch.files for fault in file.faults if fault.level == "error"]
    if errors:
        raise FileRefused(errors)
    listed = [file for file in batch.files if file.kind in (Kind.PLAN, Kind.CANDIDATES, Kind.PAPERS)]
    with transaction.atomic():
        return [Told(file, _store(actor, batch, file)) for file in listed]


def _stored_plan(room_code: str) -> Plan | None:
    if room_code:
        return room_for(room_code).plans.order_by("-loaded_at").first()
    plans = list(Plan.objects.order_by("-loaded_at")[:2])
    return plans[0] if len(plans) == 1 else None


def _moved(file: FileRead, starts_at: datetime | None) -> FileRead:
    if file.plan is None or starts_at is None:
        return file
    return msgspec.structs.replace(file, plan=beginning_at(file.plan, starts_at))


def _against(file: FileRead, plan: PlanFile | None, plans: Sequence[PlanFile]) -> FileRead:
    """With the faults that come of the plan and of what is stored."""
    return msgspec.structs.replace(file, faults=(*file.faults, *_faults(file, plan, plans)))


def _faults(file: FileRead, plan: PlanFile | None, plans: Sequence[PlanFile]) -> list[Fault]:
    if file.refused or file.kind not in (Kind.PLAN, Kind.CANDIDATES, Kind.PAPERS):
        return []
    if plan is None:
        told = N_("There is no plan that this is for. Import the plan first or together with it, or choose the room.")
        return [Fault(code="file.no_plan", text=told)]
    if file.kind == Kind.PLAN and len(plans) > 1:
        return [Fault(code="file.two_plans", text=N_("One plan at a time."))]
    stored = plan_of(plan)
    if file.paper:
        named = [row.number for row in plan.sessions if row.subject == file.paper.paper.subject]
        return [*paper_faults(plan, file.paper.paper), *released_faults(stored, named)]
    if file.kind == Kind.CANDIDATES:
        return released_faults(stored, changed_sessions(stored, plan, file.candidates, is_whole=file.is_whole))
    changed = [row.number for row in stored.file.sessions] if stored and stored.file != plan else []
    return [*released_faults(stored, changed), *meeting_faults(plan)]


def _store(actor: Actor, batch: Batch, file: FileRead) -> int:
    source = Source(file.name, file.sha256)
    if file.plan:
        operations.load_plan(actor, file.plan, source=source)
        return len({row.number for row in file.plan.sessions})
    plan = plan_of(batch.plan) if batch.plan else None
    if plan is None:
        raise Refused("file.no_plan", N_("There is no plan that this is for."))
    if file.paper:
        operations.load_papers(actor, plan, *file.paper, materials=batch.materials, source=source)
        return len(file.paper.paper.questions)
    return operations.load_candidates(actor, plan, file.candidates, is_whole=file.is_whole, source=source)
