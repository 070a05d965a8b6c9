"""The files of a rehearsal: the samples with loopback addresses, as many people as asked for, and a short exam."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook

from formats.spreadsheets import CandidateRow, candidates, write_xlsx

SAMPLES: Final = Path(__file__).resolve().parent.parent / "samples"
PAPERS: Final = SAMPLES / "with_materials"
WORKBOOK: Final = "papers_001.xlsx"
CHANGED: Final = "社团.csv"  # the material that candidates go on from
SEAT_HEADS: Final = ("机位号", "IP地址", "计算机名", "备注")
CANDIDATE_HEADS: Final = ("场次", "场次名称", "准考证号", "姓名", "身份证号", "序号", "科目")
MOST_SEATS: Final = 200


@dataclass(frozen=True)
class DayFiles:
    """Where the files lie, and the people of the first session in the order of their sequence.

    `papers` is a folder: the workbook with the materials of its practical task.
    """

    plan: Path
    seats: Path
    candidates: Path
    papers: Path
    people: tuple[CandidateRow, ...]
    room_code: str

    @property
    def all(self) -> list[Path]:
        return [self.plan, self.seats, self.candidates, self.papers]


def materials() -> dict[str, bytes]:
    """What the practical task comes with, by name."""
    return {path.name: path.read_bytes() for path in sorted(PAPERS.iterdir()) if path.name != WORKBOOK}


def address(number: int) -> str:
    """The loopback address of the machine at that seat."""
    return f"127.0.0.{number + 1}"


def write(folder: Path, seats: int, *, rules: Mapping[str, Any], duration_min: float) -> DayFiles:
    """Write everything into `folder`; `rules` are values of the plan's sheet by key."""
    folder.mkdir(parents=True, exist_ok=True)
    people = _people(seats)
    first = tuple(person for person in people if person.session == 1)
    files = DayFiles(
        folder / "exam_plan.xlsx",
        folder / "seats.xlsx",
        folder / "candidates.xlsx",
        PAPERS,
        first,
        room_code=first[0].ticket[4:14],
    )
    _write_plan(files.plan, rules, duration_min, seats)
    _write_seats(files.seats, seats)
    _write_candidates(files.candidates, people)
    return files


def _people(seats: int) -> list[CandidateRow]:
    """The sample's people, and after them invented ones of the same pattern."""
    with (SAMPLES / "candidates_001.xlsx").open("rb") as stream:
        rows = candidates(stream, "candidates_001.xlsx").rows
    return [_person(rows, session, sequence) for session in (1, 2) for sequence in range(1, seats + 1)]


def _person(rows: Sequence[CandidateRow], session: int, sequence: int) -> CandidateRow:
    of_session = [row for row in rows if row.session == session]
    if sequence <= len(of_session):
        return of_session[sequence - 1]
    last = of_session[-1]
    return CandidateRow(
        row=0,
        session=session,
        session_name=last.session_name,
        ticket=f"{last.ticket[:-3]}{sequence:03d}",
        name=f"演练{sequence:03d}",
        id_number="",
        id_complete=False,
        sequence=sequence,
        subject=last.subject,
    )


def _write_plan(path: Path, rules: Mapping[str, Any], duration_min: float, seats: int) -> None:
    book: Any = load_workbook(SAMPLES / "exam_plan_001.xlsx")  # a cell may hold anything; the sample's are known
    for row in book["考务规则"].iter_rows(min_row=2):
        if row[1].value in rules:
            row[2].value = rules[row[1].value]
    for row in book["场次"].iter_rows(min_row=2):
        starts = row[3].value
        row[4].value = starts + timedelta(minutes=duration_min)
        row[5].value, row[6].value = duration_min, seats
    book.save(path)


def _write_seats(path: Path, seats: int) -> None:
    rows = [[f"{number:03d}", address(number), f"PC{number:03d}", ""] for number in range(1, seats + 1)]
    with path.open("wb") as stream:
        write_xlsx(SEAT_HEADS, rows, stream)


def _write_candidates(path: Path, people: list[CandidateRow]) -> None:
    rows = [
        [str(row.session), row.session_name, row.ticket, row.name, row.id_number, str(row.sequence), row.subject]
        for row in people
    ]
    with path.open("wb") as stream:
        write_xlsx(CANDIDATE_HEADS, rows, stream)
