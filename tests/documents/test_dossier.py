"""文档: all sessions with their documents, and a whole dossier as one PDF (E18, F16)."""

import re
import zipfile
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from formats.refused import Refused
from incidents.operations import register_absence
from proctor_site.documents import candidate_parts
from proctor_site.documents.papers import PAPERS
from proctor_site.documents.works import file_of
from rooms.checks.models import SealCheck
from rooms.jobs import do
from rooms.layouts import grid
from rooms.models import Job, RoomLayout
from rooms.operations.layout import set_layout
from tests.administration.browsing import client_of
from tests.day import PEOPLE, Day
from tests.documents.crowd import crowd

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def supervisor(day: Day, settings, tmp_path) -> Client:
    settings.DATA_DIR = tmp_path
    day.person("supervisor")
    return client_of("supervisor")


def made(client: Client, day: Day, kind: str, *, content_type: str) -> BytesIO:
    client.get(reverse("documents:dossier", args=[day.session.uuid, kind]))
    job = Job.objects.get(kind=kind)
    do.call(str(job.pk), "proctor_site.documents.dossier")
    file = client.get(reverse("documents:file", args=[job.pk]))
    assert file["Content-Type"] == content_type, Job.objects.get().result
    assert file_of(job).exists()
    return BytesIO(file.getvalue())


def bookmarks(found: PdfReader) -> list[tuple[str, int]]:
    """The first level, each with its page counted from 1."""
    return [
        (str(each.title), (found.get_destination_page_number(each) or 0) + 1)
        for each in found.outline
        if not isinstance(each, list)
    ]


def test_the_supervisor_finds_every_document_of_every_session(day: Day, supervisor: Client):
    page = supervisor.get(reverse("documents:choose")).content.decode()

    ways = [reverse("documents:paper", args=[day.session.uuid, name]) for name in PAPERS]
    assert [way for way in ways if way not in page] == []
    assert "场次档案" in page
    assert reverse("documents:evidence", args=[day.session.uuid]) not in page


def test_a_report_is_offered_once_there_is_one(day: Day, supervisor: Client):
    before = supervisor.get(reverse("documents:choose")).content.decode()
    check = SealCheck.objects.create(room=day.room, at=day.now, passed=True, lines=[], by_name="Boss")

    after = supervisor.get(reverse("documents:choose")).content.decode()

    assert "封场检测报告" not in before
    assert reverse("checks:seal-report", args=[check.pk]) in after


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_each_opens_on_the_screen_without_a_script_inside(day: Day, supervisor: Client, name: str):
    answer = supervisor.get(reverse("documents:paper", args=[day.session.uuid, name]))

    page = answer.content.decode()
    assert (answer.status_code, "<script>" in page, "style=" in page, "下载PDF" in page) == (200, False, False, True)


def test_paper_for_the_worst_case_is_one_pdf_with_contents_and_bookmarks(day: Day, supervisor: Client):
    found = PdfReader(made(supervisor, day, "worst_case", content_type="application/pdf"))

    titles = ["应急纸质材料", "签到表", "座次表", "门贴", "授权码申请单（空白）", "考场情况记录单（空白）"]
    assert bookmarks(found) == list(zip(titles, (1, 2, 3, 4, 5, 7), strict=True))
    contents = re.sub(r"\s", "", found.pages[0].extract_text())
    assert [title for title in titles if title not in contents] == []


