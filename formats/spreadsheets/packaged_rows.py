"""A candidate of an exam package as the row of a list that he came from."""

from formats.exam_package import PackagedCandidate
from formats.spreadsheets.rows import CandidateRow


def row_of(person: PackagedCandidate, *, row: int, session_name: str = "") -> CandidateRow:
    return CandidateRow(
        row=row,
        session=person.session,
        session_name=session_name,
        ticket=person.ticket,
        name=person.name,
        id_number=person.id_number,
        id_complete=person.id_complete,
        sequence=person.sequence,
        subject=person.subject,
        factor=person.factor_permille / 1000,
        extra_minutes=float(person.extra_minutes),
        large_type=person.large_type,
        seat_number=person.seat_number,
    )
