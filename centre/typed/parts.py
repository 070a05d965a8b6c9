"""The three things that can be typed: a plan, its candidates, a paper of it; and what each has stored."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from centre.models import Plan, Room
from centre.typed import stored
from formats.refused import N_, Refused
from formats.spreadsheets.typed_book import TypedBook, TypedSheet, to_file


class Part(StrEnum):
    PLAN = "plan"
    CANDIDATES = "candidates"
    PAPER = "paper"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What is being typed. Without a `plan` it is a new one; `subject` is that of a paper."""

    part: Part
    plan: Plan | None = None
    subject: str = ""
    room: Room | None = None

    def book(self) -> TypedBook:
        """What is stored now, whole; of a new plan the blank."""
        match self.part, self.plan:
            case Part.CANDIDATES, Plan() as plan:
                return stored.candidates_book(plan)
            case Part.PAPER, Plan() as plan:
                return stored.paper_book(plan, self.subject)
            case _, Plan() as plan:
                return stored.plan_book(plan)
            case _:
                return stored.new_plan_book(self.room)

    def shown(self, book: TypedBook) -> TypedBook:
        """As a page shows it."""
        return stored.with_masked_ids(book) if self.part == Part.CANDIDATES else book


def mark_of(book: TypedBook) -> str:
    """Tells whether what is stored is still what somebody began with."""
    return hashlib.sha256(to_file(book)).hexdigest()


def typed_book(typed: Typed, held: TypedBook, rows: dict[str, list[list[str]]]) -> TypedBook:
    """The cells as they were sent, on the sheets of what is `held`. Raises `Refused` for cells of no column."""
    sheets = tuple(TypedSheet(sheet.title, sheet.columns, _rows(sheet, rows)) for sheet in held.sheets)
    book = TypedBook(sheets)
    return stored.with_whole_ids(book, held) if typed.part == Part.CANDIDATES else book


def _rows(sheet: TypedSheet, rows: dict[str, list[list[str]]]) -> tuple[tuple[str, ...], ...]:
    sent = rows.get(sheet.title, [])
    if any(len(row) != len(sheet.columns) for row in sent):
        raise Refused(
            "typed.shape", N_("The cells do not fit the sheet %(sheet)s. Load the page again."), sheet=sheet.title
        )
    return tuple(tuple(row) for row in sent)
