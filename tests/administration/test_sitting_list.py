"""考生列表 in the administration: columns, filters and the batch work with its confirmation (E3, F10)."""

import re
from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.models import Sitting, TimeEntry
from incidents.models import Absence, Resume, ScreenLock
from tests.administration.browsing import client_of
from tests.day import PASSWORD, Day
from tests.fairness.cuts import link_down, outage

pytestmark = pytest.mark.django_db(databases="__all__")
LIST = reverse("admin:exams_sitting_changelist")


@pytest.fixture
def boss(day: Day) -> Client:
    return client_of("boss")


def act(client: Client, action: str, sittings: list[Sitting], **values: object) -> Any:
    marked = {ACTION_CHECKBOX_NAME: [str(sitting.pk) for sitting in sittings]}
    return client.post(LIST, {"action": action, **marked, **values})


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def cells(client: Client, **query: str) -> list[list[str]]:
    page = client.get(LIST, query).content.decode()
    body = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in body.split("</tr>") if "<td" in row]
    return [[re.sub(r"<[^>]*>", "", cell).strip() for cell in row][1:] for row in rows]


def test_each_row_says_what_the_manual_s_list_says(day: Day, boss: Client):
    day.in_exam("Li")
    day.logged_in("Wang")
    day.offline(day.machine(2))

    assert cells(boss)[:3] == [
        [
            day.ticket("Li"),
            "Li",
            "1",
            "001",
            "考试中",
            "在线",
            "未交卷",
            "192.168.0.15",
            "10:30:00 未确认",
            "First",
        ],
        [day.ticket("Wang"), "Wang", "2", "002", "已登录", "离线", "未交卷", "192.168.0.16", "10:30:00", "First"],
        [day.ticket("Zhang"), "Zhang", "3", "-", "未登录", "-", "未交卷", "-", "10:30:00", "First"],
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "Wang"}, ["Wang"]),
        ({"q": "1003"}, ["Zhang"]),
        ({"state__exact": "in_exam"}, ["Li"]),
    ],
)
def test_it_is_searched_and_filtered(day: Day, boss: Client, query: dict[str, str], names: list[str]):
    day.in_exam("Li")

    assert [row[1] for row in cells(boss, **query)] == names


def test_the_number_of_queries_does_not_grow_with_the_rows(day: Day, boss: Client):
    for name in ("Li", "Wang", "Zhang"):
        day.in_exam(name)
    counts = []
    for query in ({"q": "Li"}, {"state__exact": "in_exam"}):
        boss.get(LIST, query)
        with CaptureQueriesContext(connections["default"]) as captured:
            assert boss.get(LIST, query).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_resuming_asks_first_and_says_who_is_left_out_and_why(day: Day, boss: Client):
    li, wang = day.in_exam("Li"), day.sitting("Wang")

    page = act(boss, "resume", [li, wang]).content.decode()

    assert Resume.objects.count() == 0
    assert "将办理 1 项" in page
    assert "Wang没有登录过，直接登录即可，无需断点续考。" in page
    assert page.count(f'name="{ACTION_CHECKBOX_NAME}"') == 2


def test_a_confirmed_resume_is_done_for_each_and_a_refusal_stops_no_other(day: Day, boss: Client):
    li, wang, zhang = day.in_exam("Li"), day.sitting("Wang"), day.in_exam("Zhang")

    response = act(boss, "resume", [li, wang, zhang], confirmed="1", reason="交换机断电")

    assert sorted(Resume.objects.values_list("sitting__candidate__name", "reason", "by__username")) == [
        ("Li", "交换机断电", "boss"),
        ("Zhang", "交换机断电", "boss"),
    ]
    assert told(response) == [
        f"002 Wang …{day.ticket('Wang')[-7:]} Web：Wang没有登录过，直接登录即可，无需断点续考。",
        f"已完成：001 Li …{day.ticket('Li')[-7:]} Web、003 Zhang …{day.ticket('Zhang')[-7:]} Web",
        "3 项中完成 2 项。",
    ]


def test_who_was_resumed_is_offline_here_as_on_the_board(day: Day, boss: Client):
    """`-` is only for who never was at a machine (E3, glossary 在线标记)."""
    act(boss, "resume", [day.in_exam("Li")], confirmed="1", reason="死机")

    assert [row[5] for row in cells(boss)[:2]] == ["离线", "-"]


