"""What storing a batch would do, file by file; reads only."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.functional import cached_property

from exams.operations.loading import CandidateChanges, PlanChanges, plan_candidates, plan_loading, plan_papers
from formats.plan import PlanFile
from formats.refused import N_, Fault, Level
from formats.spreadsheets import Kind
from journal import clock
from proctor_site.importing.batches import Batch
from proctor_site.importing.readings import FileRead
from rooms.models import Room
from rooms.operations.seat_lists import SeatChanges, plan_seats

Changes = SeatChanges | CandidateChanges | PlanChanges | None


@dataclass(frozen=True)
class Section:
    """One file: what it would change, and everything against it. Candidates and papers are for `plan`."""

    file: FileRead
    faults: tuple[Fault, ...]
    changes: Changes = None
    plan: PlanFile | None = None

    @property
    def refused(self) -> bool:
        return bool(self.at_level("error"))

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows by what becomes of them: added, changed, refused, unchanged, and for candidates removed.

        Who stands in a row that could not be read is not removed.
        """
        counts = self.changes.counts if isinstance(self.changes, SeatChanges | CandidateChanges) else {}
        if self.refused:
            counts = {name: count for name, count in counts.items() if name != "removed"}
        return {**counts, "refused": len({(fault.sheet, fault.row) for fault in self.at_level("error")})}

    @property
    def against(self) -> list[Fault]:
        """What forbids storing, or waits for a yes."""
        return [*self.at_level("error"), *self.at_level("confirm")]

    @property
    def effect(self) -> object:
        """What would be changed."""
        return self.changes.differences if isinstance(self.changes, PlanChanges) else self.changes

    def at_level(self, level: Level) -> list[Fault]:
        return [fault for fault in self.faults if fault.level == level]


@dataclass(frozen=True)
class Outline:
    """All files of a batch. Nothing of it is stored if one of them is refused."""

    sections: tuple[Section, ...]

    @property
    def refused(self) -> bool:
        return any(section.refused for section in self.sections)

    @property
    def to_confirm(self) -> list[Fault]:
        return [fault for section in self.sections for fault in section.at_level("confirm")]

    @property
    def stores_something(self) -> bool:
        return any(section.file.kind != Kind.INFORMATION_SHEET for section in self.sections)

    @property
    def fault_count(self) -> int:
        return sum(len(section.at_level("error")) for section in self.sections)

    @property
    def digest(self) -> str:
        """The same as long as the same would be done; a warning, such as that a start is past by now, changes nothing."""
        done = [(section.file.sha256, section.against, section.effect) for section in self.sections]
        return hashlib.sha256(repr(done).encode()).hexdigest()


@dataclass(frozen=True)
class _Ground:
    """What the files of a batch are looked at against: what is stored, and what the batch itself brings."""

    batch: Batch
    room: Room | None
    plan: PlanFile | None
    seats: int
    repeated: Mapping[str, int] = field(default_factory=dict)


def outline(batch: Batch) -> Outline:
    """What storing `batch` now would do."""
    ground = _ground(batch)
    sections = [_section(file, ground) for file in batch.files]
    return Outline(tuple(_same_kind(sections)))


def _ground(batch: Batch) -> _Ground:
    room, stored = batch.room, batch.stored_plan
    plan = batch.plan or (stored.file if stored else None)
    listed = {row.number for file in batch.files for row in file.seats}
    known = set(room.seats.values_list("number", flat=True)) if room else set()
    return _Ground(batch, room, plan, len(listed | known))


def _section(file: FileRead, ground: _Ground) -> Section:
    match file.kind:
        case Kind.SEATS if file.seats:
            return _seats(file, ground)
        case Kind.CANDIDATES if file.candidates:
            return _candidates(file, ground)
        case Kind.PLAN if file.plan:
            changes = plan_loading(file.plan, now=clock.now())
            return Section(file, merged(file.faults, changes.faults), changes)
        case Kind.PAPERS if file.paper:
            return Section(file, merged(file.faults, _paper_faults(file, ground)), plan=ground.plan)
        case _:
            return Section(file, file.faults)


def _seats(file: FileRead, ground: _Ground) -> Section:
    changes = plan_seats(ground.room, file.seats, sheet=_sheet(file))
    return Section(file, merged(file.faults, changes.faults), changes)


def _candidates(file: FileRead, ground: _Ground) -> Section:
    if ground.plan is None:
        return Section(file, merged(file.faults, _no_plan(ground)))
    stored = plan_loading(ground.plan, now=clock.now()).stored
    changes = plan_candidates(ground.plan, stored, file.candidates, sheet=_sheet(file), seats=ground.seats)
    return Section(file, merged(file.faults, changes.faults), changes, ground.plan)


def _paper_faults(file: FileRead, ground: _Ground) -> Sequence[Fault]:
    if ground.plan is None or file.paper is None:
        return _no_plan(ground)
    return plan_papers(ground.plan, plan_loading(ground.plan, now=clock.now()).stored, file.paper.paper)


def _no_plan(ground: _Ground) -> list[Fault]:
    if any(file.kind == Kind.PLAN for file in ground.batch.files):
        return []  # it is among the files, and refused for its own faults
    told = N_("No plan is loaded for this room. Load the plan first, or together with this file.")
    return [Fault(code="import.no_plan", text=told)]


def _sheet(file: FileRead) -> str | None:
    """The sheet that the list stood on, as its faults name it."""
    return next((fault.sheet for fault in file.faults if fault.sheet), None)


def _same_kind(sections: Sequence[Section]) -> Iterable[Section]:
    """Of lists and plans there can be one; papers may be many."""
    seen: dict[Kind, str] = {}
    for section in sections:
        first = seen.setdefault(section.file.kind, section.file.name)
        if first != section.file.name and section.file.kind in (Kind.PLAN, Kind.SEATS, Kind.CANDIDATES):
            told = N_("%(first)s is of the same kind. Give one of them at a time.")
            fault = Fault(code="import.same_kind", text=told, values={"first": first})
            yield replace(section, faults=(*section.faults, fault))
        else:
            yield section


def merged(*parts: Iterable[Fault]) -> tuple[Fault, ...]:
    """Every fault once: the file was looked at when it was read, and again against what is stored."""
    told: list[Fault] = []
    seen = set()
    for fault in (fault for part in parts for fault in part):
        key = (fault.code, fault.row, fault.column, tuple(sorted(map(str, fault.values.items()))))
        if key not in seen:
            seen.add(key)
            told.append(fault)
    return tuple(sorted(told, key=lambda fault: fault.row or 0) if len({fault.sheet for fault in told}) == 1 else told)