@pytest.mark.slow
def test_the_dossier_holds_every_document_and_every_candidate(
    day: Day, supervisor: Client, monkeypatch: pytest.MonkeyPatch
):
    """The papers of the session, then the logs and receipts of so many candidates as memory holds."""
    monkeypatch.setattr(candidate_parts, "MOST_PEOPLE", 4)
    crowd(day, 6)
    SealCheck.objects.create(room=day.room, at=day.now, passed=True, lines=[], by_name="Boss")

    archive = zipfile.ZipFile(made(supervisor, day, "dossier", content_type="application/zip"))

    names = ["0-session.pdf", "1-candidates-001-004.pdf", "2-candidates-005-006.pdf"]
    session, first, second = (bookmarks(PdfReader(BytesIO(archive.read(name)))) for name in names)
    assert archive.namelist() == names
    assert [title for title, _page in session] == [
        "场次档案", "考场情况记录单", "缺考登记表", "违纪登记表", "断点续考明细", "补时明细", "签到表", "座次表", "考试过程图",
        "场次时间线", "封场检测报告",
    ]  # fmt: skip
    assert sorted(page for _title, page in session) == [page for _title, page in session]
    people = [title for part in (first, second) for title, _page in part[1:-1]]
    tickets = day.session.candidates.order_by("sequence").values_list("ticket", flat=True)
    assert [title.split()[2] for title in people] == list(tickets)
    assert [part[-1][0] for part in (first, second)] == ["考生回执"] * 2


@pytest.mark.parametrize(
    ("people", "lines", "expected"),
    [(25, 800, [(1, 5)]), (2, 800, [(1, 2), (3, 4), (5, 5)]), (25, 1, [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)])],
)
def test_a_part_ends_where_it_has_people_or_lines_enough(
    day: Day, monkeypatch: pytest.MonkeyPatch, people: int, lines: int, expected: list[tuple[int, int]]
):
    """So the memory that one takes does not grow with the session; nobody is left out."""
    day.started()
    day.at(9, 40)
    for name in PEOPLE:
        register_absence(day.proctor, day.sitting(name), reason="ill")
    monkeypatch.setattr(candidate_parts, "MOST_PEOPLE", people)
    monkeypatch.setattr(candidate_parts, "MOST_LINES", lines)

    assert [part.ends for part in candidate_parts.parts(day.session, day.now)] == expected


def test_what_is_no_dossier_and_no_document_is_not_found(day: Day, supervisor: Client):
    answers = [
        supervisor.get(reverse(at, args=[day.session.uuid, "nothing"]))
        for at in ("documents:dossier", "documents:paper", "documents:paper-pdf")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


# --- the plan of the room
@pytest.mark.parametrize(
    ("order", "rows"),
    [
        ("rows", [[1, 2, 3], [4, 5, 6], [7, None, None]]),
        ("rows_turning", [[1, 2, 3], [6, 5, 4], [7, None, None]]),
        ("columns", [[1, 4, 7], [2, 5, None], [3, 6, None]]),
        ("columns_turning", [[1, 6, 7], [2, 5, None], [3, 4, None]]),
    ],
)
def test_seats_stand_in_rows_and_columns(order: str, rows: list[list[int | None]]):
    assert grid([7, 6, 5, 4, 3, 2, 1], 3, order) == rows


def test_a_room_without_seats_has_no_rows():
    assert [grid([], 8, order) for order in ("rows", "columns")] == [[], []]


def test_the_plan_of_the_room_is_set_once_and_recorded(day: Day):
    before = day.journal()

    for _time in range(2):
        set_layout(day.proctor, day.room, columns=6, order="rows_turning")

    assert RoomLayout.objects.values_list("columns", "order").get() == (6, "rows_turning")
    assert day.journal() == [*before, "layout_set"]


@pytest.mark.parametrize(("columns", "order"), [(0, "rows"), (21, "rows"), (6, "anyhow")])
def test_a_plan_that_cannot_be_is_refused(day: Day, columns: int, order: str):
    before = day.journal()

    with pytest.raises(Refused):
        set_layout(day.proctor, day.room, columns=columns, order=order)

    assert (RoomLayout.objects.count(), day.journal()) == (0, before)


def test_the_supervisor_sees_the_plan_and_cannot_set_it(day: Day, supervisor: Client):
    page = supervisor.get(reverse("documents:paper", args=[day.session.uuid, "seat_plan"])).content.decode()
    supervisor.post(reverse("documents:layout", args=[day.session.uuid]), {"columns": "6", "order": "rows"})

    assert ("<form" in page, RoomLayout.objects.count()) == (False, 0)
