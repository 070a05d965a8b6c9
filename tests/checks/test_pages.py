"""The pages of both checks over HTTP: what they show, their acts, the reports (B8, B9, B11, D4)."""

import json

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proctor_site.checks.picture import picture
from proctor_site.checks.reports import ask_for_environment, ask_for_seal
from proctor_site.documents.works import file_of
from rooms.checks.asking import asked_of
from rooms.checks.models import CheckDefaults, SealCheck
from rooms.checks.operations import start_check
from rooms.jobs import do
from rooms.models import Job
from tests.checks.build import says
from tests.day import NINE, SEATS, Day

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE = "/admin/checks/environment/"


@pytest.fixture
def client(day: Day) -> Client:
    day.boss.is_staff = True
    day.boss.save()
    client = Client(headers={"accept": "text/html"})
    client.force_login(day.boss, backend="django.contrib.auth.backends.ModelBackend")
    return client


def act(client: Client, day: Day, verb: str):
    return client.post(f"{PAGE}{day.room.uuid}/act/{verb}/", headers={"accept": "application/json"})


def checked(day: Day, **other):
    run = start_check(day.proctor, day.room)
    says(day, run, *range(1, SEATS + 1), **other)
    run.refresh_from_db()
    return run


def test_the_page_is_there_and_its_buttons_call_the_verbs(day: Day, client: Client):
    shown = client.get(PAGE)

    started, stopped, unknown = (act(client, day, verb) for verb in ("start", "stop", "nonsense"))

    assert (shown.status_code, started.json(), stopped.json(), unknown.status_code) == (
        200, {"ok": True}, {"ok": True}, 404,
    )  # fmt: skip
    assert f"/checks/{day.room.uuid}/" in shown.content.decode()
    assert [code for code in day.journal() if code.startswith("check_")] == [
        "check_started", "check_stopped", "check_ended",
    ]  # fmt: skip


def test_a_refusal_is_told_in_words(day: Day, client: Client):
    answer = act(client, day, "again")

    assert (answer.status_code, answer.json()["code"]) == (409, "check.no_run")


def test_who_may_not_start_is_refused(day: Day):
    person = Client()
    day.person("supervisor")
    user = User.objects.get(username="supervisor")
    person.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    answer = act(person, day, "start")

    assert (answer.status_code, day.room.check_runs.count()) == (403, 0)


def test_the_picture_counts_and_shows_every_step(day: Day):
    run = start_check(day.proctor, day.room)
    says(day, run, 1, 2, disk={"free_mb": 1000, "write_mb_s": 5})
    says(day, run, 3, steps=("system", "cpu"))

    told = picture(day.room.uuid)

    figures = {name: told["figures"][name] for name in ("passed", "failed", "checking", "waiting", "done", "steps")}
    assert figures == {"passed": 0, "failed": 2, "checking": 1, "waiting": 5, "done": 34, "steps": 128}
    assert (told["seats"][3]["word"], told["seats"][3]["cells"][2]) == ("2 / 16", None)
    assert told["seats"][1]["why"] == ["空闲硬盘(GB)：实测 1，要求至少 5。"]
    assert (told["last"], told["run"]["state"]) == (None, "running")


def test_the_last_run_stands_beside_the_one_that_runs(day: Day):
    checked(day, memory={"mb": 1})
    day.later(minutes=1)
    start_check(day.proctor, day.room)

    told = picture(day.room.uuid)

    assert told["last"] == {"at": "2026-03-07 08:00:00", "seats": SEATS, "passed": 0}


def test_the_number_of_queries_does_not_grow_with_the_room(day: Day):
    run = start_check(day.proctor, day.room)
    says(day, run, 1)
    with CaptureQueriesContext(connection) as few:
        picture(day.room.uuid)
    says(day, run, 2, 3, 4)

    with CaptureQueriesContext(connection) as many:
        picture(day.room.uuid)

    assert len(many) == len(few)


def test_this_machine_is_looked_at_by_the_manuals_list(day: Day, client: Client):
    lines = client.get(f"{PAGE}{day.room.uuid}/own-machine/").json()["lines"]

    assert {line["verdict"] for line in lines} <= {"pass", "fail", "unknown"}
    assert "内存" in [line["title"] for line in lines]


