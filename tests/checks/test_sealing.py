"""封场检测: every line, the report to the centre, and entering after a failed one (B11)."""

from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.test import Client

from exams.models import Candidate, Paper
from exams.operations import Person, Unsealed, enter_session
from formats.refused import Refused
from journal.models import Event, PrivateValue
from proctor_site.sealing import drives, looking
from proctor_site.sealing.operations import run_seal_check
from proctor_site.steps.course import course
from rooms.checks.models import SealCheck
from rooms.checks.operations import start_check
from rooms.models import CentreLink, CentreReport, Room, Seat
from rooms.operations import open_matter
from rooms.operations.seats import delete_seat
from tests.checks.build import says
from tests.day import PASSWORD, SEATS, Day

pytestmark = pytest.mark.django_db(databases="__all__")
BOSS, EYE = Person("Zhang", "1"), [Person("Li", "2")]


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def plenty_of_space(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking.shutil, "disk_usage", lambda folder: Usage(10**12, 0, 80 * 10**9))
    monkeypatch.setattr(looking, "removable_drives", lambda: ["/media/usb"])


@pytest.fixture
def ready(day: Day, tmp_path: Path) -> Day:
    """Steps 1 to 4 are done."""
    Room.objects.filter(pk=day.room.pk).update(proctor_ip="192.168.0.2", storage_path=str(tmp_path))
    day.room.refresh_from_db()
    says(day, start_check(day.proctor, day.room), *range(1, SEATS + 1))
    return day


def sealed(day: Day) -> SealCheck:
    return run_seal_check(day.proctor, Room.objects.get(pk=day.room.pk), responsible="Zhang San")


def states(check: SealCheck) -> dict[str, str]:
    return {line["code"]: line["state"] for line in check.lines}


def state(day: Day, code: str) -> str:
    return states(sealed(day))[code]


def test_a_room_that_is_ready_passes_and_step_5_is_ticked(ready: Day):
    check = sealed(ready)

    assert {code: state for code, state in states(check).items() if state != "pass"} == {"clocks": "skip"}
    assert (check.passed, check.by_name) == (True, "Zhang San")
    assert [answer.state.value for answer in course(ready.room, ready.now)] == ["ok"] * 5
    event = Event.objects.get(code="seal_checked")
    assert event.code == "seal_checked"
    assert PrivateValue.objects.filter(key="by", value="Zhang San").exists()


def test_a_step_that_is_not_done_fails_with_its_own_words(day: Day):
    check = sealed(day)

    assert [states(check)[f"step.{step}"] for step in ("parameters", "environment")] == ["fail", "fail"]
    assert not check.passed


def test_a_seat_that_is_needed_must_be_online_and_a_spare_only_warns(ready: Day):
    ready.offline(ready.machine(SEATS))
    spare = state(ready, "machines")
    ready.offline(ready.machine(1))

    assert (spare, state(ready, "machines")) == ("warn", "fail")


def test_machines_in_conflict_fail_and_another_address_warns(ready: Day):
    Seat.objects.filter(room=ready.room, number=3).update(ip="192.168.0.99")
    elsewhere = state(ready, "numbers")
    open_matter(ready.room, "equal_fingerprints", "x", machine=ready.machine(2))

    assert (elsewhere, state(ready, "numbers")) == ("warn", "fail")


def test_results_older_than_24_hours_do_not_hold(ready: Day):
    ready.later(hours=23)
    before = state(ready, "environment")
    ready.later(hours=1, minutes=1)

    assert (before, state(ready, "environment")) == ("pass", "fail")


def test_seats_that_failed_the_check_are_a_warning(ready: Day):
    ready.later(minutes=1)
    says(ready, start_check(ready.proctor, ready.room), *range(1, SEATS + 1), memory={"mb": 1})

    assert state(ready, "environment") == "warn"


def test_more_candidates_than_seats_fail(ready: Day):
    people = [Candidate(session=ready.session, ticket=f"x{n}", name="x", sequence=100 + n) for n in range(SEATS)]
    Candidate.objects.bulk_create(people)

    assert state(ready, "capacity") == "fail"


@pytest.mark.parametrize(
    ("offset_ms", "answered_s", "expected"),
    [(1999, 5, "pass"), (-2001, 5, "fail"), (None, 5, "fail"), (300, 600, "warn")],
)
def test_the_clocks_of_room_and_centre_are_within_2_s(
    ready: Day, offset_ms: int | None, answered_s: int, expected: str
):
    _connected(ready, clock_offset_ms=offset_ms, answered_at=ready.now - timedelta(seconds=answered_s))

    assert state(ready, "clocks") == expected


