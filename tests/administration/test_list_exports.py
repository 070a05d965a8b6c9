"""Every list of what happened goes out as it is shown: XLSX and CSV, Chinese intact, no formula (D5, E9, E10)."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from exams.models import Sitting, TimeEntry
from incidents import operations as incidents
from incidents.models import Absence, Attendance, CodeRequest, Interruption, Resume, ScreenLock, Violation
from journal.models import Event
from tests.administration.browsing import client_of
from tests.day import Day
from tests.rights.people import full

pytestmark = pytest.mark.django_db(databases="__all__")
MODELS = (Attendance, Sitting, Violation, Resume, TimeEntry, Absence, CodeRequest, ScreenLock, Interruption, Event)


def exported(client: Client, model: Any, extension: str = "csv", **query: str) -> Any:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_export"
    return client.get(reverse(name, args=[extension]), query)


def rows(response: Any) -> list[list[str]]:
    assert response.content.startswith(b"\xef\xbb\xbf"), "Excel takes it for another encoding without the mark"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_each_list_goes_out_with_its_columns_and_is_offered_on_its_page(day: Day):
    full(day)
    boss = client_of("boss")

    found = {model: rows(exported(boss, model)) for model in MODELS}

    shown = {model: model._default_manager.count() for model in MODELS}
    assert {model: len(table) - 1 for model, table in found.items()} == shown
    assert all("准考证号" in table[0] for model, table in found.items() if model in (Violation, Resume, Absence))
    assert not any("<" in cell for table in found.values() for row in table for cell in row)
    for model in MODELS:
        page = boss.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")).content.decode()
        assert ("export/xlsx/" in page, "导入" in page.split("object-tools")[-1].split("</ul>")[0]) == (True, False)


def test_the_attendance_list_goes_out_in_words(day: Day):
    incidents.mark_present(day.proctor, day.sitting("Li"), way=Attendance.Way.LIST)

    [head, line] = rows(exported(client_of("boss"), Attendance))

    assert dict(zip(head, line, strict=True))["方式"] == "名单勾选"


def test_a_filter_and_a_search_hold_for_the_file(day: Day):
    for name in ("Li", "Wang"):
        incidents.register_violation(day.proctor, day.in_exam(name), type_code="A101", description=f"{name}的纸条")

    [_head, line] = rows(exported(client_of("boss"), Violation, q="Wang"))

    assert line[1] == "Wang"


def test_a_cell_that_begins_like_a_formula_stays_text(day: Day):
    li = day.in_exam("Li")
    incidents.register_violation(day.proctor, li, type_code="A101", description="=HYPERLINK(1)")
    boss = client_of("boss")

    [_head, line] = rows(exported(boss, Violation))
    sheet = load_workbook(io.BytesIO(exported(boss, Violation, "xlsx").content)).active

    assert line[3] == "'=HYPERLINK(1)"
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet[2]][3] == ("=HYPERLINK(1)", "s")


def test_who_belongs_to_another_room_gets_an_empty_file(day: Day):
    full(day)
    day.person("supervisor")
    User.objects.get(username="supervisor").staff.rooms.set([type(day.room).objects.create(code="002")])

    assert [len(rows(exported(client_of("supervisor"), model))) for model in MODELS] == [1] * len(MODELS)


def test_without_the_right_there_is_no_file(day: Day):
    User.objects.create_user("guest", is_staff=True)

    assert exported(client_of("guest"), Violation).status_code == 403
