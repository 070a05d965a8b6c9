"""The page 编排座位: the assignment, and the lot with its preview (B12)."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.models import Candidate
from rooms.models import Room, Staff
from tests.administration.browsing import client_of
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
LOT = pytest.mark.parametrize("day", [{"seating": "lot"}], indirect=True)
SEED = "dice 4 2 6"


def url(day: Day) -> str:
    return reverse("seating:session", args=[day.session.uuid])


def seats() -> list[int | None]:
    return list(Candidate.objects.order_by("ticket").values_list("seat_number", flat=True))


def test_the_page_opens_with_the_next_session_and_says_the_plan_s_rule(day: Day):
    response = client_of("boss").get(reverse("seating:choose"), follow=True)

    page = response.content.decode()
    assert response.redirect_chain[-1][0] == url(day)
    assert [words in page for words in ("编排座位", "<dd>序号</dd>", "<dd>提醒</dd>", "再次抽签")] == [
        True,
        True,
        True,
        False,
    ]
    assert [place.seat for place in response.context["places"]] == [1, 2, 3, 4, 5]


def test_without_a_session_the_page_says_so(day: Day):
    staff = Staff.objects.get(user__username="boss")
    staff.rooms.set([Room.objects.create(code="002")])

    assert "还没有载入场次" in client_of("boss").get(reverse("seating:choose")).content.decode()


@LOT
def test_a_preview_stores_nothing_and_the_yes_stores_what_it_showed(day: Day):
    client, before = client_of("boss"), seats()

    shown = client.get(url(day), {"seed": SEED})
    untouched = seats()
    client.post(url(day), {"seed": SEED})

    preview = {place.candidate.ticket: place.drawn for place in shown.context["places"]}
    assert (untouched, seats()) == (before, [preview[ticket] for ticket in sorted(preview)])
    assert SEED in client.get(url(day)).content.decode()


@LOT
def test_an_empty_seed_is_a_random_one(day: Day):
    client = client_of("boss")

    seeds = {client.get(url(day), {"seed": ""}).context["preview"] for _twice in range(2)}

    assert len(seeds) == 2


@LOT
def test_after_the_authorization_the_page_says_why_it_stays(day: Day):
    day.authorised()
    client, before = client_of("boss"), seats()

    page = client.get(url(day)).content.decode()
    client.post(url(day), {"seed": SEED})

    assert ("座位不再改变" in page, "再次抽签" in page, seats()) == (True, False, before)


@LOT
def test_others_see_and_do_not_draw(day: Day):
    day.person("supervisor")
    client, before = client_of("supervisor"), seats()

    page = client.get(url(day)).content.decode()
    client.post(url(day), {"seed": SEED})

    assert ("再次抽签" in page, seats()) == (False, before)


def test_another_room_s_session_is_not_there(day: Day):
    day.person("administrator")
    Staff.objects.get(user__username="administrator").rooms.set([Room.objects.create(code="002")])

    assert client_of("administrator").get(url(day)).status_code == 404


def test_the_list_asks_the_database_equally_often_for_few_and_for_many(day: Day):
    client = client_of("boss")

    def queries() -> int:
        with CaptureQueriesContext(connections["default"]) as caught:
            client.get(url(day))
        return len(caught)

    many = queries()
    day.session.sittings.exclude(candidate__name="Li").delete()
    Candidate.objects.exclude(name="Li").delete()

    assert queries() == many
