"""What was typed is read like a file: the same readers, the same faults, the same verbs (T2)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from centre.importing.batches import Batch, batch_of, store_batch
from centre.importing.reading import Brought, read_files
from centre.importing.readings import FileRead
from centre.models import Plan
from centre.operations.loading import plan_of
from centre.typed import stored
from centre.typed.parts import Part, Typed, mark_of, typed_book
from formats.masking import masked
from formats.refused import N_, Fault, Refused
from formats.spreadsheets import Kind
from formats.spreadsheets.candidate_list import ID_NUMBER
from formats.spreadsheets.cells_of_lists import cells_of_candidates, cells_of_paper
from formats.spreadsheets.cells_of_plan import cells_of_plan
from formats.spreadsheets.differences import Difference, differences
from formats.spreadsheets.typed_book import TypedBook, to_file
from journal.actor import Actor

NAME = "typed"  # as the file that these cells would be


@dataclass(frozen=True)
class Checked:
    """What was typed as it was read, and how it differs from what is stored; None for something new."""

    batch: Batch
    differences: list[Difference] | None

    @property
    def faults(self) -> Sequence[Fault]:
        return self.batch.files[0].faults

    @property
    def is_refused(self) -> bool:
        return self.batch.is_refused

    @property
    def changes_nothing(self) -> bool:
        return not self.is_refused and self.differences == []


def check(typed: Typed, rows: dict[str, list[list[str]]], *, begun_with: str) -> Checked:
    """Read the cells; stores nothing. `begun_with` is the mark of what the page showed at first.

    Raises `Refused` if something else has been stored since.
    """
    held = typed.book()
    if mark_of(held) != begun_with:
        told = N_("This was changed elsewhere since you opened it. Note what you typed, then load the page again.")
        raise Refused("typed.stale", told)
    written = Brought(NAME, io.BytesIO(to_file(typed_book(typed, held, rows))))
    read = read_files([written, *_materials(typed)], typed.plan.file if typed.plan else None)
    sha256 = written.sha256
    own = next(
        file for file in read if file.sha256 == sha256
    )  # a stored material may look like a list, and come before
    needed = [file for file in read if file.kind == Kind.MATERIAL]  # a stored one that is named no more is left out
    batch = batch_of([_with_own_faults(typed, own), *needed], typed.plan)
    return Checked(batch, _differences(typed, held, batch.files[0]))


def _materials(typed: Typed) -> list[Brought]:
    """Those of the stored paper: a typed one may name them again. New ones come with a workbook."""
    if typed.part != Part.PAPER or typed.plan is None:
        return []
    held = stored.materials_of(typed.plan, typed.subject)
    return [Brought(name, io.BytesIO(content)) for name, content in held.items()]


def store(actor: Actor, checked: Checked) -> int:
    """Store it through the verbs of loading; gives how many sessions, candidates or questions there are."""
    [told] = store_batch(actor, checked.batch)
    return told.count


def _with_own_faults(typed: Typed, file: FileRead) -> FileRead:
    own = [] if file.refused else _own_faults(typed, file)
    return msgspec.structs.replace(file, faults=(*file.faults, *own), is_whole=typed.part == Part.CANDIDATES)


def _own_faults(typed: Typed, file: FileRead) -> list[Fault]:
    """What a file may be and a page may not: another plan that is there, another subject's paper."""
    if file.paper and file.paper.paper.subject != typed.subject:
        told = N_("This is the paper of %(subject)s. Open the other subject's paper from the list of plans.")
        return [Fault(code="typed.other_subject", text=told, values={"subject": typed.subject})]
    there = plan_of(file.plan) if file.plan else None
    if there and there != typed.plan:
        told = N_(
            "Room %(room)s has a plan of this name and kind already. Change that one, or give this one another name."
        )
        return [Fault(code="typed.plan_exists", text=told, values={"room": there.room.code})]
    if file.plan and typed.plan and there is None:
        told = N_("With another name, kind or room this becomes a plan of its own; %(name)s stays as it is.")
        return [Fault(code="typed.becomes_new", text=told, values={"name": typed.plan.name}, level="warning")]
    return []


def _differences(typed: Typed, held: TypedBook, file: FileRead) -> list[Difference] | None:
    if file.refused or typed.plan is None or _is_first(typed, typed.plan):
        return None
    return [_shown(each) for each in differences(held, _as_read(typed.plan, file))]


def _is_first(typed: Typed, plan: Plan) -> bool:
    """Whether nothing is stored yet that this could differ from."""
    match typed.part:
        case Part.CANDIDATES:
            return not plan.candidates.exists()
        case Part.PAPER:
            return not plan.papers.current().filter(subject=typed.subject).exists()
        case _:
            return False


def _as_read(plan: Plan, file: FileRead) -> TypedBook:
    """In the form in which what is stored would be shown, so that only what counts differs."""
    if file.plan:
        return cells_of_plan(file.plan)
    if file.paper:
        return cells_of_paper(*file.paper)
    return cells_of_candidates(stored.as_kept(plan, file.candidates))


def _shown(difference: Difference) -> Difference:
    """Without whole ID numbers."""
    if difference.column != ID_NUMBER:
        return difference
    return Difference(
        how=difference.how,
        sheet=difference.sheet,
        row=difference.row,
        column=difference.column,
        before=masked(difference.before),
        after=masked(difference.after),
    )
