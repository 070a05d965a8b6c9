"""The documents of a session on paper: words, pages, fonts, rare characters (D1-D3, F16, E18)."""

import re
from io import BytesIO
from typing import Any, cast

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

from proctor_site.documents.papers import PAPERS
from proctor_site.documents.pdf import to_pdf
from proctor_site.documents.rendering import html_of
from tests.day import Day
from tests.documents.crowd import RARE, crowd

pytestmark = pytest.mark.django_db(databases="__all__")
TITLES = {
    "record_sheet": "考场情况记录单",
    "sign_in": "签到表",
    "door": "门贴",
    "labels": "001",
    "seat_plan": "座次表",
    "absences": "缺考登记表",
    "violations": "违纪登记表",
    "resumes": "断点续考明细",
    "extra_time": "补时明细",
    "time_line": "场次时间线",
    "receipts": "考生回执",
    "code_slips": "授权码申请单",
    "blank_sheet": "考场情况记录单",
}
# pages with 0, 1, 40 and 150 candidates; what is blank is always the same
PAGES = {
    "sign_in": (1, 1, 2, 6),
    "door": (1, 1, 1, 2),
    "labels": (1, 1, 5, 16),
    "seat_plan": (1, 1, 1, 3),
    "code_slips": (2, 2, 2, 2),
    "blank_sheet": (2, 2, 2, 2),
}
NAMED = ("sign_in", "door", "labels", "seat_plan")
FACES = ("Noto-Serif-CJK-SC", "Noto-Sans-CJK-SC", "Noto-Sans-Mono-CJK-SC", "HanaMinA", "HanaMinB")


def printed(day: Day, name: str, language: str = "zh-hans") -> PdfReader:
    return PdfReader(BytesIO(to_pdf(html_of(name, day.session, day.now, language=language))))


def texts(found: PdfReader) -> list[str]:
    """Without blanks: where a cell wraps is layout."""
    return [re.sub(r"\s", "", page.extract_text()) for page in found.pages]


def fonts(found: PdfReader) -> dict[str, bool]:
    """Each face with whether its file is in the PDF."""
    faces: dict[str, bool] = {}
    for page in found.pages:
        for font in _fonts_of(page):
            for real in font.get_object().get("/DescendantFonts", [font]):
                descriptor = real.get_object().get("/FontDescriptor")
                faces[str(real.get_object()["/BaseFont"])] = bool(descriptor) and any(
                    key in descriptor.get_object() for key in ("/FontFile2", "/FontFile3")
                )
    return faces


def _fonts_of(page: PageObject) -> list[Any]:
    resources = cast(DictionaryObject, page["/Resources"])
    return list(cast(DictionaryObject, resources.get("/Font", DictionaryObject())).values())


def check(day: Day, name: str, people: int) -> None:
    found = printed(day, name)
    pages = texts(found)
    whole = "".join(pages)
    faces = fonts(found)
    assert TITLES[name] in pages[0]
    assert all(faces.values()), faces
    assert all(any(known in face for known in FACES) for face in faces), faces
    assert [sign for sign in ("\ufffd", "\x00") if sign in whole] == []
    if name in NAMED:
        assert [rare for rare in RARE[: max(people - 1, 0)] if rare not in whole] == []
    if name != "labels":
        assert [text for n, text in enumerate(pages, 1) if f"第{n}页共{len(pages)}页" not in text] == []
        assert [text for text in pages if "考场代码1999999001" not in text] == []
    if name in PAGES:
        assert len(pages) == PAGES[name][(0, 1, 40, 150).index(people)]


@pytest.mark.parametrize(("name", "people"), [("sign_in", 40), ("seat_plan", 40), ("extra_time", 0), ("code_slips", 0)])
def test_a_document_is_whole_on_paper(day: Day, name: str, people: int):
    crowd(day, people)

    check(day, name, people)


@pytest.mark.slow
@pytest.mark.parametrize("people", [0, 1, 40, 150])
@pytest.mark.parametrize("name", sorted(PAPERS))
def test_every_document_is_whole_with_any_number_of_candidates(day: Day, name: str, people: int):
    crowd(day, people)

    check(day, name, people)
