"""导出: results, violations and the rest of a session in one file that spreadsheets open (A3, D5)."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest

from exams.models import Candidate
from proctor_site.reporting import exporting
from rooms.models import Job
from tests.administration.browsing import client_of
from tests.day import Day
from tests.reporting.conftest import FILE, done

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


@pytest.fixture
def archive(ended: Day) -> zipfile.ZipFile:
    """As a person gets it; Li's answer begins like a formula."""
    ended.answer(ended.sitting("Li"), "q1", "=cmd|'/c calc'!A1")
    Candidate.objects.filter(name="Wang").update(name="王\U00020bb7")
    browser, page = client_of("boss"), f"/admin/reporting/{ended.session.uuid}/export/"
    browser.post(page)
    waiting = browser.get(f"{page}state/").json()
    done(Job.objects.get(kind=exporting.EXPORT), exporting)
    shown = browser.get(page).content.decode()
    assert (waiting["ended"], "导出完成" in shown) == (False, True)
    return zipfile.ZipFile(io.BytesIO(browser.get(f"{page}file/").getvalue()))


def rows(archive: zipfile.ZipFile, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_everything_of_the_session_is_in_it(archive: zipfile.ZipFile, ended: Day):
    sheets = ["results", "answers", "violations", "resumes", "extra-time", "absences", "journal"]
    folder = f"packages/001-{ended.ticket('Li')}-Web"

    assert sorted(name for name in archive.namelist() if "/" not in name) == sorted(
        [f"{sheet}.{kind}" for sheet in sheets for kind in ("csv", "xlsx")] + ["results.json"]
    )
    assert sorted(name for name in archive.namelist() if "/" in name) == [
        f"{folder}/answers.json", f"{folder}/files/index.html", f"{folder}/log.jsonl",
    ]  # fmt: skip
    assert archive.read(f"{folder}/files/index.html") == FILE
    assert len(rows(archive, "results.csv")) == 6
    assert ended.journal()[-1] == "results_exported"


def test_a_formula_stays_text_and_chinese_stays_whole(archive: zipfile.ZipFile):
    book = openpyxl.load_workbook(io.BytesIO(archive.read("answers.xlsx")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value and "cmd" in str(cell.value)]

    assert [(cell.data_type, cell.number_format) for cell in cells] == [("s", "@")]
    assert rows(archive, "answers.csv")[1][3].startswith("'=cmd")
    assert rows(archive, "results.csv")[2][2] == "王\U00020bb7"
    assert json.loads(archive.read("results.json"))["sittings"][0]["answers"]["q1"].startswith("=cmd")


def test_what_a_machine_called_a_file_leads_nowhere_else():
    assert exporting._safe_path("../../etc/passwd") == "etc/passwd"
    assert exporting._safe_path("C:\\web\\a:b?.html") == "C_/web/a_b_.html"


def test_only_who_may_export_does(ended: Day):
    ended.person("invigilator")
    page = f"/admin/reporting/{ended.session.uuid}/export/"

    assert client_of("invigilator").post(page).status_code == 403
    assert not Job.objects.exists()
