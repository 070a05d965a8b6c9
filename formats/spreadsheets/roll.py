"""A candidate list against the room and the plan it is for (B10)."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from formats.plan import PlanFile
from formats.refused import N_, Fault
from formats.spreadsheets.faults import Faults, Place
from formats.spreadsheets.rows import CandidateRow

TICKET: Final = "准考证号"
SESSION: Final = "场次"
SUBJECT: Final = "科目"
SEAT: Final = "机位号"

TICKET_LENGTH: Final = 18
MOST_IN_A_SESSION: Final = 500  # where no plan says how many


class Ticket(NamedTuple):
    """The parts of a ticket number: 4 digits prefix, 7 centre, 3 room, 1 session, 3 sequence."""

    prefix: str
    centre: str
    room: str
    session: int
    sequence: int


def ticket_parts(ticket: str) -> Ticket | None:
    """The parts, or None if it is not 18 digits."""
    if not re.fullmatch(r"[0-9]{18}", ticket):
        return None
    return Ticket(ticket[:4], ticket[4:11], ticket[11:14], int(ticket[14]), int(ticket[15:]))


def check_room(rows: Sequence[CandidateRow], *, room_code: str | None = None, sheet: str | None = None) -> list[Fault]:
    """Ticket numbers that belong to another room, centre or session, or are none at all.

    `room_code` is the full code (7 digits centre, 3 digits room) or the room's three
    digits alone; without it only length, session and sequence can be looked at.
    """
    faults = Faults()
    for row in rows:
        _check_ticket(row, room_code or "", Place(sheet, row.row, TICKET), faults)
    return faults.told()


def check_count(rows: Sequence[CandidateRow], plan: PlanFile | None, *, sheet: str | None = None) -> list[Fault]:
    """Sessions with more candidates than the plan has (without a plan, 500), or with fewer, which only warns."""
    faults = Faults()
    planned = {(row.number, row.subject): row.candidates for row in plan.sessions} if plan else {}
    for key, count in sorted(Counter((row.session, row.subject) for row in rows).items()):
        most = planned.get(key, MOST_IN_A_SESSION)
        values = {"session": key[0], "count": count, "most": most}
        if count > most:
            told = N_("Session %(session)d has %(count)d candidates; the room holds %(most)d.")
            faults.error(Place(sheet), "candidates.too_many", told, **values)
        elif key in planned and count < most:
            told = N_("Session %(session)d has %(count)d candidates; the plan expects %(most)d.")
            faults.warn(Place(sheet), "candidates.fewer", told, **values)
    return faults.told()


def check_plan(rows: Sequence[CandidateRow], plan: PlanFile, *, sheet: str | None = None) -> list[Fault]:
    """Sessions and subjects that the plan does not know, and seats that seating by list lacks."""
    faults = Faults()
    for row in rows:
        _check_planned(row, plan, Place(sheet, row.row), faults)
    return faults.told()


def _check_ticket(row: CandidateRow, room_code: str, place: Place, faults: Faults) -> None:
    parts = ticket_parts(row.ticket)
    if parts is None:
        _refuse_form(row.ticket, place, faults)
        return
    centre, room = room_code[:-3], room_code[-3:]
    if centre and parts.centre != centre:
        told = N_("The ticket number is of test centre %(found)s, not %(expected)s.")
        faults.error(place, "candidates.wrong_centre", told, found=parts.centre, expected=centre)
    elif room and parts.room != room:
        told = N_("The ticket number is of room %(found)s, not %(expected)s.")
        faults.error(place, "candidates.wrong_room", told, found=parts.room, expected=room)
    if parts.session != row.session:
        told = N_("The ticket number is of session %(found)d, but column 场次 says %(expected)d.")
        faults.error(place, "candidates.wrong_session", told, found=parts.session, expected=row.session)
    if parts.sequence != row.sequence:
        told = N_("The ticket number ends in sequence %(found)d, but column 序号 says %(expected)d.")
        faults.warn(place, "candidates.other_sequence", told, found=parts.sequence, expected=row.sequence)


def _refuse_form(ticket: str, place: Place, faults: Faults) -> None:
    if ticket.isascii() and ticket.isdigit():
        told = N_("The ticket number has %(length)d digits; it must have %(expected)d.")
        faults.error(place, "candidates.ticket_length", told, length=len(ticket), expected=TICKET_LENGTH)
    else:
        told = N_("Ticket number “%(ticket)s” holds something else than digits.")
        faults.error(place, "candidates.ticket_characters", told, ticket=ticket)


def _check_planned(row: CandidateRow, plan: PlanFile, place: Place, faults: Faults) -> None:
    planned = plan.session(row.session)
    if not planned:
        told = N_("The plan has no session %(session)d.")
        faults.error(place.at(SESSION), "candidates.unknown_session", told, session=row.session)
    elif row.subject not in {session.subject for session in planned}:
        told = N_("Subject “%(subject)s” is not in session %(session)d of the plan.")
        values = {"subject": row.subject, "session": row.session}
        faults.error(place.at(SUBJECT), "candidates.unknown_subject", told, **values)
    if plan.rules.seating == "list" and row.seat_number is None:
        told = N_("The plan seats by list, but this candidate has no seat number.")
        faults.error(place.at(SEAT), "candidates.seat_missing", told)
