"""Results on the centre's pages: the board, what was got, the receipt, bringing a file (T1, T2)."""

import io
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from centre import operations
from centre.board import board
from centre.keys import keys
from centre.models import Result
from centre.tests.day import CentreDay
from centre.tests.results import packed
from formats import sealing
from journal import clock


@pytest.fixture
def result(day: CentreDay) -> Result:
    day.publish()
    return operations.import_result(day.by, io.BytesIO(by_code(day)))


def by_code(day: CentreDay, **changed: Any) -> bytes:
    """Of a room without a network."""
    private = sealing.private_of_code(day.room.code, day.room.registration_code)
    return packed(day, room_private=private, **changed)


def test_the_board_says_when_a_result_was_received_and_which_version(day: CentreDay, result: Result):
    operations.import_result(day.by, io.BytesIO(by_code(day, people=1)))

    [first, *others] = board(clock.now()).rooms[0].sessions

    newest = Result.objects.get(version=2)
    assert (first.result, first.result_at, first.versions) == (str(newest.pk), day.ms(), 2)
    assert [each.result for each in others] == [""] * len(others)


def test_the_pages_say_what_was_got_and_give_the_receipt(day: CentreDay, result: Result):
    browser = day.browser()

    listed, one, paper = (
        browser.get(path).content.decode()
        for path in ("/results/", f"/results/{result.pk}/", f"/results/{result.pk}/receipt/")
    )

    assert f"/results/{result.pk}/" in listed
    assert "考生1" in one
    assert "已交卷" in one
    assert result.sha256[:32] in paper
    assert result.sha256[32:] in paper
    assert browser.get(f"/results/{result.pk}/receipt/?file").content == bytes(result.receipt)


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "考试结果接收回执"), ("en", "Receipt for results")])
def test_the_receipt_is_also_a_pdf_of_one_page(day: CentreDay, result: Result, language: str, title: str):
    browser, path = day.browser(), f"/results/{result.pk}/receipt/receipt.pdf"
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = browser.get(path)

    [page] = PdfReader(io.BytesIO(answer.content)).pages
    text = joined(page.extract_text())
    assert [each for each in (title, result.sha256[:32], keys().fingerprint) if joined(each) not in text] == []
    assert answer["Content-Disposition"].endswith('-1-1.receipt.pdf"')
    assert path in browser.get(f"/results/{result.pk}/receipt/").content.decode()
    assert Client().get(path).status_code == 302


def joined(text: str) -> str:
    """Without the blanks that a PDF puts between letters that stand apart."""
    return "".join(text.split())


def test_a_person_brings_a_file_and_one_that_is_none(day: CentreDay):
    day.publish()
    files = [SimpleUploadedFile("a.jkr", by_code(day)), SimpleUploadedFile("b.jkr", b"nothing")]

    told = day.browser().post("/results/import/", {"files": files}, follow=True).content.decode()

    assert Result.objects.received().count() == 1
    assert "a.jkr：已收到" in told
    assert "b.jkr: 这不是上报包" in told


def test_the_superior_level_only_looks(day: CentreDay, result: Result):
    browser = day.browser("superior")

    assert browser.get(f"/results/{result.pk}/").status_code == 200
    assert browser.post("/results/import/").status_code == 403
    assert browser.get(f"/results/{result.pk}/package/").status_code == 403
