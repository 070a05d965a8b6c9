"""编排座位: drawing the lot again, and login at another seat than the planned one (B12)."""

import msgspec
import pytest

from exams import operations
from exams.live.logins import login_ok
from exams.models import Candidate
from exams.operations.loading.seating import draw
from exams.operations.seating import last_seed, places
from formats.refused import Refused
from incidents.operations import resume
from journal.models import Event
from rooms.models import Matter
from tests.day import PEOPLE, SEATS, Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
LOT = pytest.mark.parametrize("day", [{"seating": "lot"}], indirect=True)
SEED = "2026-03-07 北京"


def seats(day: Day) -> dict[str, int | None]:
    return dict(Candidate.objects.values_list("ticket", "seat_number"))


def refusal(day: Day, seed: str = SEED) -> str:
    before = seats(day)
    with pytest.raises(Refused) as refused:
        operations.draw_seats(day.proctor, day.session, seed=seed)
    assert (seats(day), "seats_drawn" in day.journal()) == (before, False)
    return refused.value.code


# --- drawing again
@LOT
def test_the_lot_is_drawn_again_from_a_seed_that_anybody_can_repeat(day: Day):
    operations.draw_seats(day.proctor, day.session, seed=f" {SEED} ")

    event = Event.objects.get(code="seats_drawn")
    assert seats(day) == draw([day.ticket(name) for name in PEOPLE], range(1, SEATS + 1), SEED)
    assert msgspec.json.decode(event.body)["values"]["seed"] == SEED == last_seed(day.session)


@LOT
def test_the_preview_is_what_is_drawn_and_changes_nothing(day: Day):
    before = seats(day)

    preview = {place.candidate.ticket: place.drawn for place in places(day.session, SEED)}

    assert (seats(day), day.journal()) == (before, [])
    operations.draw_seats(day.proctor, day.session, seed=SEED)
    assert seats(day) == preview


@LOT
def test_the_same_seed_again_is_no_event(day: Day):
    for _twice in range(2):
        operations.draw_seats(day.proctor, day.session, seed=SEED)

    assert day.journal() == ["seats_drawn"]


@LOT
def test_the_seed_of_the_loading_is_known_until_another_is_drawn(day: Day):
    first = last_seed(day.session)

    assert seats(day) == draw([day.ticket(name) for name in PEOPLE], range(1, SEATS + 1), first)


@LOT
def test_after_the_authorization_the_seats_stay(day: Day):
    day.authorised()
    before = seats(day)

    with pytest.raises(Refused) as refused:
        operations.draw_seats(day.proctor, day.session, seed=SEED)

    assert (refused.value.code, seats(day), day.journal()) == ("seating.authorised", before, ["authorised"])


@LOT
@pytest.mark.parametrize("seed", ["", "  ", "x" * 65, "a\nb"])
def test_a_seed_is_a_short_line(day: Day, seed: str):
    assert refusal(day, seed) == "seating.seed"


@pytest.mark.parametrize("day", [{"seating": "sequence"}, {"seating": "none"}], indirect=True)
def test_without_lots_nothing_is_drawn(day: Day):
    assert refusal(day) == "seating.not_by_lot"


@LOT
@pytest.mark.parametrize("role", ["invigilator", "supervisor"])
def test_only_an_administrator_draws(day: Day, role: str):
    with pytest.raises(Refused) as refused:
        operations.draw_seats(day.person(role), day.session, seed=SEED)

    assert (refused.value.code, day.journal()) == ("right.missing", [])


def test_a_seat_that_the_room_has_not_is_marked(day: Day):
    day.room.seats.filter(number=2).delete()

    assert [place.candidate.name for place in places(day.session) if not place.is_there] == ["Wang"]


# --- login at another seat
def matters() -> list[tuple[str, dict[str, int]]]:
    return [(matter.kind, matter.values) for matter in Matter.objects.all()]


@pytest.mark.parametrize("day", [{"other_seat": "warn"}], indirect=True)
def test_another_seat_is_let_in_with_a_word_to_both_sides(day: Day):
    day.login_allowed()

    li = day.log_in("Li", seat=6)
    again = day.log_in("Li", seat=6)

    assert (li.state, again.epoch, matters()) == ("logged_in", 1, [("other_seat", {"seat": 6, "planned": 1})])
    assert login_ok(day.sitting("Li")).identity.planned_seat == 1


@pytest.mark.parametrize("day", [{"other_seat": "allow"}, {"other_seat": "warn", "seating": "none"}], indirect=True)
def test_where_it_is_allowed_or_nobody_has_a_seat_nothing_is_said(day: Day):
    day.login_allowed()

    day.log_in("Li", seat=6)

    assert (matters(), login_ok(day.sitting("Li")).identity.planned_seat) == ([], None)


@pytest.mark.parametrize("day", [{"other_seat": "warn"}], indirect=True)
def test_at_the_planned_seat_nothing_is_said(day: Day):
    day.login_allowed()

    day.log_in("Li")

    assert (matters(), login_ok(day.sitting("Li")).identity.planned_seat) == ([], None)


@pytest.mark.parametrize("day", [{"other_seat": "refuse"}, {"other_seat": "warn"}], indirect=True)
def test_after_a_resume_every_seat_will_do(day: Day):
    day.in_exam("Li")
    resume(day.proctor, day.sitting("Li"), reason="machine broken")

    li = day.log_in("Li", seat=7)

    assert (li.state, li.epoch, matters(), login_ok(day.sitting("Li")).identity.planned_seat) == (
        "in_exam",
        2,
        [],
        None,
    )
