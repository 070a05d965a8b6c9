"""What is stored of a plan, as the cells that a person changes."""

import io
from collections.abc import Callable, Iterable

from centre.models import Paper, Plan, Room
from centre.models.identity import this_centre
from centre.operations.loading.candidates import packaged
from formats import paper as paper_json
from formats import sealed_material
from formats.content_hash import sha256_of
from formats.exam_package import PackagedCandidate
from formats.masking import masked
from formats.paper import Paper as PaperFile
from formats.plan import PlanFile, PlanRules
from formats.sealed_paper import open_sealed
from formats.spreadsheets import CandidateRow
from formats.spreadsheets.candidate_list import ID_NUMBER, NAME, TICKET
from formats.spreadsheets.cells_of_lists import ROLL_COLUMNS, cells_of_candidates, cells_of_paper
from formats.spreadsheets.cells_of_plan import cells_of_plan
from formats.spreadsheets.packaged_rows import row_of
from formats.spreadsheets.typed_book import TypedBook, TypedSheet

ID_AT = ROLL_COLUMNS.index(ID_NUMBER)
TICKET_AT = ROLL_COLUMNS.index(TICKET)
NAME_AT = ROLL_COLUMNS.index(NAME)


def plan_book(plan: Plan) -> TypedBook:
    return cells_of_plan(plan.file)


def new_plan_book(room: Room | None) -> TypedBook:
    """The defaults, for a room of this centre; what only a person knows is blank."""
    centre = this_centre()
    rules = PlanRules(
        exam_name="",
        centre_name=centre.name,
        centre_code=centre.code,
        room_code=room.code if room else "",
        mode="formal",
        subject="",
    )
    return cells_of_plan(PlanFile(rules=rules, sessions=()))


def candidates_book(plan: Plan) -> TypedBook:
    """All candidates of a plan, with their whole ID numbers."""
    held = sorted((each.packaged() for each in plan.candidates.all()), key=_place)
    return cells_of_candidates(_rows(plan.file, held))


def as_kept(plan: Plan, rows: Iterable[CandidateRow]) -> list[CandidateRow]:
    """Rows of a list as they would come back once stored: their order is not kept."""
    return _rows(plan.file, sorted((packaged(row, plan.file) for row in rows), key=_place))


def _place(candidate: PackagedCandidate) -> tuple[int, int, str, str]:
    return candidate.session, candidate.sequence, candidate.subject, candidate.ticket


def paper_book(plan: Plan, subject: str) -> TypedBook:
    """The paper of a subject with its answers; without one, a blank for the subject and its minutes."""
    stored = plan.papers.current().filter(subject=subject).first()
    if stored is None:
        minutes = next(row.duration_min for row in plan.file.sessions if row.subject == subject)
        return cells_of_paper(PaperFile(number="", subject=subject, duration_min=minutes, total=0, questions=()), {})
    return cells_of_paper(_opened(stored), stored.answer_key)


def materials_of(plan: Plan, subject: str) -> dict[str, bytes]:
    """The materials of the stored paper of a subject, opened, by name."""
    paper = plan.papers.current().filter(subject=subject).first()
    if paper is None:
        return {}
    sealed = (bytes(each) for each in paper.materials.values_list("sealed", flat=True))
    contents = (b"".join(sealed_material.opened(io.BytesIO(each), bytes(paper.key))) for each in sealed)
    by_hash = {sha256_of(content): content for content in contents}
    return {each.name: by_hash[each.sha256] for each in _opened(paper).materials.values()}


def with_masked_ids(book: TypedBook) -> TypedBook:
    """As it is shown: of each ID number the first 3 and the last 2 characters."""
    return _with_ids(book, lambda row: masked(row[ID_AT]))


def with_whole_ids(shown: TypedBook, stored: TypedBook) -> TypedBook:
    """As it was typed; an ID number that was left masked is the stored one of that ticket number, or of that name."""
    known = stored.sheets[0].rows
    whole = {(row[at], masked(row[ID_AT])): row[ID_AT] for at in (NAME_AT, TICKET_AT) for row in known}

    def number(row: tuple[str, ...]) -> str:
        left = row[ID_AT].strip()
        found = (whole.get((row[at].strip(), left)) for at in (TICKET_AT, NAME_AT))
        return next(filter(None, found), row[ID_AT])

    return _with_ids(shown, number)


def _with_ids(book: TypedBook, number: Callable[[tuple[str, ...]], str]) -> TypedBook:
    [sheet] = book.sheets
    rows = tuple((*row[:ID_AT], number(row), *row[ID_AT + 1 :]) for row in sheet.rows)
    return TypedBook((TypedSheet(sheet.title, sheet.columns, rows),))


def _rows(file: PlanFile, held: Iterable[PackagedCandidate]) -> list[CandidateRow]:
    names = {row.number: row.name for row in file.sessions}
    return [row_of(each, row=0, session_name=names.get(each.session, "")) for each in held]


def _opened(stored: Paper) -> PaperFile:
    return paper_json.from_json(open_sealed(bytes(stored.sealed), bytes(stored.key)))
