"""Candidate lists (B10)."""

import re
from collections.abc import Sequence
from typing import Any, BinaryIO, Final

from formats.plan import PlanFile
from formats.refused import N_, Level
from formats.spreadsheets.accommodations import CARE, TYPE_SIZE, large_type, time_allowed
from formats.spreadsheets.cells import Kind, half_width
from formats.spreadsheets.faults import Faults, Place, Sheet
from formats.spreadsheets.identity import MOST_NAME, Completeness, IdNumber, clean_name, read_id
from formats.spreadsheets.records import Record
from formats.spreadsheets.roll import check_count, check_plan, check_room
from formats.spreadsheets.rows import CandidateRow, repeats
from formats.spreadsheets.seat_list import LAST_SEAT
from formats.spreadsheets.seat_list import NUMBER as SEAT
from formats.spreadsheets.tables import MOST_ROWS, Layout, read_list

SESSION: Final = "场次"
SESSION_NAME: Final = "场次名称"
TICKET: Final = "准考证号"
NAME: Final = "姓名"
ID_NUMBER: Final = "身份证号"
SEQUENCE: Final = "序号"
SUBJECT: Final = "科目"
LAYOUT: Final = Layout(
    required=(SESSION, TICKET, NAME, ID_NUMBER, SEQUENCE, SUBJECT),
    optional=(SESSION_NAME, CARE, TYPE_SIZE, SEAT),
    titles=("考生",),
)

LAST_SESSION: Final = 9  # one digit of the ticket number
LAST_SEQUENCE: Final = 999
SIGNS_OF_FORMULAS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
DIGITS_LOST: Final = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")


def candidates(
    stream: BinaryIO, name: str, *, plan: PlanFile | None = None, room_code: str | None = None
) -> Sheet[CandidateRow]:
    """The candidates of a list, with every fault of it.

    See `check_room`, `check_plan` and `check_count` for what `plan` and `room_code`
    add. An ID number that is masked or empty is an error if the plan logs in by it.
    """
    faults = Faults()
    table = read_list(stream, name, LAYOUT, faults, most=MOST_ROWS)
    id_needed = plan is not None and plan.rules.login_by == "ticket_and_id"
    room_code = room_code or (plan.rules.room_code if plan else None)
    rows = [row for record in table.records if (row := _candidate(record, id_needed=id_needed))]
    _check_repeats(rows, table.title, faults)
    faults.extend(check_room(rows, room_code=room_code, sheet=table.title))
    faults.extend(check_count(rows, plan, sheet=table.title))
    if plan:
        faults.extend(check_plan(rows, plan, sheet=table.title))
    return Sheet(rows, faults.told())


def _candidate(record: Record, *, id_needed: bool) -> CandidateRow | None:
    identity = _identity(record, needed=id_needed)
    time = time_allowed(record)
    cells: dict[str, Any] = {
        "session": record.whole(SESSION, least=1, most=LAST_SESSION),
        "session_name": record.text(SESSION_NAME),
        "ticket": _ticket(record),
        "name": _name(record),
        "sequence": record.whole(SEQUENCE, least=1, most=LAST_SEQUENCE),
        "subject": record.text(SUBJECT, needed=True),
        "large_type": large_type(record),
    }
    seat = _seat(record)
    if identity is None or time is None or seat is None or None in cells.values():
        return None
    return CandidateRow(
        row=record.row,
        id_number=identity.number,
        id_complete=identity.completeness is not Completeness.INCOMPLETE,
        factor=time.factor,
        extra_minutes=time.extra_minutes,
        seat_number=seat or None,
        **cells,
    )


def _seat(record: Record) -> int | None:
    """0 for a blank cell, None after a fault."""
    return 0 if record.cell(SEAT).is_blank else record.whole(SEAT, least=1, most=LAST_SEAT)


def _ticket(record: Record) -> str | None:
    if _lost_digits(record, TICKET):
        told = N_(
            "The ticket number is stored as a number, and its last digits are lost. Set the column to text format and fill it in anew."
        )
        record.fault(TICKET, "candidates.ticket_numeric", told)
        return None
    ticket = record.text(TICKET, needed=True)
    return half_width(ticket).replace(" ", "").lstrip("'") if ticket else None


