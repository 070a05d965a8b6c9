"""Lists that go out: text stays text, ID numbers are masked, and what comes back in is no change (B6, D5)."""

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from exams.models import Candidate
from journal.models import Event
from rooms.models import Seat
from tests.imports.conftest import Load, person

SEATS = "/admin/rooms/seat/export/"
CANDIDATES = "/admin/exams/candidate/export/"
PLAN = "exam_plan_001.xlsx"


def sheet(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


def cells(content: bytes) -> list[tuple[object, ...]]:
    return list(sheet(content).iter_rows(values_only=True))


@pytest.fixture
def boss(db: None, client: Client) -> Client:
    client.force_login(person("administrator"))
    return client


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_seats_that_come_back_are_no_change(boss: Client, load: Load, tmp_path: Path, extension: str):
    load("malformed/seats_formula_injection.csv")
    out = tmp_path / f"seats.{extension}"

    out.write_bytes(boss.get(f"{SEATS}{extension}/").content)

    assert "新增 0, 修改 0, 不变 5, 拒绝 0" in load(out).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_candidates_that_come_back_are_no_change(boss: Client, load: Load, tmp_path: Path, method: str):
    load(PLAN, "candidates_001_care.xlsx")
    out = tmp_path / "candidates.xlsx"

    out.write_bytes(getattr(boss, method)(f"{CANDIDATES}xlsx/").content)

    assert "新增 0, 修改 0, 去掉 0, 不变 80, 拒绝 0" in load(out).text


def test_what_was_typed_as_a_formula_is_text(boss: Client, load: Load):
    load("malformed/seats_formula_injection.csv")
    typed = [value for seat in Seat.objects.all() for value in (seat.hostname, seat.note)]

    book = sheet(boss.get(f"{SEATS}xlsx/").content)
    table = csv.reader(StringIO(boss.get(f"{SEATS}csv/").content.decode("utf-8-sig")))

    assert any(text.startswith(("=", "+", "-", "@")) for text in typed)
    assert {cell.data_type for line in book.iter_rows() for cell in line if cell.value} == {"s"}
    assert [cell for line in table for cell in line if re.match(r"\s*[=+\-@]", cell)] == []


def test_id_numbers_go_out_masked(boss: Client, load: Load):
    load(PLAN, "candidates_001.xlsx")

    told = {line[4] for line in cells(boss.get(f"{CANDIDATES}xlsx/").content)[1:]}

    assert {re.fullmatch(r"\d{3}\*{13}[\dX]{2}", str(number)) is not None for number in told} == {True}
    assert not Event.objects.filter(code="id_numbers_exported").exists()


def test_id_numbers_in_full_are_an_act_of_its_own(boss: Client, load: Load):
    load(PLAN, "candidates_001.xlsx")

    told = [line[4] for line in cells(boss.post(f"{CANDIDATES}xlsx/").content)[1:]]

    assert told == list(Candidate.objects.values_list("id_number", flat=True))
    assert '"candidates":80' in Event.objects.get(code="id_numbers_exported").body


def test_who_may_only_see_gets_no_full_id_numbers(client: Client, load: Load):
    load(PLAN, "candidates_001.xlsx")
    client.force_login(person("supervisor"))

    assert client.get(f"{CANDIDATES}xlsx/").status_code == 200
    assert client.post(f"{CANDIDATES}xlsx/").status_code == 403


def test_the_filter_that_is_set_counts(boss: Client, load: Load):
    load(PLAN, "candidates_001.xlsx")

    found = cells(boss.get(f"{CANDIDATES}xlsx/", {"q": "190119999990012040"}).content)

    assert [line[2] for line in found] == ["准考证号", "190119999990012040"]


def test_an_unknown_form_is_not_found(boss: Client):
    assert boss.get(f"{SEATS}pdf/").status_code == 404