def test_five_gigabytes_are_not_enough_and_a_missing_drive_warns(ready: Day, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(looking.shutil, "disk_usage", lambda folder: Usage(10**12, 0, 5 * 10**9))
    monkeypatch.setattr(looking, "removable_drives", list)

    found = states(sealed(ready))

    assert (found["disk"], found["backup"]) == ("fail", "warn")


def test_the_first_password_fails(ready: Day):
    staff = ready.boss.staff
    staff.initial_password = ready.boss.password
    staff.save()

    assert state(ready, "password") == "fail"


def test_a_paper_that_was_changed_is_found(ready: Day):
    paper = Paper.objects.get()
    whole = bytes(paper.sealed)
    paper.sealed = whole[:-1] + bytes([whole[-1] ^ 1])
    paper.save()
    damaged = state(ready, "intact")
    paper.delete()

    assert (damaged, state(ready, "intact")) == ("fail", "fail")


def test_a_paper_whose_key_is_still_at_the_centre_is_whole(ready: Day):
    Paper.objects.update(key=b"")

    assert state(ready, "intact") == "pass"


def test_the_centre_is_told_what_its_interface_takes(ready: Day):
    _connected(ready, clock_offset_ms=0, answered_at=ready.now)

    check = sealed(ready)

    report = CentreReport.objects.get(kind=CentreReport.Kind.SEAL_CHECK)
    assert sorted(report.body) == ["at", "by", "lines", "passed"]
    assert (report.body["by"], report.body["passed"], report.received_at) == ("Zhang San", check.passed, None)
    assert [sorted(line) for line in report.body["lines"]] == [["code", "passed", "values"]] * len(check.lines)


def test_a_standalone_room_has_nobody_to_tell(ready: Day):
    sealed(ready)

    assert CentreReport.objects.count() == 0


def test_who_is_responsible_has_to_be_named(ready: Day):
    with pytest.raises(Refused) as refused:
        run_seal_check(ready.proctor, ready.room, responsible="  ")

    assert (refused.value.code, SealCheck.objects.count()) == ("seal.name", 0)


def test_an_invigilator_does_not_seal(ready: Day):
    with pytest.raises(Refused):
        run_seal_check(ready.person("invigilator"), ready.room, responsible="Li")

    assert SealCheck.objects.count() == 0


def test_a_seat_list_that_changes_unticks_the_seal(ready: Day):
    sealed(ready)
    Seat.objects.filter(room=ready.room, number=SEATS).delete()

    told = course(ready.room, ready.now)

    assert [answer.state.value for answer in told[2:]] == ["stale", "ok", "stale"]


# --- entering
def test_after_a_failed_check_entering_asks_for_reason_and_password(day: Day):
    check = sealed(day)
    before = len(day.journal())
    refusals = []
    for unsealed in (Unsealed(), Unsealed("late bus", "wrong"), Unsealed(" ", PASSWORD)):
        with pytest.raises(Refused) as refused:
            enter_session(day.proctor, day.session, administrator=BOSS, invigilators=EYE, unsealed=unsealed)
        refusals.append(refused.value.code)
    assert (refusals, len(day.journal())) == (["enter.unsealed", "password.wrong", "enter.unsealed"], before)

    unsealed = Unsealed("seat 8 is broken", PASSWORD)
    enter_session(day.proctor, day.session, administrator=BOSS, invigilators=EYE, unsealed=unsealed)

    body = Event.objects.get(code="session_entered").body
    assert str(check.pk) in body
    assert "step.parameters" in body
    assert PrivateValue.objects.filter(key="unsealed", value="seat 8 is broken").exists()


@pytest.mark.parametrize("lack", ["never", "changed"])
def test_without_a_seal_that_holds_entering_asks_too(ready: Day, lack: str):
    if lack == "changed":
        sealed(ready)
        Seat.objects.filter(room=ready.room, number=SEATS).delete()

    with pytest.raises(Refused) as refused:
        enter_session(ready.proctor, ready.session, administrator=BOSS, invigilators=EYE)
    unsealed = Unsealed("moved seat 8", PASSWORD)
    enter_session(ready.proctor, ready.session, administrator=BOSS, invigilators=EYE, unsealed=unsealed)

    assert refused.value.code == "enter.unsealed"
    assert f'"seal":"{lack}"' in Event.objects.get(code="session_entered").body


def test_after_a_passed_check_nothing_is_asked(ready: Day):
    sealed(ready)

    enter_session(ready.proctor, ready.session, administrator=BOSS, invigilators=EYE)

    assert ready.session.administrator == "Zhang"


# --- drives
def test_a_drive_is_removable_when_the_kernel_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, removable in (("sda", "0"), ("sdb", "1")):
        (tmp_path / name / f"{name}1").mkdir(parents=True)
        (tmp_path / name / "removable").write_text(f"{removable}\n")
        (tmp_path / f"{name}1").symlink_to(tmp_path / name / f"{name}1")
    monkeypatch.setattr(drives, "BLOCK_DEVICES", tmp_path)

    told = [drives._is_removable(device, "rw") for device in ("/dev/sda1", "/dev/sdb1", "/dev/sdb", "overlay")]

    assert told == [False, True, True, False]
    assert drives._is_removable("E:\\", "rw,removable")


def _connected(day: Day, **told: object) -> None:
    Room.objects.filter(pk=day.room.pk).update(mode=Room.Mode.CENTRE)
    facts = {"registered_at": day.now, "host": "127.0.0.1", **told}
    CentreLink.objects.update_or_create(room=day.room, defaults=facts)


# --- the page
def page(day: Day) -> str:
    day.boss.is_staff = True
    day.boss.save()
    client = Client()
    client.force_login(day.boss, backend="django.contrib.auth.backends.ModelBackend")
    return client.get("/admin/checks/seal/").content.decode()


def test_a_passed_check_that_no_longer_holds_is_not_called_passed(ready: Day):
    """B2: step 5 loses its tick with what came before it, and the result says so."""
    sealed(ready)
    assert "封场检测通过。" in page(ready)

    delete_seat(ready.proctor, Seat.objects.get(number=SEATS))

    shown = page(ready)
    assert "封场检测通过。" not in shown
    assert "曾通过封场检测，现已失效。" in shown
    assert "以下各项为" in shown


def test_after_checking_again_the_result_holds(ready: Day):
    sealed(ready)
    Room.objects.filter(pk=ready.room.pk).update(proctor_ip=None)
    assert "现已失效" in page(ready)
    Room.objects.filter(pk=ready.room.pk).update(proctor_ip="192.168.0.2")

    sealed(ready)

    assert ("封场检测通过。" in page(ready), "现已失效" in page(ready)) == (True, False)