def _name(record: Record) -> str | None:
    raw = record.raw(NAME)
    if raw is None:
        return None
    name = clean_name(raw)
    if not name:
        record.fault(NAME, "candidates.name_empty", N_("The name is empty."))
        return None
    if name.startswith(SIGNS_OF_FORMULAS):
        told = N_("The name begins with “%(sign)s” as a formula does. Type the name itself.")
        record.fault(NAME, "candidates.name_formula", told, sign=name[0])
        return None
    if len(name) > MOST_NAME:
        told = N_("The name has %(length)d characters; %(most)d are the most.")
        record.fault(NAME, "candidates.name_too_long", told, length=len(name), most=MOST_NAME)
        return None
    if name != raw:
        told = N_("Blanks, line breaks or invisible characters were taken out of the name: “%(name)s”.")
        record.fault(NAME, "candidates.name_cleaned", told, "warning", name=name)
    return name


def _identity(record: Record, *, needed: bool) -> IdNumber | None:
    if _lost_digits(record, ID_NUMBER):
        told = N_(
            "The ID number is stored as a number, and its last digits are lost. Set the column to text format and fill it in anew."
        )
        record.fault(ID_NUMBER, "candidates.id_numeric", told)
        return None
    typed = record.text(ID_NUMBER)
    if typed is None:
        return None
    identity = read_id(typed)
    is_error = identity.completeness is Completeness.WRONG or (
        identity.completeness is Completeness.INCOMPLETE and needed
    )
    if identity.code:
        level: Level = "error" if is_error else "warning"
        record.fault(ID_NUMBER, identity.code, identity.text, level, length=len(identity.number))
    return None if is_error else identity


def _lost_digits(record: Record, column: str) -> bool:
    """Whether a number that is a name of something was stored as a quantity: 15 digits are kept, the rest becomes 0."""
    cell = record.cell(column)
    return cell.kind is Kind.NUMBER or (cell.kind is Kind.TEXT and bool(DIGITS_LOST.fullmatch(cell.raw.strip())))


def _check_repeats(rows: Sequence[CandidateRow], sheet: str | None, faults: Faults) -> None:
    _check_tickets(rows, sheet, faults)
    for row, first in repeats(rows, lambda row: (row.session, row.subject, row.sequence)):
        told = N_("Sequence number %(sequence)d is the same as in row %(first)d.")
        place = Place(sheet, row.row, SEQUENCE)
        faults.error(place, "candidates.duplicate_sequence", told, sequence=row.sequence, first=first.row)
    _check_seats([row for row in rows if row.seat_number], sheet, faults)
    _check_ids([row for row in rows if row.id_complete], sheet, faults)


def _check_ids(rows: Sequence[CandidateRow], sheet: str | None, faults: Faults) -> None:
    """An ID number is one person's: another name with it is an error in the same session, and a question in another."""
    other_name = N_("The ID number is the same as in row %(first)d, which has another name.")
    for row, first in repeats(rows, lambda row: (row.session, row.id_number)):
        if row.name != first.name:
            faults.error(Place(sheet, row.row, ID_NUMBER), "candidates.id_of_another", other_name, first=first.row)
    for row, first in repeats(rows, lambda row: row.id_number):
        if row.session != first.session and row.name != first.name:
            faults.warn(Place(sheet, row.row, ID_NUMBER), "candidates.id_of_another", other_name, first=first.row)
    for row, first in repeats(rows, lambda row: (row.session, row.subject, row.id_number, row.name)):
        told = N_("The ID number is the same as in row %(first)d.")
        faults.warn(Place(sheet, row.row, ID_NUMBER), "candidates.same_id", told, first=first.row)


def _check_tickets(rows: Sequence[CandidateRow], sheet: str | None, faults: Faults) -> None:
    """A ticket number stands once a subject, and always for the same person."""
    for row, first in repeats(rows, lambda row: row.ticket):
        if row.subject == first.subject or row.name != first.name:
            told = N_("Ticket number %(ticket)s is the same as in row %(first)d.")
            place = Place(sheet, row.row, TICKET)
            faults.error(place, "candidates.duplicate_ticket", told, ticket=row.ticket, first=first.row)


def _check_seats(seated: Sequence[CandidateRow], sheet: str | None, faults: Faults) -> None:
    """A seat is one person's for a whole session."""
    for row, first in repeats(seated, lambda row: (row.session, row.seat_number)):
        if row.ticket != first.ticket:
            told = N_("Seat number %(number)s is the same as in row %(first)d.")
            place = Place(sheet, row.row, SEAT)
            faults.error(place, "candidates.duplicate_seat", told, number=f"{row.seat_number:03d}", first=first.row)
