"""The control room over HTTP: acts, previews, lists, rights (E9-E12, E16, E21, E22, F10, S1)."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from openpyxl import load_workbook

from exams.models import Sitting
from incidents.models import Violation
from incidents.operations import lock_screen, register_violation
from journal.clock import to_ms
from rooms.operations import open_matter
from tests.day import PASSWORD, PEOPLE, Day

pytestmark = pytest.mark.django_db(databases="__all__")
Post = Callable[..., tuple[int, dict[str, Any]]]
ENTERING: dict[str, Any] = {
    "administrator": "Boss",
    "administrator_phone": "1",
    "invigilators": [{"name": "Ann", "phone": "2"}],
    "reason": "no seal",
    "password": PASSWORD,
}


@pytest.fixture
def browser(day: Day) -> Client:
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.force_login(day.boss)
    return client


@pytest.fixture
def post(browser: Client, day: Day) -> Post:
    def press(verb: str, **body: Any) -> tuple[int, dict[str, Any]]:
        response = browser.post(f"{base(day)}{verb}/", body, content_type="application/json")
        return response.status_code, response.json()

    return press


def base(day: Day) -> str:
    return f"/admin/control-room/{day.session.uuid}/"


def test_a_batch_tells_of_each_candidate_and_one_refusal_stops_no_other(day: Day, post: Post):
    li, wang = day.in_exam("Li"), day.in_exam("Wang")
    zhang = day.sitting("Zhang")

    status, answer = post("resume", sittings=[str(s.pk) for s in (li, wang, zhang)], reason="switch without power")

    assert (status, answer["ok"], answer["text"]) == (200, True, "3名考生中完成2名。")
    assert [(result["name"], result["ok"]) for result in answer["results"]] == [
        ("Li", True),
        ("Wang", True),
        ("Zhang", False),
    ]
    assert {name: day.sitting(name).epoch for name in ("Li", "Wang", "Zhang")} == {"Li": 2, "Wang": 2, "Zhang": 1}


def test_the_session_is_taken_from_entering_to_its_end(day: Day, post: Post):
    post("enter", **ENTERING)
    day.at(8, 40)
    done = [post(verb)[0] for verb in ("authorise", "allow_login")]
    day.at(8, 57)
    done.append(post("allow_start")[0])
    day.submitted("Li")
    day.at(9, 31)
    absent = post("register_absence", sittings=[str(day.sitting(name).pk) for name in PEOPLE[1:]], reason="")
    refused = post("end_session", password=PASSWORD, empty_confirmed=False)
    ended = post("end_session", password=PASSWORD, empty_confirmed=True)

    assert done == [200, 200, 200]
    assert (absent[0], refused[0], refused[1]["code"], ended[0]) == (200, 409, "end.empty", 200)
    assert day.session.ended_at is not None
    assert day.session.invigilators == [{"name": "Ann", "phone": "2"}]


def test_a_wrong_password_ends_nothing(day: Day, post: Post):
    assert post("end_session", password="wrong")[1]["code"] == "password.wrong"
    assert day.session.ended_at is None


def test_extra_time_says_what_was_really_granted(day: Day, post: Post):
    li = day.in_exam("Li")

    status, answer = post("give_extra_time", sittings=[str(li.pk)], minutes=5, reason="noise")

    assert (status, answer["text"]) == (200, "1名考生中完成1名。 实际补时5分钟。")


def test_settling_an_open_candidate(day: Day, post: Post):
    li = day.in_exam("Li")

    status, answer = post("settle", sitting=str(li.pk), how="submit", reason="machine broken", password=PASSWORD)

    assert (status, answer["ok"], day.sitting("Li").submitted_by) == (200, True, "proctor")


def test_settling_several_at_once(day: Day, post: Post):
    """E22: each is done for himself; who was never in the exam is refused by name."""
    people = [day.in_exam("Li"), day.in_exam("Wang"), day.sitting("Zhang")]

    status, answer = post(
        "settle", sittings=[str(sitting.pk) for sitting in people], how="submit", reason="left", password=PASSWORD
    )

    assert (status, [result["ok"] for result in answer["results"]]) == (200, [True, True, False])
    assert [day.sitting(name).state for name in ("Li", "Wang", "Zhang")] == ["submitted", "submitted", "not_logged_in"]


def test_locking_and_lifting(day: Day, post: Post):
    li = day.in_exam("Li")

    done = [post("lock", sittings=[str(li.pk)], text="Do not talk")[0], post("unlock", sittings=[str(li.pk)])[0]]

    assert done == [200, 200]
    assert day.journal()[-2:] == ["screen_locked", "screen_unlocked"]


def test_a_violation_is_registered_and_cancelled(day: Day, post: Post):
    post("register_violation", sittings=[str(day.sitting("Li").pk)], type="A101", description="A slip")
    violation = Violation.objects.get()

    status, _ = post("cancel_violation", violation=violation.pk, reason="wrong candidate")

    assert (status, Violation.objects.standing().count()) == (200, 0)


def test_a_matter_is_settled(day: Day, post: Post):
    matter = open_matter(day.room, "hand_raised", "x")

    status, _ = post("settle_matter", matter=matter.pk)

    matter.refresh_from_db()
    assert (status, matter.settled_at) == (200, day.now)


def test_a_machine_that_waits_outside_is_admitted(day: Day, post: Post):
    day.in_exam("Li")
    matter = open_matter(day.room, "enrolment_closed", "192.168.0.99 x", values={"address": "192.168.0.99"})

    status, _ = post("admit_machine", matter=matter.pk)

    matter.refresh_from_db()
    assert (status, matter.values["admitted"]) == (200, True)


def test_machines_are_started_and_closed_with_a_result_each(day: Day, post: Post):
    day.in_exam("Li")

    started, closed = post("start_client", seats="all")[1], post("close_client", seats=[1, 2])[1]

    assert len(started["results"]) == 8
    assert [(result["seat"], result["ok"]) for result in closed["results"]] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("resume", {"reason": "x"}),
        ("resume", {"sittings": ["not a uuid"], "reason": "x"}),
        ("resume", {"sittings": [], "reason": "x"}),
        ("resume", {"sittings": ["00000000-0000-4000-8000-000000000000"], "reason": 5}),
        ("give_extra_time", {"sittings": ["00000000-0000-4000-8000-000000000000"], "minutes": 1.5, "reason": "x"}),
        ("give_extra_time", {"sittings": ["00000000-0000-4000-8000-000000000000"], "minutes": True, "reason": "x"}),
        ("settle", {"sitting": "x", "how": "both", "reason": "x", "password": "x"}),
        ("enter", {"administrator": "A", "administrator_phone": "", "invigilators": "B"}),
        ("cancel_violation", {"violation": 99, "reason": "x"}),
        ("settle_matter", {"matter": 99}),
        ("start_client", {"seats": "some"}),
        ("register_violation", {"sittings": [], "type": "A101", "description": "x", "happened_at": "now"}),
    ],
)
def test_a_faulty_body_is_refused_with_words(day: Day, post: Post, verb: str, body: dict[str, Any]):
    status, answer = post(verb, **body)

    assert (status, answer["ok"], bool(answer["text"])) == (409, False, True)
    assert day.journal() == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'"text"', b"null"])
def test_a_body_that_is_no_object_is_refused(day: Day, browser: Client, body: bytes):
    response = browser.generic("POST", f"{base(day)}resume/", body, content_type="application/json")

    assert (response.status_code, response.json()["ok"]) == (409, False)


def test_an_unknown_verb_or_session_is_not_found(day: Day, browser: Client):
    unknown = "/admin/control-room/00000000-0000-4000-8000-000000000000/"

    assert browser.post(f"{base(day)}explode/", {}, content_type="application/json").status_code == 404
    assert browser.get(unknown).status_code == 404


def test_a_supervisor_sees_and_changes_nothing(day: Day):
    supervisor = Client(REMOTE_ADDR="127.0.0.1")
    day.person("supervisor")
    supervisor.force_login(User.objects.get(username="supervisor"))
    li = day.in_exam("Li")
    before = day.journal()

    seen = supervisor.get(base(day)).status_code
    acted = supervisor.post(
        f"{base(day)}resume/", {"sittings": [str(li.pk)], "reason": "x"}, content_type="application/json"
    )

    assert (seen, acted.status_code) == (200, 200)
    assert [result["code"] for result in acted.json()["results"]] == ["right.missing"]
    assert (day.journal(), day.sitting("Li").epoch) == (before, 1)


def test_who_has_no_role_sees_nothing(day: Day, django_user_model: Any):
    stranger = Client(REMOTE_ADDR="127.0.0.1")
    stranger.force_login(django_user_model.objects.create_user("stranger"))

    assert stranger.get(base(day)).status_code == 403
    assert Client(REMOTE_ADDR="127.0.0.1").get(base(day)).status_code == 302


def test_the_preview_says_who_will_be_left_out_and_why(day: Day, browser: Client):
    li, zhang = day.in_exam("Li"), day.sitting("Zhang")

    rows = browser.get(f"{base(day)}preview/give_extra_time/?sittings={li.pk},{zhang.pk}").json()["rows"]

    assert [(row["name"], row["ok"]) for row in rows] == [("Li", True), ("Zhang", False)]
    assert {key: rows[0][key] for key in ("granted", "free", "most")} == {"granted": 0, "free": 10, "most": 30}
    assert rows[1]["why"]


def test_who_is_locked_already_is_left_out_of_a_lock_with_the_text_that_stands(day: Day, browser: Client):
    li, wang = day.in_exam("Li"), day.in_exam("Wang")
    lock_screen(day.proctor, li, text="Hands up")

    rows = browser.get(f"{base(day)}preview/lock/?sittings={li.pk},{wang.pk}").json()["rows"]

    assert [(row["name"], row["ok"]) for row in rows] == [("Li", False), ("Wang", True)]
    assert "Hands up" in rows[0]["why"]


def test_an_interruption_noticed_late_does_not_say_that_the_exam_goes_on(day: Day, post: Post):
    day.in_exam("Li")
    day.at(9, 10)
    span = {"from": to_ms(day.now - timedelta(minutes=5)), "to": to_ms(day.now - timedelta(minutes=3))}

    answer = post("interrupt_afterwards", sittings="all", reason="noise", **span)[1]

    assert (answer["ok"], "考试继续" in answer["text"]) == (True, False)


def test_lists_open_as_rows_and_as_files_with_chinese_and_formulas_as_text(day: Day, browser: Client):
    register_violation(day.proctor, day.sitting("Li"), type_code="A101", description='=HYPERLINK("x")中文')

    told = browser.get(f"{base(day)}list/violations/").json()
    xlsx = browser.get(f"{base(day)}list/violations/?format=xlsx")
    csv = browser.get(f"{base(day)}list/violations/?format=csv")

    (sheet,) = load_workbook(BytesIO(xlsx.content)).worksheets
    described = [cell for row in sheet.iter_rows(min_row=2) for cell in row if "HYPERLINK" in str(cell.value)]
    assert told["rows"][0]["name"] == "Li"
    assert [cell.data_type for cell in described] == ["s"]
    assert csv.content.startswith(b"\xef\xbb\xbf")
    assert b",=HYPERLINK" not in csv.content
    assert b',"=HYPERLINK' not in csv.content


@pytest.mark.parametrize("kind", ["violations", "resumes", "extra_time", "absences", "offline"])
def test_every_list_can_be_read_when_it_is_empty(day: Day, browser: Client, kind: str):
    assert browser.get(f"{base(day)}list/{kind}/").json()["rows"] == []


def test_the_list_of_candidates_has_the_columns_of_the_list_view(day: Day, browser: Client):
    day.in_exam("Li")
    day.submitted("Wang")

    told = browser.get(f"{base(day)}list/sittings/").json()

    heads = [head for _key, head in told["columns"]]
    assert heads == ["准考证号", "姓名", "序号", "科目", "机位号", "考试状态", "在线标记", "交卷状态", "IP地址"]
    keys = ("name", "seat", "state", "online", "submitted")
    assert [[row[key] for key in keys] for row in told["rows"][:3]] == [
        ["Li", "001", "考试中", "在线", "未交卷"],
        ["Wang", "002", "已交卷", "在线", "已交卷"],
        ["Zhang", "-", "未登录", "-", "未交卷"],
    ]


def test_a_page_that_back_brings_is_asked_for_anew(day: Day, browser: Client):
    pages = [browser.get("/admin/control-room/"), browser.get(base(day))]

    assert ["no-store" in page["Cache-Control"] for page in pages] == [True, True]


def test_an_act_on_another_session_s_candidate_is_left_out(day: Day, post: Post):
    stranger = Sitting.objects.exclude(session=day.session).first()

    status, answer = post("resume", sittings=["00000000-0000-4000-8000-000000000000"], reason="x")

    assert stranger is None
    assert (status, answer["results"]) == (200, [])


def test_after_the_end_the_names_stay(day: Day, post: Post):
    post("enter", **ENTERING)
    day.submitted("Li")
    day.at(9, 31)
    post("register_absence", sittings=[str(day.sitting(name).pk) for name in PEOPLE[1:]], reason="")
    post("end_session", password=PASSWORD, empty_confirmed=True)

    status, answer = post("enter", administrator="Other", administrator_phone="", invigilators=[{"name": "Eve"}])

    assert (status, answer["code"], day.session.administrator) == (409, "session.ended", "Boss")