def test_a_resume_gives_back_what_was_measured_unless_it_is_unticked(day: Day, boss: Client):
    """The same choice as in the control room (E10, F2)."""
    sittings = [day.in_exam("Li"), day.in_exam("Wang")]
    link_down(day, 1, 2)
    day.later(minutes=2)

    page = act(boss, "resume", sittings).content.decode()
    act(boss, "resume", sittings[:1], confirmed="1", reason="断电", give_back="on")
    act(boss, "resume", sittings[1:], confirmed="1", reason="断电")

    assert re.search(r'name="give_back"[^>]*checked', page)
    assert list(TimeEntry.objects.values_list("sitting__candidate__name", "ms")) == [("Li", 120_000)]


def test_a_batch_says_who_would_be_forced_out_and_what_was_measured(day: Day, boss: Client):
    """As the dialogs of the control room do (E10, F2, F7): people with seat and ticket, and the category of the reason."""
    li, wang = day.in_exam("Li"), day.in_exam("Wang")
    outage(wang, day.now)
    link_down(day, 2)
    day.later(minutes=2)
    who = f"001 Li …{li.candidate.ticket[-7:]} Web"

    page = act(boss, "resume", [li, wang]).content.decode()
    act(boss, "resume", [wang], confirmed="1", category="考试机故障", reason="蓝屏")

    assert f"{who}：考生在线且在考试中，断点续考会强制退出考生作答系统。是否继续？" in page
    assert re.search(r"002 Wang …\d{7} Web</th><td>2分钟</td>", page)
    assert re.search(r'<option value="考试机故障">', page)
    assert Resume.objects.get().reason == "考试机故障：蓝屏"


def test_lost_time_is_given_back_to_several_from_the_list(day: Day, boss: Client):
    """A batch action of its own (F2, F10): who has lost nothing is left out, with the reason."""
    li, wang = day.in_exam("Li"), day.in_exam("Wang")
    outage(li, day.now)
    day.later(minutes=3)

    page = act(boss, "give_back", [li, wang]).content.decode()
    act(boss, "give_back", [li, wang], confirmed="1", reason="断电")

    assert ("将办理 1 项" in page, "Wang没有待补回的损失时间。" in page) == (True, True)
    assert list(TimeEntry.objects.values_list("sitting__candidate__name", "cause", "ms")) == [("Li", "credit", 180_000)]


def test_a_fault_in_the_form_asks_again_and_does_nothing(day: Day, boss: Client):
    li = day.in_exam("Li")

    page = act(boss, "resume", [li], confirmed="1", reason=" ").content.decode()

    assert 'class="errorlist"' in page
    assert Resume.objects.count() == 0


def test_absences_are_registered_in_one_go_and_taken_back(day: Day, boss: Client):
    day.started()
    day.at(9, 31)
    absent = [day.sitting(name) for name in ("Li", "Wang")]

    act(boss, "register_absence", absent, confirmed="1")
    act(boss, "undo_absence", absent[:1], confirmed="1", reason="来了")

    assert list(Absence.objects.standing().values_list("sitting__candidate__name", flat=True)) == ["Wang"]


def test_extra_time_and_locks_are_given_in_one_go(day: Day, boss: Client):
    sittings = [day.in_exam("Li"), day.in_exam("Wang")]

    act(boss, "give_extra_time", sittings, confirmed="1", minutes="5", reason="更换鼠标")
    act(boss, "lock_screen", sittings, confirmed="1", text="请不要和邻座交谈")

    assert list(TimeEntry.objects.values_list("ms", "reason")) == [(300_000, "更换鼠标")] * 2
    assert ScreenLock.objects.closed().count() == 2


def test_a_supervisor_sees_the_list_and_can_do_nothing(day: Day):
    day.person("supervisor", password=PASSWORD)
    supervisor = client_of("supervisor")
    li = day.in_exam("Li")

    page = supervisor.get(LIST).content.decode()
    act(supervisor, "resume", [li], confirmed="1", reason="x")

    assert "考试中" in page
    assert 'name="action"' not in page
    assert Resume.objects.count() == 0


def test_who_belongs_to_another_room_sees_nobody(day: Day):
    day.person("invigilator")
    user = User.objects.get(username="invigilator")
    user.staff.rooms.set([type(day.room).objects.create(code="002")])

    assert cells(client_of("invigilator")) == []


@pytest.mark.parametrize("way", ["change", "delete"])
def test_nothing_is_edited_or_deleted_around_the_verbs(day: Day, boss: Client, way: str):
    li = day.in_exam("Li")

    response = boss.post(reverse(f"admin:exams_sitting_{way}", args=[li.pk]), {"state": "submitted", "post": "yes"})

    assert response.status_code == 403
    assert day.sitting("Li").state == "in_exam"
