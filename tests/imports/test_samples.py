"""The good samples: a room, its seats, plan, candidates and paper (B5, B10, B12, F14)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from exams.models import Candidate, Paper, Plan, Session, Sitting
from exams.papers import open_sealed
from formats.paper import from_json
from incidents.models import ViolationType
from journal import clock, record
from journal.models import Chain, Event
from rooms.models import Room, Seat
from tests.imports.conftest import NOTHING, Browser, Load, recorded, stored

FILES = ("papers_001.xlsx", "candidates_001.xlsx", "seats_40.xlsx", "exam_plan_001.xlsx")
ALL = {"Room": 1, "Seat": 40, "Plan": 1, "Candidate": 80, "Sitting": 80, "Paper": 2}
EVENTS = ["room_created", "plan_loaded", "seats_imported", "candidates_loaded", "papers_loaded"]


def test_all_of_a_room_is_loaded_whatever_the_order_of_the_files(load: Load):
    loaded = load(*FILES)

    assert loaded.status == 0
    assert "已导入考场1999999001" in loaded.text
    assert stored() == ALL
    assert recorded() == EVENTS
    assert [list(record.verify(chain)) for chain in Chain.objects.all()] == [[]]


def test_the_same_on_the_page_with_one_yes(whole_browser: Browser):
    page = whole_browser.choose(*FILES)
    counts = [section.counts for section in page.context["found"].sections]

    whole_browser.agree(page)

    assert counts == [
        {"refused": 0},
        {"added": 40, "changed": 0, "unchanged": 0, "refused": 0},
        {"added": 80, "changed": 0, "removed": 0, "unchanged": 0, "refused": 0},
        {"refused": 0},
    ]
    assert stored() == ALL
    assert recorded() == EVENTS


def test_a_start_that_passes_while_somebody_reads_the_preview_is_no_other_import(browser: Browser):
    start_ms = clock.to_ms(datetime(2019, 12, 21, 1, tzinfo=UTC))
    with clock.running_on(lambda: start_ms - 1000):
        page = browser.choose(*FILES)

    with clock.running_on(lambda: start_ms + 1000):
        browser.agree(page)

    assert stored() == ALL


def test_the_room_stands_alone_and_the_plan_keeps_its_rules(load: Load):
    load(*FILES)

    room, plan = Room.objects.get(), Plan.objects.get()

    assert (room.code, room.mode) == ("1999999001", Room.Mode.STANDALONE)
    assert (plan.name, plan.kind, plan.rules.free_extra_minutes, plan.rules.max_extra_minutes) == (
        "测试任务",
        "formal",
        10,
        30,
    )
    assert (plan.rules.late_limit_min, plan.rules.allow_reset, len(plan.file.rules_text)) == (30, True, 5)


def test_sessions_have_their_times_and_subjects(load: Load):
    load(*FILES)

    told = [(session.number, session.name, session.planned_start) for session in Session.objects.all()]
    subject = Session.objects.get(number=2).subjects.get()

    assert told == [
        (1, "第一场次", datetime(2019, 12, 21, 1, 0, tzinfo=UTC)),
        (2, "第二场次", datetime(2019, 12, 21, 6, 0, tzinfo=UTC)),
    ]
    assert (subject.name, subject.duration, subject.expected) == ("Web前端开发(初级)", timedelta(minutes=90), 40)


def test_another_start_moves_all_sessions_alike(load: Load):
    load(*FILES, starts_at=datetime(2026, 12, 1, 9, 30))

    starts = list(Session.objects.values_list("planned_start", flat=True))

    assert starts == [datetime(2026, 12, 1, 1, 30, tzinfo=UTC), datetime(2026, 12, 1, 6, 30, tzinfo=UTC)]
    assert [row.starts_at for row in Plan.objects.get().file.sessions] == starts


def test_another_start_can_be_given_on_the_page(browser: Browser):
    browser.agree(browser.choose("exam_plan_001.xlsx", starts_at="2026-12-01T09:30"))

    assert Session.objects.get(number=1).planned_start == datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


def test_papers_are_sealed_each_with_its_own_key_and_without_answers(load: Load):
    load(*FILES)
    first, second = Paper.objects.order_by("pk")

    paper = from_json(open_sealed(bytes(first.sealed), bytes(first.key)))

    assert (first.questions, len(paper.questions), paper.number) == (21, 21, "WEB-CJ-2019-A")
    assert bytes(first.key) != bytes(second.key)
    assert first.answer_key["single/1"] == "A"
    assert "answer" not in json.dumps(open_sealed(bytes(first.sealed), bytes(first.key)).decode())


def test_lists_without_a_plan_go_to_room_001(load: Load):
    loaded = load("seats_5.csv")

    assert loaded.status == 0
    assert [seat.ip for seat in Seat.objects.filter(room__code="001")] == [f"192.168.0.{n}" for n in range(15, 20)]


def test_a_room_known_by_three_digits_becomes_the_plan_s_room(load: Load):
    load("seats_5.csv")

    load("exam_plan_001.xlsx")

    assert Room.objects.get().code == "1999999001"
    assert recorded()[-2:] == ["room_code_completed", "plan_loaded"]


def test_candidates_without_a_plan_wait_for_one(load: Load):
    loaded = load("seats_40.xlsx", "candidates_001.xlsx")

    assert loaded.status == 1
    assert "还没有载入考务" in loaded.text
    assert stored()["Seat"] == 0


def test_what_is_loaded_twice_changes_nothing(load: Load):
    load(*FILES)
    before = set(Sitting.objects.values_list("pk", flat=True))

    loaded = load(*FILES)

    assert loaded.status == 0
    assert "机位): 新增 0, 修改 0, 不变 40, 拒绝 0" in loaded.text
    assert "考生): 新增 0, 修改 0, 去掉 0, 不变 80, 拒绝 0" in loaded.text
    assert stored() == ALL
    assert set(Sitting.objects.values_list("pk", flat=True)) == before


def test_accommodations_are_kept(load: Load):
    load("exam_plan_001.xlsx", "candidates_001_care.xlsx")

    cared = Candidate.objects.exclude(factor_permille=1000, extra_minutes=0, large_type=False)

    columns = ("session__number", "sequence", "factor_permille", "extra_minutes", "large_type")
    assert sorted(cared.values_list(*columns)) == [
        (1, 7, 1250, 0, True),
        (1, 20, 1000, 15, False),
        (1, 31, 1000, 0, True),
        (2, 7, 1250, 0, True),
        (2, 20, 1000, 15, False),
        (2, 31, 1000, 0, True),
    ]


def test_by_sequence_everybody_sits_at_the_seat_of_the_number(load: Load):
    loaded = load("exam_plan_001.xlsx", "candidates_001_care.xlsx")

    assert "不按名单编排座位" in loaded.text
    assert list(Candidate.objects.exclude(seat_number=None).values_list("seat_number", "sequence")) == [
        (number, number) for _session in (1, 2) for number in range(1, 41)
    ]


def test_a_plan_for_another_room_is_refused(load: Load):
    loaded = load("exam_plan_001.xlsx", room="002")

    assert loaded.status == 1
    assert "考务属于考场1999999001，而指定的考场是002" in loaded.text
    assert recorded() == ["import_refused"]


def test_two_files_of_a_kind_are_refused_together(load: Load):
    loaded = load("seats_5.csv", "seats_40.xlsx")

    assert loaded.status == 1
    assert "与seats_5.csv是同一类文件" in loaded.text
    assert stored()["Seat"] == 0


def test_one_bad_file_keeps_the_good_ones_out(load: Load):
    loaded = load("exam_plan_001.xlsx", "seats_40.xlsx", "malformed/papers_bad.xlsx")

    assert loaded.status == 1
    assert stored() == NOTHING
    assert recorded() == ["import_refused"] * 3


@pytest.mark.usefixtures("db")
def test_the_catalogue_of_violations_is_there_in_both_languages():
    types = {entry.code: entry for entry in ViolationType.objects.all()}

    assert len(types) == 34
    assert types["A101"].text_zh.startswith("携带通讯工具")
    assert types["A101"].text_en.startswith("Bringing a communication device")


def test_names_of_people_are_not_in_the_journal_s_clear_text(load: Load):
    load(*FILES)

    bodies = "".join(Event.objects.values_list("body", flat=True))

    assert "王丽娜" not in bodies
    assert "190119999990011001" not in bodies
    assert "PC15" not in bodies
