"""The documents over HTTP: the sheet, the wait for its PDF, and the answers as a file (E18, F3)."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proctor_site.documents.streaming import in_parts
from proctor_site.documents.works import file_of
from rooms.jobs import do
from rooms.models import Job
from tests.administration.browsing import client_of
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def boss(day: Day, settings, tmp_path) -> Client:
    settings.DATA_DIR = tmp_path
    return client_of("boss")


def ask(client: Client, day: Day) -> Job:
    client.get(reverse("documents:record-sheet-pdf", args=[day.session.uuid]))
    return Job.objects.get()


def state(client: Client, job: Job) -> dict[str, Any]:
    return client.get(reverse("documents:state", args=[job.pk])).json()


def test_the_sheet_opens_with_its_words_and_without_a_script_inside(day: Day, boss: Client):
    page = boss.get(reverse("documents:record-sheet", args=[day.session.uuid])).content.decode()

    assert all(words in page for words in ("考场情况记录单", "一、缺考情况", "下载PDF", 'lang="zh-Hans"'))
    assert ("style=" in page, "onclick" in page, "<script>" in page) == (False, False, False)


def test_the_pdf_is_waited_for_and_then_saved(day: Day, boss: Client):
    job = ask(boss, day)
    before = state(boss, job)
    do.call(str(job.pk), "proctor_site.documents.works")
    after = state(boss, job)

    file = boss.get(after["url"])

    assert (before["state"], before["ended"], after["state"], after["ended"]) == ("waiting", False, "done", True)
    assert (file["Content-Type"], file.getvalue()[:5]) == ("application/pdf", b"%PDF-")
    assert file["Content-Disposition"] == 'attachment; filename="1999999001-1-20260307-080000.pdf"'


def test_the_waiting_page_says_that_no_worker_runs(day: Day, boss: Client):
    job = ask(boss, day)
    day.later(seconds=6)

    page = boss.get(reverse("documents:job", args=[job.pk]))

    assert "后台处理程序没有运行" in page.content.decode()
    assert (page["Refresh"], state(boss, job)["ended"]) == ("3", False)


def test_a_finished_sheet_is_given_at_once(day: Day, boss: Client):
    job = ask(boss, day)
    do.call(str(job.pk), "proctor_site.documents.works")

    again = boss.get(reverse("documents:record-sheet-pdf", args=[day.session.uuid]))

    assert again["Location"] == reverse("documents:file", args=[job.pk])
    assert file_of(job).exists()


def test_a_job_is_cancelled_from_the_page(day: Day, boss: Client):
    job = ask(boss, day)

    boss.post(reverse("documents:cancel", args=[job.pk]))

    assert state(boss, job)["text"] == "已取消。"


def test_answers_go_out_as_lines_and_the_journal_says_so(day: Day, boss: Client):
    li = day.in_exam("Li")
    day.answer(li, "single-1", "A")
    url = reverse("documents:answers", args=[day.session.uuid])
    asked = boss.get(url)

    file: Any = boss.post(url)

    lines = [json.loads(line) for line in b"".join(file.streaming_content).splitlines()]
    assert asked.status_code == 200
    assert [line["kind"] for line in lines].count("sitting") == 5
    assert any(line["kind"] == "fold" and line["answers"] == {"single-1": "A"} for line in lines)
    assert day.journal()[-1] == "answers_exported"


@pytest.mark.asyncio
async def test_under_asgi_lines_are_sent_a_part_at_a_time():
    lines = iter([b"a\n"] * 450)

    parts = [len(part) async for part in in_parts(lines)]

    assert parts == [400, 400, 100]
