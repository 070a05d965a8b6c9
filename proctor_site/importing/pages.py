"""The preview as a page shows it: one panel a file, with its figures, faults and differences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext

from exams.operations.loading import CandidateChanges, PlanChanges
from exams.operations.loading.differences import Difference
from exams.plan_words import RULES, SESSION, SHEETS, told
from exams.resources import ShownCandidates
from formats.plan import PlanFile
from formats.refused import Fault
from proctor_site.importing.outlines import Outline, Section
from proctor_site.importing.words import COUNTS, KINDS, LEVELS
from rooms.operations.seat_lists import SeatChanges
from rooms.resources import Compared, ListResource, SeatResource

PAGE: Final = 100
MARKS: Final = {"added": "add", "changed": "edit", "removed": "fail"}


@dataclass(frozen=True)
class FaultLine:
    level: str
    level_name: str
    sheet: str
    row: int | None
    column: str
    text: str


@dataclass(frozen=True)
class ChangeLine:
    """A row of the list that would be added, changed or removed."""

    what: str
    what_name: str
    mark: str
    row: int
    cells: Sequence[Compared]


@dataclass(frozen=True)
class Panel:
    """One file."""

    name: str
    kind: str
    kind_name: str
    refused: bool
    counts: list[tuple[str, str, int]]
    faults: list[FaultLine]
    headers: list[str]
    lines: Page
    facts: list[tuple[str, str]]
    differences: list[tuple[str, Compared]]


def panels(found: Outline, page: int) -> list[Panel]:
    """A panel for each file; of long lists the `page` of a hundred rows."""
    return [_panel(section, page) for section in found.sections]


def _panel(section: Section, page: int) -> Panel:
    resource, lines = _lines(section)
    return Panel(
        name=section.file.name,
        kind=section.file.kind.value,
        kind_name=str(KINDS[section.file.kind]),
        refused=section.refused,
        counts=_counts(section),
        faults=[_fault(fault) for fault in section.faults],
        headers=resource.headers() if resource else [],
        lines=Paginator(lines, PAGE).get_page(page),
        facts=list(_facts(section)),
        differences=list(_differences(section)),
    )


def _counts(section: Section) -> list[tuple[str, str, int]]:
    """Figures of a list; a plan or a paper has none unless it is refused."""
    if len(section.counts) == 1 and not section.refused:
        return []
    return [(name if count else "none", str(COUNTS[name]), count) for name, count in section.counts.items()]


def _fault(fault: Fault) -> FaultLine:
    return FaultLine(
        level=fault.level,
        level_name=str(LEVELS[fault.level]),
        sheet=fault.sheet or "",
        row=fault.row,
        column=fault.column or "",
        text=gettext(fault.text) % fault.values,
    )


def _lines(section: Section) -> tuple[ListResource | None, Sequence[ChangeLine]]:
    match section.changes:
        case SeatChanges() as changes:
            seats = SeatResource()
            pairs = [(change.before, change.after) for change in changes.changed]
            return seats, list(_listed(seats, changes.added, pairs, ()))
        case CandidateChanges() as changes:
            candidates = ShownCandidates()
            return candidates, list(_listed(candidates, changes.added, changes.changed, changes.removed))
        case _:
            return None, []


def _listed(
    resource: ListResource, added: Sequence[Any], changed: Sequence[tuple[Any, Any]], removed: Sequence[Any]
) -> Iterator[ChangeLine]:
    for before, after in changed:
        yield _line("changed", after.row, resource.compare(before, after))
    for after in added:
        yield _line("added", after.row, resource.compare(None, after))
    for before in removed:
        yield _line("removed", 0, resource.compare(before, None))


def _line(what: str, row: int, cells: Sequence[Compared]) -> ChangeLine:
    return ChangeLine(what, str(COUNTS[what]), MARKS[what], row, cells)


def _facts(section: Section) -> Iterator[tuple[str, str]]:
    """What a plan, a paper or an information sheet says in short."""
    if section.plan:
        rules = section.plan.rules
        yield gettext("Of the plan"), f"{rules.exam_name} ({told('mode', rules.mode)})"
    for room in section.file.rooms:
        sessions = "、".join(f"[{session.number}]{session.name} {session.candidates}" for session in room.sessions)
        yield room.code, f"{room.address} {sessions}"
    if section.file.plan:
        yield from _plan_facts(section.file.plan)
    if section.file.paper:
        paper = section.file.paper.paper
        yield gettext("Paper number"), paper.number
        yield gettext("Subject"), paper.subject
        yield gettext("Questions"), str(len(paper.questions))
        yield gettext("Total marks"), f"{paper.total:g}"
        yield gettext("Duration (minutes)"), f"{paper.duration_min:g}"
        if paper.materials:
            yield gettext("Materials"), "、".join(paper.materials)


def _plan_facts(plan: PlanFile) -> Iterator[tuple[str, str]]:
    yield gettext("Examination name"), plan.rules.exam_name
    yield gettext("Room code"), plan.rules.room_code
    for row in plan.sessions:
        text = gettext("%(start)s–%(end)s, %(subject)s, %(count)d candidates")
        values = {"subject": row.subject, "count": row.candidates}
        yield row.name, text % {"start": f"{row.starts_at:%Y-%m-%d %H:%M}", "end": f"{row.ends_at:%H:%M}", **values}


def _differences(section: Section) -> Iterator[tuple[str, Compared]]:
    """A newer plan against the one that is loaded."""
    if isinstance(section.changes, PlanChanges):
        for difference in section.changes.differences:
            before, after = told(difference.rule, difference.before), told(difference.rule, difference.after)
            yield _name(difference), Compared(before, after, differs=True)


def _name(difference: Difference) -> str:
    if difference.session:
        return str(SESSION[difference.rule]) % difference.session
    return str({**RULES, **SHEETS}[difference.rule])
