"""查看考生日志: everything about one candidate in order, from server and machine, searched and exported (E19, D5)."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.answers import log
from exams.operations.session import note
from incidents import operations as incidents
from rooms.models import Cut
from tests.administration.browsing import client_of
from tests.candidate_log.writing import machine_writes
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def eventful(day: Day) -> Day:
    """Li works, loses the link for a minute, is locked, resumed, and goes on at another machine."""
    li = day.in_exam("Li")
    day.later(minutes=1)
    day.answer(li, "single/1", "SECRET")
    day.later(minutes=1)
    machine_writes(day, 1, "page_closed", ahead=timedelta(minutes=10))
    cut(day, 1, minutes=1)
    incidents.lock_screen(day.proctor, li, text="请安静")
    incidents.resume(day.proctor, li, reason="死机")
    day.later(seconds=30)
    day.log_in("Li", seat=7)
    day.later(seconds=30)
    machine_writes(day, 7, "screen", screen="paper")
    return day


def cut(day: Day, seat: int, *, minutes: float) -> None:
    machine, began = day.machine(seat), day.now
    day.later(minutes=minutes)
    Cut.objects.create(machine=machine, began_at=began, ended_at=day.now)


def page(client: Client, day: Day, name: str = "Li", **query: str) -> str:
    return client.get(reverse("candidate-log:page", args=[day.sitting(name).pk]), query).content.decode()


def rows(text: str) -> list[list[str]]:
    body = text.split("<tbody>")[1].split("</tbody>")[0]
    return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in body.split("</tr>") if "<td>" in row]


def test_it_tells_all_sources_in_one_order(eventful: Day):
    told = [(row[3], row[4]) for row in rows(page(client_of("boss"), eventful))]

    of_li = told[told.index(("服务器", "考生登录")) :]
    assert of_li == [
        ("服务器", "考生登录"),
        ("服务器", "我已阅读"),
        ("监考人员", "允许开考"),
        ("服务器", "进入考试"),
        ("作答", "答案已保存"),
        ("服务器", "考试机离线"),
        ("考试机", "浏览器页面已关闭"),
        ("监考人员", "考生端锁屏"),
        ("监考人员", "断点续考"),
        ("服务器", "考试机在线"),
        ("作答", "作答记录中该轮次结束"),
        ("服务器", "考生登录"),
        ("考试机", "画面切换"),
    ]


def test_a_machine_s_line_shows_both_clocks(eventful: Day):
    [line] = [row for row in rows(page(client_of("boss"), eventful)) if row[4] == "浏览器页面已关闭"]

    assert line[:3] == ["2026-03-07 09:02:00", "2026-03-07 09:12:00", "+10.0 分钟"]
    assert line[7] == "001 PC1"


def test_reasons_and_who_gave_them_are_told_and_answers_never(eventful: Day):
    text = page(client_of("boss"), eventful)

    [line] = [row for row in rows(text) if row[4] == "断点续考"]
    assert ("原因 死机" in line[5], line[6]) == (True, "Boss")
    assert "SECRET" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "死机"}, ["断点续考"]),
        ({"source": "machine"}, ["浏览器页面已关闭", "画面切换"]),
        ({"source": "machine", "q": "pc7"}, ["画面切换"]),
        ({"q": "no such thing"}, []),
    ],
)
def test_it_is_searched_by_words_and_by_source(eventful: Day, query: dict[str, str], found: list[str]):
    assert [row[4] for row in rows(page(client_of("boss"), eventful, **query))] == found


def test_what_a_machine_wrote_for_the_next_candidate_is_not_told(eventful: Day):
    eventful.log_in("Wang", seat=1)
    eventful.later(seconds=5)
    machine_writes(eventful, 1, "hand_raised")

    assert [row[4] for row in rows(page(client_of("boss"), eventful, source="machine"))] == [
        "浏览器页面已关闭",
        "画面切换",
    ]
    assert [row[4] for row in rows(page(client_of("boss"), eventful, "Wang", source="machine"))] == ["考生举手"]


def test_late_and_quarantined_saves_say_so(day: Day):
    li = day.in_exam("Li")
    change = day.answer(li, "single/1", "A")
    log.LogRow.objects.using(log.answers_alias()).filter(n=change.n).update(standing="late")

    assert [row[4] for row in rows(page(client_of("boss"), day, source="answers"))] == ["保存为迟到：在截止时间之后"]


def test_it_is_exported_as_what_is_shown_and_a_formula_stays_text(day: Day):
    li = day.in_exam("Li")
    incidents.lock_screen(day.proctor, li, text="=1+1")
    address = reverse("candidate-log:file", args=[li.pk, "csv"])

    content = client_of("boss").get(address, {"q": "=1+1"}).content

    assert content.startswith(b"\xef\xbb\xbf")
    [head, line] = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert (head[0], line[4]) == ("服务器时间", "考生端锁屏")
    assert not line[5].startswith("=")


def test_the_workbook_holds_the_same_lines(eventful: Day):
    address = reverse("candidate-log:file", args=[eventful.sitting("Li").pk, "xlsx"])

    answer = client_of("boss").get(address)

    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "考生日志"), ("en", "Candidate log")])
def test_on_paper_it_is_the_same_in_both_languages(eventful: Day, language: str, title: str):
    address = reverse("candidate-log:paper", args=[eventful.sitting("Li").pk])

    text = client_of("boss", language=language).get(address).content.decode()

    assert f"<h1>{title}</h1>" in text
    assert "死机" in text


def test_what_only_counts_sittings_concerns_the_whole_session(eventful: Day):
    """Verification and export write how many sittings they have read, not which (A1, A3)."""
    note("results_verified", eventful.proctor, eventful.session, sittings=5)

    assert "核对" in page(client_of("boss"), eventful)


def test_the_number_of_queries_does_not_grow_with_the_lines(eventful: Day):
    boss = client_of("boss")
    first = queries(boss, eventful)
    for n in range(20):
        machine_writes(eventful, 7, "screen", screen=f"s{n}")
        eventful.answer(eventful.sitting("Li"), "single/2", str(n))
    incidents.unlock_screen(eventful.proctor, eventful.sitting("Li"))
    cut(eventful, 7, minutes=1)

    assert queries(boss, eventful) == first


def queries(client: Client, day: Day) -> tuple[int, int]:
    page(client, day)
    with (
        CaptureQueriesContext(connections["default"]) as own,
        CaptureQueriesContext(connections[log.answers_alias()]) as answers,
    ):
        page(client, day)
    return len(own), len(answers)


def test_who_belongs_to_another_room_does_not_see_it(eventful: Day):
    eventful.person("supervisor")
    user = User.objects.get(username="supervisor")
    address = reverse("candidate-log:page", args=[eventful.sitting("Li").pk])
    assert client_of("supervisor").get(address).status_code == 200

    user.staff.rooms.set([type(eventful.room).objects.create(code="002")])

    assert client_of("supervisor").get(address).status_code == 403
