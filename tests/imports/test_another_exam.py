"""A plan beside one that is authorised already comes in by file; the authorised one stays as it is (B10)."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from exams.models import Candidate, Plan, Session
from journal import clock
from tests.imports.conftest import SAMPLES, UPLOAD, Browser, Page

PLAN, PEOPLE, PAPERS = "exam_plan_001.xlsx", "candidates_001.xlsx", "papers_001.xlsx"
LOAD = "/admin/load/"
ANOTHER = f"{UPLOAD}?another"


@pytest.fixture
def begun(browser: Browser) -> Browser:
    """The exam is loaded whole, and its first session is authorised."""
    browser.agree(browser.choose(PLAN, PEOPLE, PAPERS))
    Session.objects.filter(number=1).update(authorised_at=clock.now())
    return browser


def mock_plan() -> bytes:
    """The sample's plan as 模考."""
    book, stream = openpyxl.load_workbook(SAMPLES / PLAN), BytesIO()
    next(row for row in book["考务规则"] if row[1].value == "mode")[2].value = "模考"
    book.save(stream)
    return stream.getvalue()


def bring(browser: Browser, **files: bytes) -> Page:
    uploads = [SimpleUploadedFile(f"{name}.xlsx", content) for name, content in files.items()]
    return browser.client.post(ANOTHER, {"uploads": uploads}, follow=True)


def sample(name: str) -> bytes:
    return Path(SAMPLES / name).read_bytes()


def shown(browser: Browser) -> str:
    return browser.client.get(LOAD).content.decode()


def test_with_both_buttons_grey_another_exam_is_still_brought(begun: Browser):
    assert "已考试授权" in shown(begun)
    assert "导入其他考试" in shown(begun)
    assert f'href="{ANOTHER}"' in shown(begun)
    assert "导入其他考试" in begun.client.get(ANOTHER).content.decode()

    begun.agree(bring(begun, plan=mock_plan(), people=sample(PEOPLE), papers=sample(PAPERS)))

    assert set(Plan.objects.values_list("kind", flat=True)) == {"formal", "mock"}
    assert Candidate.objects.filter(session__plan__kind="mock").count() == 80
    assert Session.objects.filter(plan__kind="formal", authorised_at__isnull=False).count() == 1


def test_before_anything_is_loaded_there_is_nothing_beside(browser: Browser):
    browser.choose("seats_5.csv")

    assert "导入其他考试" not in shown(browser)


@pytest.mark.parametrize(
    ("files", "said"),
    [((PEOPLE,), "所选文件中没有考务"), ((PLAN, PEOPLE), "已经载入")],
)
def test_nothing_that_is_loaded_is_touched_by_it(begun: Browser, files: tuple[str, ...], said: str):
    before = list(Plan.objects.values_list("pk", "content", "loaded_at"))

    answer = bring(begun, **{f"file{place}": sample(name) for place, name in enumerate(files)})

    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert list(Plan.objects.values_list("pk", "content", "loaded_at")) == before


def test_what_is_wrong_with_a_file_is_told_first(begun: Browser):
    answer = bring(begun, plan=b"PK\x03\x04")

    assert (answer.status_code, "文件损坏或不完整" in answer.content.decode()) == (200, True)
    assert Plan.objects.count() == 1
