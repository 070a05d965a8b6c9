"""Each kind of open matter comes by itself when its cause has lasted, and goes by itself with it (F4, F11)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exams import operations as exams
from incidents import operations as incidents
from incidents.losses import unsettled
from journal.models import Event
from proctor_site.watch.watching import Watch
from rooms.models import CentreLink, Matter, Presence, Room
from rooms.operations import open_matter, settle_matter
from tests.day import NINE, PEOPLE, Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
Step = Callable[[Day], object]


class Looking(Watch):
    """A watch that began with the day."""

    def __init__(self, day: Day) -> None:
        super().__init__()
        self.look()


@pytest.fixture
def watch(day: Day) -> Looking:
    return Looking(day)


def kinds(day: Day) -> list[str]:
    """Of the open matters, without the reminders of the windows."""
    found = Matter.objects.open().filter(room=day.room).exclude(kind__startswith="window_")
    return sorted(found.values_list("kind", flat=True))


def cut(day: Day) -> None:
    day.in_exam("Li")
    day.offline(day.machine(1))


def measured(number: int, **facts: object) -> Step:
    def step(day: Day) -> None:
        day.started()
        Presence.objects.filter(machine=day.machine(number)).update(**facts)

    return step


def indicated(number: int, **indicators: int) -> Step:
    return measured(number, indicators=indicators)


def more_time(day: Day) -> None:
    li = day.in_exam("Li")
    exams.deadline_seen(day.machine(1).pk, li.pk, li.deadline_version)
    incidents.give_extra_time(day.proctor, li, minutes=5, reason="power")


def centre(day: Day) -> None:
    Room.objects.update(mode=Room.Mode.CENTRE)
    CentreLink.objects.create(room=day.room, host="10.0.0.1", token="t", registered_at=day.now, answered_at=day.now)


def answered(day: Day) -> None:
    CentreLink.objects.update(answered_at=day.now)


def resumed(day: Day) -> None:
    """Freed from the machine, and nobody has logged in again: what is lost is sure, and goes on (F2)."""
    incidents.resume(day.proctor, day.in_exam("Li"), reason="x")


def give_all_back(day: Day, name: str) -> None:
    for loss in unsettled(day.sitting(name), day.now):
        incidents.give_back(day.proctor, day.sitting(name), began_at=loss.began_at, until=day.now, reason="x")


TABLE: list[tuple[str, Step, dict[str, float], Step]] = [
    ("offline", cut, {"seconds": 31}, lambda day: day.online(day.machine(1))),
    ("not_back", resumed, {"minutes": 2.1}, lambda day: day.log_in("Li", seat=6)),
    ("lost_time", resumed, {"seconds": 6}, lambda day: give_all_back(day, "Li")),
    ("deadline_unseen", more_time, {"seconds": 16}, lambda day: exams.deadline_seen(day.machine(1).pk, day.sitting("Li").pk, 2)),
    ("address_changed", lambda day: (day.in_exam("Li"), measured(1, address="192.168.9.9")(day)), {}, measured(1, address="192.168.0.15")),
    ("centre_away", centre, {"seconds": 31}, answered),
    ("late_limit", lambda day: day.in_exam("Li"), {"minutes": 30}, lambda day: [incidents.register_absence(day.proctor, day.sitting(name), reason="x") for name in PEOPLE[1:]]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "cause", "lasts", "end"), TABLE, ids=[row[0] for row in TABLE])
def test_a_kind_comes_when_its_cause_lasts_and_goes_with_it(
    day: Day, watch: Looking, kind: str, cause: Step, lasts: dict[str, float], end: Step
):
    cause(day)
    if lasts:
        watch.look()
        assert kind not in kinds(day)
    day.later(**lasts)
    watch.look()
    assert kind in kinds(day)

    end(day)
    watch.look()

    assert kind not in kinds(day)


def test_the_windows_are_said_one_after_the_other_until_all_have_handed_in(day: Day, watch: Looking):
    told = []

    def look() -> None:
        watch.look()
        told.append(sorted(Matter.objects.open().values_list("kind", flat=True)))

    look()
    day.at(8, 31)
    look()
    day.authorised()
    look()
    day.login_allowed()
    day.at(8, 56)
    look()
    day.submitted("Li")
    for name in PEOPLE[1:]:
        incidents.register_absence(day.proctor, day.sitting(name), reason="x")
    look()

    assert told == [[], ["window_authorise"], [], ["window_start"], ["all_submitted"]]


def test_login_that_does_not_open_by_itself_is_said(day: Day, watch: Looking):
    day.authorised()
    day.later(seconds=11)

    watch.look()

    assert [matter.kind for matter in Matter.objects.open()] == ["window_login"]


def test_nothing_is_repeated_by_looking_again_or_by_a_restart(day: Day, watch: Looking):
    cut(day)
    day.later(seconds=31)
    watch.look()
    before = Event.objects.count()

    watch.look()
    Looking(day).look()

    assert (kinds(day), Event.objects.count()) == (["offline"], before)


def test_after_a_restart_the_machines_have_time_to_come_back(day: Day):
    cut(day)
    day.later(minutes=5)
    watch = Looking(day)
    day.later(seconds=29)
    watch.look()
    early = kinds(day)
    day.later(seconds=2)

    watch.look()

    assert (early, kinds(day)) == ([], ["offline"])


def test_what_somebody_put_away_comes_again_only_with_a_new_cause(day: Day, watch: Looking):
    cut(day)
    day.later(seconds=31)
    watch.look()
    settle_matter(day.proctor, Matter.objects.open().get(kind="offline"))
    day.later(seconds=31)
    watch.look()
    put_away = kinds(day)
    day.online(day.machine(1))
    watch.look()
    day.offline(day.machine(1))
    day.later(seconds=31)

    watch.look()

    assert (put_away, kinds(day)) == ([], ["offline"])


def test_several_at_one_seat_are_all_there_with_when_they_began(day: Day, watch: Looking):
    li = day.in_exam("Li")
    indicated(1, disk_free_mb=1)(day)
    day.offline(day.machine(1))
    gone = day.now
    watch.look()
    day.online(day.machine(1))
    watch.look()
    day.offline(day.machine(1))
    day.later(seconds=31)

    watch.look()

    assert kinds(day) == ["disk_low", "offline"]
    offline = Matter.objects.open().get(kind="offline")
    assert (offline.sitting, offline.machine_id, offline.session) == (li.pk, day.machine(1).pk, day.session.uuid)
    assert offline.values["since"] == int(gone.timestamp() * 1000)


def test_what_was_reported_ends_when_the_candidate_has_handed_in(day: Day, watch: Looking):
    li = day.in_exam("Li")
    for kind in ("hand_raised", "other_seat"):
        open_matter(day.room, kind, str(li.pk), session=day.session.uuid, sitting=li.pk)
    watch.look()
    before = kinds(day)

    day.submitted("Li")
    watch.look()

    assert before == ["hand_raised", "other_seat"]
    assert set(kinds(day)) == {"late_limit"}


def test_an_imported_package_waits_for_its_resume(day: Day, watch: Looking):
    li = day.in_exam("Li")
    exams.package_waits(li)
    exams.package_waits(li)
    watch.look()
    before = kinds(day)

    incidents.resume(day.proctor, li, reason="x")
    watch.look()

    assert (before, kinds(day)) == (["package_waiting"], [])


def test_nobody_is_asked_to_answer_while_the_room_stands_still_or_the_screen_is_locked(day: Day, watch: Looking):
    day.in_exam("Li"), day.in_exam("Wang")
    incidents.lock_screen(day.proctor, day.sitting("Wang"), text="Wait")
    incidents.interrupt(day.proctor, day.session, text="Wait", reason="power", sittings=[day.sitting("Li")])
    day.later(minutes=11)

    watch.look()

    assert "no_answer" not in kinds(day)


def test_a_session_that_has_ended_leaves_nothing_to_settle(day: Day, watch: Looking):
    day.submitted("Li")
    for name in PEOPLE[1:]:
        incidents.register_absence(day.proctor, day.sitting(name), reason="x")
    watch.look()
    exams.end_session(day.proctor, day.session, password="correct horse battery", empty_confirmed=True)

    watch.look()

    assert list(Matter.objects.open()) == []


def test_a_look_costs_the_same_for_one_and_for_many(day: Day, watch: Looking):
    day.in_exam("Li")
    with CaptureQueriesContext(connection) as one:
        watch.look()
    for name in PEOPLE[1:]:
        day.in_exam(name)

    with CaptureQueriesContext(connection) as many:
        watch.look()

    assert len(many) == len(one) <= 18
    assert day.now < NINE + timedelta(minutes=1)