def test_requirements_are_edited_before_a_plan_and_journaled(day: Day, client: Client):
    day.plan.sessions.update(ended_at=NINE)
    form = {f"item_{place}": f"{each.minimum}" for place, each in enumerate(asked_of(day.room).requirements.machine)}
    values = {**form, "item_2": "6", "software": "编辑器 = Code.exe；code", "forbidden": ""}

    bad = client.post(f"{PAGE}requirements/", {**values, "forbidden": "C:\\QQ.exe"})
    none = CheckDefaults.objects.count()
    good = client.post(f"{PAGE}requirements/", values)

    wanted = asked_of(day.room).requirements
    assert (bad.status_code, none, good.status_code) == (200, 0, 302)
    assert (wanted.minimum("内存(GB)"), wanted.software[0].executables) == (6.0, ("Code.exe", "code"))
    assert day.journal() == ["check_requirements_set"]


def test_the_report_is_a_page_and_a_file_that_stands_alone(day: Day, client: Client):
    address = f"{PAGE}{day.room.uuid}/report/"
    missing = client.get(address).status_code
    checked(day, forbidden={"count": 1, "running": "QQ.exe"})

    page, file = client.get(address), client.get(f"{address}?file")

    assert (missing, page.status_code) == (404, 200)
    assert "正在运行：QQ.exe" in page.content.decode()
    assert file["Content-Disposition"].endswith('.html"')
    assert "<style>" in file.content.decode()
    assert not any(word in file.content.decode() for word in ("<link", "<script", 'src="/'))


def test_what_a_machine_names_itself_cannot_break_the_report(day: Day, client: Client):
    run = start_check(day.proctor, day.room)
    says(day, run, 1, forbidden={"count": 1, "running": "<script>alert(1)</script> %s %(x)d"})

    text = client.get(f"{PAGE}{day.room.uuid}/report/").content.decode()

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; %s %(x)d" in text


@pytest.mark.slow
def test_both_reports_are_made_as_pdf(day: Day, client: Client):
    run = checked(day)
    client.post("/admin/checks/seal/", {"responsible": "张三"})
    jobs = [
        ask_for_environment(run, language="zh-hans", by=None),
        ask_for_seal(SealCheck.objects.get(), language="en", by=None),
    ]

    for job in jobs:
        do.call(str(job.pk), "proctor_site.checks.reports")
        job.refresh_from_db()

    assert [job.state for job in jobs] == [Job.State.DONE] * 2
    assert all(file_of(job).read_bytes().startswith(b"%PDF") for job in jobs)
    assert client.get(f"/admin/documents/jobs/{jobs[0].pk}/").status_code == 200


def test_the_seal_page_shows_every_line_and_the_printed_report_the_name(day: Day, client: Client):
    before = client.get("/admin/checks/seal/").content.decode()
    client.post("/admin/checks/seal/", {"responsible": "张三"})

    page = client.get("/admin/checks/seal/").content.decode()
    report = client.get(f"/admin/checks/seal/{SealCheck.objects.get().pk}/report/").content.decode()

    assert ("开始检测" in before, "封场检测未通过。" in page, page.count('<th scope="row">')) == (True, True, 13)
    assert "张三" in report


def test_entering_lists_the_failures_of_the_last_seal_check(day: Day, client: Client):
    client.post("/admin/checks/seal/", {"responsible": "张三"})
    people = {"administrator": "张三", "invigilators": [{"name": "李四"}]}
    address = f"/admin/control-room/{day.session.uuid}/"

    choose = client.get("/admin/control-room/").content.decode()
    refused = client.post(f"{address}enter/", json.dumps(people), "application/json")
    entered = client.post(
        f"{address}enter/",
        json.dumps({**people, "reason": "机位 8 坏了", "password": "correct horse battery"}),
        "application/json",
    )

    assert ("data-seal-check" in choose, "环境检测时效" in choose) == (True, True)
    assert (refused.json()["code"], entered.json()["ok"]) == ("enter.unsealed", True)
    assert "环境检测时效" in client.get(address).content.decode()
