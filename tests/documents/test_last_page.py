"""What is signed and what proves it stand on one page, and no page has the proof or one row alone (D1, D5, E18, F16)."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from proctor_site.documents.blanks import blank_sheet
from proctor_site.documents.pdf import to_pdf
from proctor_site.documents.rendering import html_of
from tests.day import Day
from tests.documents.crowd import crowd

pytestmark = pytest.mark.django_db(databases="__all__")
SIGNED, PROVEN, REMARKS = "系统管理员（签字）", "日志链值", "备注"


def pages(html: str) -> list[str]:
    """The text of each page, without blanks."""
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(BytesIO(to_pdf(html))).pages]


def sheet(day: Day) -> str:
    return html_of("record_sheet", day.session, day.now, language="zh-hans")


def longer(html: str, *, by_mm: int) -> str:
    """As if so many more lines stood before the remarks."""
    more = f'<div style="height:{by_mm}mm"></div><section class="note">'
    assert html.count('<section class="note">') == 1
    return html.replace('<section class="note">', more)


def ends_well(html: str) -> bool:
    """The last page, and no other, has remarks, signatures and hash."""
    *before, last = pages(html)
    return all(word in last for word in (REMARKS, SIGNED, PROVEN)) and not any(
        word in page for page in before for word in (SIGNED, PROVEN)
    )


def test_what_no_longer_fits_takes_signatures_and_remarks_with_it(day: Day):
    assert ends_well(longer(sheet(day), by_mm=150))


@pytest.mark.slow
@pytest.mark.parametrize("people", [5, 40])
def test_a_full_sheet_ends_well_however_long_it_is(day: Day, people: int):
    crowd(day, people)

    faulty = [mm for mm in (0, 35, 70, 105, 140) if not ends_well(longer(sheet(day), by_mm=mm))]

    assert faulty == []


def test_no_table_of_the_blank_sheet_is_broken(day: Day):
    """A broken table repeats its head."""
    text = "".join(pages(html_of("blank_sheet", day.session, day.now, language="zh-hans")))

    heads = [re.sub(r"\s", "", "".join(str(column.head) for column in columns)) for _head, columns, _lines in
             blank_sheet(day.session, day.now)["parts"]]  # fmt: skip
    assert [text.count(head) for head in heads] == [heads.count(head) for head in heads]
