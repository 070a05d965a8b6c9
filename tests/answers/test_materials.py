"""The materials of a paper go to the machine that holds a sitting of it, whole or from a byte on (C2, issue 5.3)."""

import pytest

from exams.models import Paper
from exams.operations.loading.papers import store_materials
from formats.content_hash import sha256_of
from formats.messages import Login, LoginOk, MaterialSource
from formats.sealed_material import seal
from rooms.live.database import in_database
from tests.answers.http import Client, new_token
from tests.answers.seat import Seat
from tests.day import Day

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("answers")]
SEALED = seal(bytes(1_300_000), bytes(32), bytes(16))
URL = f"/agent/materials/{sha256_of(SEALED)}"


@pytest.fixture
def waiting(live_day: Day) -> Day:
    """Login is allowed; the paper comes with a material."""
    paper = Paper.objects.get(subject__session=live_day.session)
    store_materials([(paper, [SEALED])])
    live_day.login_allowed()
    return live_day


async def logged_in(day: Day) -> LoginOk:
    place = await Seat(day, 1).connect()
    return await place.say(Login(ticket=day.ticket("Li")))


async def clients(day: Day) -> list[Client]:
    return await in_database(lambda: [Client(new_token(day.machine(number).pk)) for number in (1, 2)])


async def test_who_logs_in_is_told_of_them_and_fetches_them_sealed(waiting: Day):
    ok = await logged_in(waiting)
    holder, _ = await clients(waiting)

    got = await holder.ask("GET", URL)

    assert ok.paper.materials == [MaterialSource(sha256=sha256_of(SEALED), size=len(SEALED))]
    assert (got.status, got.body) == (200, SEALED)
    assert "immutable" in (got.header("Cache-Control") or "")


async def test_a_machine_without_a_sitting_of_it_gets_nothing(waiting: Day):
    holder, other = await clients(waiting)

    assert (await holder.ask("GET", URL)).status == 403
    await logged_in(waiting)
    assert (await other.ask("GET", URL)).status == 403


async def test_it_comes_in_pieces_each_from_where_the_last_one_ended(waiting: Day):
    await logged_in(waiting)
    holder, _ = await clients(waiting)

    first = await holder.ask("GET", URL, Range="bytes=0-")
    rest = await holder.ask("GET", URL, Range="bytes=1048576-")
    beyond = await holder.ask("GET", URL, Range=f"bytes={len(SEALED)}-")

    assert (first.status, first.body + rest.body, rest.status) == (206, SEALED, 206)
    assert rest.header("Content-Range") == f"bytes 1048576-{len(SEALED) - 1}/{len(SEALED)}"
    assert (beyond.status, beyond.header("Content-Range")) == (416, f"bytes */{len(SEALED)}")
