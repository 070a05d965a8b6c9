"""The course of a session as a picture: one row a candidate, on sheets of A4, readable without colour (issue point 9)."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams import operations as exams
from incidents import operations as incidents
from incidents.course.rows import Lasting, Moment, Row, rows_of
from proctor_site.course.drawing import LOOKS, ROWS_A_PAGE, picture
from proctor_site.course.scale import around
from rooms.models import Cut
from tests.administration.browsing import client_of
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 3, 7, 1, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def row(day: Day, name: str) -> Row:
    return next(each for each in rows_of(day.session, day.now) if each.name == name)


def spans(found: Row) -> list[tuple[Lasting, float, float]]:
    """In minutes after nine."""
    return [
        (kind, (a - NINE) / timedelta(minutes=1), (b - NINE) / timedelta(minutes=1)) for kind, (a, b) in found.spans
    ]


def test_a_row_tells_login_work_locks_and_the_submission(day: Day):
    li = day.in_exam("Li")
    day.at(9, 10)
    lock = incidents.lock_screen(day.proctor, li, text="请安静")
    assert li.holder_id is not None
    day.at(9, 12)
    incidents.acknowledge_lock(li.holder_id, lock.pk, at=day.now)
    day.submitted("Li")

    found = row(day, "Li")

    assert spans(found) == [(Lasting.LOGGED_IN, -20, 0), (Lasting.WORK, 0, 30), (Lasting.LOCKED, 10, 12)]
    assert [kind for kind, _at in found.moments] == [Moment.LOGIN, Moment.SUBMITTED]


def test_a_cut_and_the_way_to_another_machine_are_offline(day: Day):
    li = day.in_exam("Li")
    Cut.objects.create(machine=day.machine(1), began_at=at(5), ended_at=at(7))
    day.at(9, 20)
    incidents.resume(day.proctor, li, reason="死机")
    Cut.objects.create(machine=day.machine(1), began_at=at(22))
    day.at(9, 23)
    day.log_in("Li", seat=7)

    assert [span for span in spans(row(day, "Li")) if span[0] == Lasting.OFFLINE] == [
        (Lasting.OFFLINE, 5, 7),
        (Lasting.OFFLINE, 20, 23),
    ]


def test_time_that_was_given_is_drawn_beyond_the_end(day: Day):
    li = day.in_exam("Li")
    incidents.give_extra_time(day.proctor, li, minutes=5, reason="更换鼠标")
    day.at(10, 40)
    exams.advance(day.session, day.now)

    found = row(day, "Li")

    assert spans(found)[-1] == (Lasting.EXTRA, 90, 95)
    assert found.moments[-1] == (Moment.CLOSED, at(95))


def test_who_never_came_has_an_empty_row_with_the_state_in_words(day: Day):
    day.in_exam("Li")
    text = client_of("boss").get(reverse("course:page", args=[day.session.uuid])).content.decode()

    assert (row(day, "Wang").spans, row(day, "Wang").moments) == ((), ())
    assert re.search(r"Wang</text>.*?未登录</text>", text, re.S)


def test_kinds_differ_by_more_than_their_colour():
    shapes = {(look.height, look.pattern, look.dashes, bool(look.fill)) for look in LOOKS.values()}

    assert len(shapes) == len(LOOKS)


def test_a_hundred_and_fifty_candidates_are_five_sheets_on_one_scale(day: Day):
    day.in_exam("Li")
    some = rows_of(day.session, day.now)[0]

    drawn = picture(day.session, [some] * 150, day.now, ("start", "end"))

    assert [len(sheet.bands) for sheet in drawn.sheets] == [ROWS_A_PAGE] * 5
    assert [line.word for line in drawn.lines] == ["start", "end"]


def test_the_scale_has_round_moments_that_can_be_read():
    scale = around(at(-21), at(95), ZONE, left=100, width=1000)

    ticks = list(scale.ticks(ZONE))

    assert (scale.x(at(-60)), scale.x(at(300))) == (100, 1100)
    assert [text for _x, text in ticks][:3] == ["08:40", "08:50", "09:00"]
    assert [x for x, _text in ticks] == sorted(x for x, _text in ticks)


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "考试过程图"), ("en", "Course of the session")])
def test_it_opens_in_both_languages_and_every_row_is_told_in_words(day: Day, language: str, word: str):
    day.in_exam("Li")

    text = client_of("boss", language=language).get(reverse("course:page", args=[day.session.uuid])).content.decode()

    assert f"<h1>{word}</h1>" in text
    assert len(re.findall(r'<g role="img" aria-label="[^"]+"><title>', text)) == day.session.sittings.count()
    assert "style=" not in text


def test_the_documents_page_leads_to_it(day: Day):
    page = client_of("boss").get(reverse("documents:choose")).content.decode()

    assert reverse("course:page", args=[day.session.uuid]) in page


def test_the_number_of_queries_does_not_grow_with_what_happened(day: Day):
    boss = client_of("boss")
    day.in_exam("Li")
    first = queries(boss, day)
    for name in ("Wang", "Zhang"):
        incidents.give_extra_time(day.proctor, day.in_exam(name), minutes=1, reason="x")
        incidents.lock_screen(day.proctor, day.sitting(name), text="x")
        incidents.resume(day.proctor, day.sitting(name), reason="x")

    assert queries(boss, day) == first


def queries(client: Client, day: Day) -> int:
    with CaptureQueriesContext(connections["default"]) as captured:
        client.get(reverse("course:page", args=[day.session.uuid]))
    return len(captured)
