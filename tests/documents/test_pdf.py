"""The record sheet on paper: fields, page numbers and every character of a name (D1, E18)."""

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from exams.models import Candidate, Session
from exams.operations import Person, Unsealed, enter_session
from incidents import operations as incidents
from proctor_site.documents.fetching import BASE, OnlyOurs
from proctor_site.documents.pdf import to_pdf
from proctor_site.documents.rendering import html_of
from tests.day import PASSWORD, Day

pytestmark = pytest.mark.django_db(databases="__all__")
NAMES = ("𠮷野", "张䶮", "阿卜杜热合曼·买买提", "𪚥龙", "何雨桐")


@pytest.fixture
def full(day: Day) -> Day:
    """A running session with one entry in each section, and names that fonts often lack."""
    day.in_exam("Li")
    for sequence, name in enumerate(NAMES, 1):
        Candidate.objects.filter(sequence=sequence).update(name=name)
    Session.objects.update(name="第一场次")
    enter_session(
        day.proctor,
        day.session,
        administrator=Person("张三", "15011111111"),
        invigilators=[Person("李四", "15011111112")],
        unsealed=Unsealed("试考", PASSWORD),
    )
    for name in NAMES:
        incidents.register_violation(day.proctor, day.sitting(name), type_code="A101", description="携带纸条进入考场")
    incidents.give_extra_time(day.proctor, day.sitting(NAMES[0]), minutes=5, reason="考试机重启")
    return day


def reader(day: Day, language: str = "zh-hans") -> PdfReader:
    return PdfReader(BytesIO(to_pdf(html_of("record_sheet", day.session, day.now, language=language))))


def text_of(found: PdfReader) -> str:
    """Without blanks: where a cell wraps is layout."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in found.pages))


def test_the_paper_has_the_fields_and_words_of_the_manual(full: Day):
    text = text_of(reader(full))

    missing = [
        part
        for part in (
            "考场情况记录单",
            "考试项目Test",
            "考点(学校)Centre",
            "考场代码1999999001",
            "场次名称第一场次",
            "考试时间2026-03-0709:00到2026-03-0710:30(考试中)",
            "系统管理员张三(15011111111)",
            "监考人员李四(15011111112)",
            "应考人数:5人;实考人数:1人;缺考人数:0人;违纪人数:5人;补时人数:1人;",
            "一、缺考情况无",
            "该场次违纪情况5人，详细名单如下：",
            "考生姓名准考证号违纪类型违纪情况描述处理时间",
            "A101：携带通讯工具、规定以外的电子用品或与考试内容相关的资料进入座位,经提醒仍不改正的",
            "该场次补时情况1人，共1次，详细名单如下：",
            "5分钟",
            "四、断点续考情况无",
            "五、考场中断无",
            "日志链值",
            *NAMES,
        )
        if part not in text
    ]

    assert missing == []


def test_every_page_has_its_number_and_the_room(full: Day):
    found = reader(full)

    pages = [re.sub(r"\s", "", page.extract_text()) for page in found.pages]
    for number, text in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in text
        assert "考场代码1999999001第一场次2026-03-07" in text


def test_every_font_is_embedded_and_no_character_is_missing(full: Day, tmp_path: Path):
    file = tmp_path / "sheet.pdf"
    file.write_bytes(to_pdf(html_of("record_sheet", full.session, full.now, language="zh-hans")))

    listed = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    faces = [line.split()[0] for line in listed]
    embedded = [line.split()[-5] for line in listed]

    assert set(embedded) == {"yes"}
    assert any("Noto-Serif-CJK-SC" in face for face in faces)
    assert not [face for face in faces if "JP" in face or "DejaVu" in face or "LastResort" in face]


def test_it_is_there_in_english_too(full: Day):
    text = text_of(reader(full, "en"))

    assert "Recordsheetoftheroom" in text
    assert "Page1of2" in text


@pytest.mark.parametrize(
    "address", ["https://example.org/x.css", "file:///etc/passwd", f"{BASE}/static/../manage.py", f"{BASE}/admin/"]
)
def test_nothing_is_fetched_from_elsewhere(address: str):
    with pytest.raises(FatalURLFetchingError):
        OnlyOurs().fetch(address)
