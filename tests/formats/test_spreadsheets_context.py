"""A list against the room, the plan and the network it is for (B5, B10, F14)."""

import io

import msgspec
import pytest

from formats.plan import PlanFile
from formats.spreadsheets import CandidateRow, SeatRow, candidates, check_count, check_network, check_plan, check_room
from formats.spreadsheets.candidate_list import LAYOUT
from tests.formats.test_spreadsheets_malformed import read, told
from tests.formats.test_spreadsheets_samples import SUBJECT, the_plan

HEADERS = (*LAYOUT.required, *LAYOUT.optional)


def candidate(sequence: int, **changes: object) -> CandidateRow:
    row = CandidateRow(
        row=sequence + 1,
        session=1,
        session_name="第一场次",
        ticket=f"190119999990011{sequence:03d}",
        name=f"张{sequence}",
        id_number="",
        id_complete=False,
        sequence=sequence,
        subject=SUBJECT,
    )
    return CandidateRow(**{**{name: getattr(row, name) for name in row.__dataclass_fields__}, **changes})


def seat(row: int, ip: str) -> SeatRow:
    return SeatRow(row=row, number=row - 1, ip=ip)


def ruled(**rules: object) -> PlanFile:
    plan = the_plan()
    return msgspec.structs.replace(plan, rules=msgspec.structs.replace(plan.rules, **rules))


def csv_of(**cells: str) -> io.BytesIO:
    row = {
        "场次": "1",
        "准考证号": "190119999990011001",
        "姓名": "张三",
        "身份证号": "999999199805092555",
        "序号": "1",
        "科目": SUBJECT,
    } | cells
    lines = [",".join(HEADERS), ",".join(f'"{row.get(column, "")}"' for column in HEADERS)]
    return io.BytesIO("\r\n".join(lines).encode())


def test_the_most_frequent_network_counts_without_a_proctor_machine():
    rows = [seat(2, "10.0.0.9"), seat(3, "192.168.0.15"), seat(4, "192.168.0.16")]

    assert told(check_network(rows), level="confirm") == [("seats.other_network", None, 2, "IP地址")]


def test_the_proctor_machines_network_counts_where_it_is_known():
    rows = [seat(2, "192.168.0.15"), seat(3, "192.168.0.16")]

    assert [fault.row for fault in check_network(rows, proctor_ip="10.0.0.1")] == [2, 3]


def test_a_rehearsal_on_one_machine_may_use_loopback_addresses():
    rows = [seat(2, "127.0.0.11"), seat(3, "127.0.1.12")]

    assert check_network(rows, proctor_ip="127.0.0.1") == []
    assert [fault.code for fault in check_network(rows)] == ["seats.ip_loopback"] * 2


def test_a_right_ticket_number_has_no_fault():
    assert check_room([candidate(1)], room_code="1999999001") == []


@pytest.mark.parametrize(
    ("ticket", "code"),
    [
        ("190219999990021001", "candidates.wrong_room"),
        ("190119999980011001", "candidates.wrong_centre"),
        ("190119999990012001", "candidates.wrong_session"),
        ("19011999999001100", "candidates.ticket_length"),
        ("1901199999900110O1", "candidates.ticket_characters"),
    ],
)
def test_a_ticket_number_of_elsewhere_is_refused(ticket, code):
    assert told(check_room([candidate(1, ticket=ticket)], room_code="1999999001")) == [(code, None, 2, "准考证号")]


def test_a_room_known_by_three_digits_leaves_the_centre_open():
    rows = [candidate(1, ticket="190119999980011001"), candidate(2, ticket="190219999990021002")]

    assert told(check_room(rows, room_code="001")) == [("candidates.wrong_room", None, 3, "准考证号")]


def test_a_ticket_number_that_ends_in_another_sequence_is_a_warning():
    rows = [candidate(1, ticket="190119999990011007")]

    assert told(check_room(rows), level="warning") == [("candidates.other_sequence", None, 2, "准考证号")]


def test_more_candidates_than_planned_are_refused():
    faults = check_count([candidate(sequence) for sequence in range(1, 42)], the_plan())

    assert [(fault.code, fault.level) for fault in faults] == [("candidates.too_many", "error")]
    assert str(faults[0]) == "Session 1 has 41 candidates; the room holds 40."


def test_fewer_candidates_than_planned_are_a_warning():
    faults = check_count([candidate(1)], the_plan())

    assert [(fault.code, fault.level) for fault in faults] == [("candidates.fewer", "warning")]


def test_without_a_plan_a_session_holds_five_hundred():
    five_hundred = [candidate(sequence) for sequence in range(1, 501)]

    assert check_count(five_hundred, None) == []
    assert told(check_count([*five_hundred, candidate(501)], None)) == [("candidates.too_many", None, None, None)]


