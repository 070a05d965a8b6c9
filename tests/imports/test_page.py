"""The import page: what waits for a yes, for how long, and for whom (B5, B10)."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exams.models import Candidate, Plan
from journal.models import Event
from proctor_site.importing import shelf
from rooms.models import Room, Seat
from rooms.operations.seats import delete_seat
from tests.day import Day
from tests.imports.conftest import UPLOAD, Browser, person, recorded, stored

PLAN = "exam_plan_001.xlsx"
CANDIDATES = "candidates_001.xlsx"


def said(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_the_page_asks_for_files_first(browser: Browser):
    page = browser.client.post(UPLOAD, {})

    assert (page.status_code, "请至少选择一个文件" in page.content.decode()) == (400, True)


def test_what_waits_cannot_be_read_from_the_disk(browser: Browser, uploads: Path):
    browser.choose(PLAN, "papers_001.xlsx", CANDIDATES)

    [kept] = uploads.iterdir()

    assert oct(kept.stat().st_mode)[-3:] == "600"
    assert oct(uploads.stat().st_mode)[-3:] == "700"
    assert "999999" not in kept.read_bytes().decode("latin-1")


def test_after_the_yes_nothing_waits_any_more(browser: Browser, uploads: Path):
    page = browser.choose("seats_5.csv")
    browser.agree(page)

    again = browser.agree(page)

    assert list(uploads.iterdir()) == []
    assert "预览已不存在" in said(again)[0]
    assert recorded() == ["room_created", "seats_imported"]


def test_after_an_hour_the_files_are_chosen_again(browser: Browser, uploads: Path):
    page = browser.choose("seats_5.csv")
    [kept] = uploads.iterdir()
    os.utime(kept, (time.time() - shelf.KEPT_S - 1,) * 2)

    late = browser.agree(page)
    browser.choose("seats_5.csv")

    assert "预览已不存在" in said(late)[0]
    assert not kept.exists()
    assert Seat.objects.count() == 0


def test_the_preview_is_for_the_person_who_brought_the_files(browser: Browser):
    page = browser.choose("seats_5.csv")
    other = person("supervisor")
    other.is_superuser = True
    other.save()
    browser.client.force_login(other)

    assert "预览已不存在" in said(browser.agree(page))[0]


def test_what_has_changed_since_the_preview_is_looked_at_again(browser: Browser):
    browser.agree(browser.choose("seats_5.csv"))
    page = browser.choose("seats_40.xlsx")
    Seat.objects.filter(number=5).update(note="moved")

    again = browser.agree(page)
    done = browser.agree(again)

    assert "预览之后已有数据发生变化" in said(again)[0]
    assert "已导入考场001" in said(done)[0]


def test_a_preview_stores_nothing_and_is_no_event(browser: Browser):
    browser.choose(PLAN, "seats_40.xlsx", CANDIDATES)

    assert (set(stored().values()), recorded()) == ({0}, [])


def test_long_lists_come_a_hundred_rows_at_a_time(browser: Browser):
    lines = "".join(f"{n},10.0.{n // 200}.{n % 200 + 1},,\n" for n in range(1, 251))
    content = f"机位号,IP地址,计算机名,备注\n{lines}".encode()

    first = browser.client.post(UPLOAD, {"uploads": [SimpleUploadedFile("a.csv", content)]}, follow=True)
    last = browser.client.get(first.request["PATH_INFO"], {"page": "3"})

    assert [len(page.context["panels"][0].lines.object_list) for page in (first, last)] == [100, 50]


def test_id_numbers_are_masked_in_the_preview(browser: Browser):
    text = browser.choose(PLAN, CANDIDATES).content.decode()

    assert "999*************55" in text
    assert "999999199805092555" not in text


def test_a_newer_plan_shows_what_differs(browser: Browser):
    browser.agree(browser.choose(PLAN))

    page = browser.choose(PLAN, starts_at="2026-12-01T09:00")

    text = page.content.decode()
    assert "第1场次 Web前端开发(初级)：开始时间" in text
    assert "<del>2019-12-21 09:00</del>" in text
    assert "<ins>2026-12-01 09:00</ins>" in text


def test_lists_go_to_the_plan_that_was_chosen(browser: Browser):
    browser.agree(browser.choose(PLAN))
    formal = Plan.objects.get()
    mock = Plan.objects.create(
        room=formal.room, name="mock", kind="mock", content=formal.content, loaded_at=datetime.now(UTC)
    )

    page = browser.choose(CANDIDATES, plan=str(formal.pk))
    browser.agree(page)

    assert {candidate.session.plan_id for candidate in Candidate.objects.select_related("session")} == {formal.pk}
    assert mock.sessions.count() == 0


@pytest.mark.parametrize("role", ["invigilator", "supervisor"])
def test_only_who_may_import_comes_here(client: Client, db: None, role: str):
    client.force_login(person(role))

    assert client.get(UPLOAD).status_code == 403
    assert client.get("/admin/import/template/seats/").status_code == 403


def test_nobody_imports_into_a_room_of_others(client: Client, db: None):
    mine = Room.objects.create(code="1999999002")
    Room.objects.create(code="1999999001")
    client.force_login(person("administrator", mine))

    page = Browser(client).choose(PLAN)

    assert "考场1999999001不在您的考场之列" in page.content.decode()
    assert stored()["Plan"] == 0


@pytest.mark.parametrize("kind", ["seats", "candidates"])
def test_there_is_an_empty_list_to_fill_in(browser: Browser, kind: str):
    page = browser.client.get(f"/admin/import/template/{kind}/")

    assert (page.status_code, page.content[:2]) == (200, b"PK")


def test_there_is_none_for_anything_else(browser: Browser):
    assert browser.client.get("/admin/import/template/plan/").status_code == 404


def test_who_brought_a_file_and_from_where_is_recorded(browser: Browser):
    browser.agree(browser.choose("seats_5.csv"))

    body = Event.objects.get(code="seats_imported").body

    assert '"role":"administrator"' in body
    assert '"ip":"127.0.0.1"' in body


def test_a_list_that_names_no_seat_deletes_none(day: Day, client: Client):
    delete_seat(day.proctor, day.room.seats.get(number=8))
    client.force_login(person("administrator"))

    Browser(client).choose("malformed/seats_header_only.csv")

    assert day.room.seats.count() == 7