def test_sessions_and_subjects_must_be_planned():
    rows = [candidate(1, session=3), candidate(2, subject="Java")]

    assert told(check_plan(rows, the_plan())) == [
        ("candidates.unknown_session", None, 2, "场次"),
        ("candidates.unknown_subject", None, 3, "科目"),
    ]


def test_seating_by_list_needs_a_seat_for_everybody():
    rows = [candidate(1, seat_number=7), candidate(2)]

    assert told(check_plan(rows, ruled(seating="list"))) == [("candidates.seat_missing", None, 3, "机位号")]


def test_incomplete_id_numbers_are_refused_where_the_plan_logs_in_by_them():
    found = read(candidates, "candidates_bad_id.xlsx", plan=ruled(login_by="ticket_and_id"))

    assert [fault.row for fault in found.faults if fault.column == "身份证号" and fault.level == "error"] == [
        2,
        3,
        4,
        5,
        6,
    ]
    assert found.rows == []


@pytest.mark.parametrize(
    ("typed", "factor", "minutes"),
    [
        ("", 1.0, 0.0),
        ("延长系数 1.25", 1.25, 0.0),
        ("延长系数１．５", 1.5, 0.0),
        ("延长 15 分钟", 1.0, 15.0),
        ("延长系数1.2；延长10分", 1.2, 10.0),
    ],
)
def test_accommodations_are_understood(typed, factor, minutes):
    row = candidates(csv_of(照顾=typed), "a.csv").rows[0]

    assert (row.factor, row.extra_minutes) == (factor, minutes)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"照顾": "多给点时间"}, "candidates.care_unknown", "照顾"),
        ({"照顾": "延长系数 0.5"}, "candidates.care_range", "照顾"),
        ({"照顾": "延长 500 分钟"}, "candidates.care_range", "照顾"),
        ({"字号": "巨大"}, "cell.choice", "字号"),
        ({"机位号": "0"}, "cell.range", "机位号"),
        ({"机位号": "一"}, "cell.not_whole", "机位号"),
        ({"场次": "12"}, "cell.range", "场次"),
        ({"科目": ""}, "cell.empty", "科目"),
        ({"准考证号": ""}, "cell.empty", "准考证号"),
        ({"准考证号": "1.90120E+17"}, "candidates.ticket_numeric", "准考证号"),
        ({"身份证号": "9.99999E+17"}, "candidates.id_numeric", "身份证号"),
        ({"身份证号": "99999919980509255#"}, "candidates.id_characters", "身份证号"),
    ],
)
def test_a_cell_that_cannot_be_understood_is_refused(cells, code, column):
    found = candidates(csv_of(**cells), "a.csv")

    assert told(found.faults) == [(code, None, 2, column)]
    assert found.rows == []


def test_a_passport_is_taken_unchecked_and_said_to_be():
    found = candidates(csv_of(身份证号="E12345678"), "a.csv")

    assert [(row.id_number, row.id_complete) for row in found.rows] == [("E12345678", True)]
    assert told(found.faults, level="warning") == [("candidates.id_unchecked", None, 2, "身份证号")]


def test_a_ticket_number_typed_full_width_or_with_blanks_is_one():
    found = candidates(csv_of(准考证号="’１９０１ 1999999 001 1 001".strip("’")), "a.csv")

    assert [row.ticket for row in found.rows] == ["190119999990011001"]
    assert found.faults == []


@pytest.mark.parametrize("name", ["=1+1", "+86", "-x", "@SUM(A1)", "＝1+1"])
def test_a_name_that_begins_like_a_formula_is_refused(name: str):
    found = candidates(csv_of(姓名=name), "x.csv")

    assert told(found.faults) == [("candidates.name_formula", None, 2, "姓名")]
    assert found.rows == []


@pytest.mark.parametrize(
    ("session", "name", "expected"),
    [
        ("1", "李四", [("error", "candidates.id_of_another")]),
        ("2", "李四", [("warning", "candidates.id_of_another")]),
        ("1", "张三", [("warning", "candidates.same_id")]),
        ("2", "张三", []),
    ],
)
def test_an_id_number_is_that_of_one_person(session: str, name: str, expected: list[tuple[str, str]]):
    first = csv_of().read()
    second = csv_of(场次=session, 姓名=name, 准考证号=f"19011999999001{session}002", 序号="2").read()

    found = candidates(io.BytesIO(first + b"\r\n" + second.split(b"\r\n")[1]), "x.csv")

    assert [(fault.level, fault.code) for fault in found.faults] == expected
