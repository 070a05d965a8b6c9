"""载入考务 as a person works on it, and what opens read-only while the centre is away (B10, E1)."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exams.models import Plan, Session
from exams.operations import hold_authorization, load_package
from exams.operations.authorizing import Source
from formats import exam_package, sealing, signing
from journal.models import Event
from proctor_site.loading import fetching, shelf
from proctor_site.parameters.forms import WHILE_AWAY
from rooms import jobs
from rooms.centre import register, set_standalone
from rooms.models import CentreLink, Job, Room
from rooms.operations.seats import delete_seat
from tests.day import PASSWORD, ROOM_CODE, Day
from tests.uplink.conftest import opened
from tests.uplink.publishing import Publication
from tests.uplink.stand_in import CODE, PRIVATE, StandIn

pytestmark = pytest.mark.django_db(databases="__all__")
LOAD = "/admin/load/"
Offer = Callable[..., Publication]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def browser(day: Day) -> Client:
    client = Client()
    client.cookies["jiankao_room_language"] = "en"
    day.boss.is_staff = True
    day.boss.save()
    client.force_login(day.boss)
    return client


@pytest.fixture
def joined(day: Day, centre: StandIn) -> CentreLink:
    """The room is registered at the centre, which has just answered."""
    return register(day.proctor, day.room, host="127.0.0.1", port=centre.port, registration_code=CODE)


@pytest.fixture
def offer(joined: CentreLink, centre: StandIn) -> Offer:
    """The centre publishes a plan for the room."""

    def published(**given: Any) -> Publication:
        made = Publication(seal_key=sealing.public_of(bytes(joined.seal_key)), **given)
        body = made.package()
        facts = made.offered() | {"sha256": hashlib.sha256(body).hexdigest(), "size": len(body)}
        centre.packages[str(made.plan)] = (facts, body)
        return made

    return published


def fetched(browser: Client) -> Job:
    """下载 is pressed, and the worker has done it."""
    browser.post(f"{LOAD}fetch/")
    job = Job.objects.get(kind=fetching.FETCH)
    jobs.do.call(str(job.pk), fetching.__name__)
    job.refresh_from_db()
    return job


def page(browser: Client) -> str:
    return browser.get(LOAD).content.decode()


def text_of(answer: Any) -> str:
    return answer.content.decode()


# --- 下载
def test_download_loads_and_then_both_buttons_are_grey(browser: Client, offer: Offer):
    offer()

    job = fetched(browser)

    assert (job.state, job.result["loaded"]) == ("done", ["Test of the centre"])
    assert Plan.objects.get(revision=3).sessions.get().candidates.count() == 5
    shown = page(browser)
    assert "Fetched and loaded: Test of the centre" in shown
    assert shown.count("<small>loaded already</small>") == 2
    assert not list(shelf.folder().iterdir())


def test_the_table_says_session_name_time_count_and_state(browser: Client, day: Day, published: Publication):
    load_package(day.proctor, day.room, opened(day, replace(published, kind="mock")))

    shown = page(browser)

    for said in ("First", "2026-03-07 09:00", "planned", "mock exam", "formal exam"):
        assert said in shown


def test_more_candidates_than_seats_is_said_in_the_table(browser: Client, day: Day):
    for seat in day.room.seats.filter(number__gt=3):
        delete_seat(day.proctor, seat)

    assert "only 3 seats" in page(browser)


def test_sessions_of_two_plans_that_overlap_are_named_in_the_table(browser: Client, day: Day, published: Publication):
    assert "only one can be held" not in page(browser)

    load_package(day.proctor, day.room, opened(day, replace(published, kind="mock")))

    assert page(browser).count("only one can be held") == 2
    assert "overlaps session 1 of Test of the centre (mock exam)" in page(browser)


@pytest.mark.usefixtures("impatient")
def test_an_interrupted_download_goes_on_where_it_stopped(
    browser: Client, offer: Offer, centre: StandIn, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fetching, "PAUSE_S", 0.0)
    monkeypatch.setattr(fetching, "TRIES", 1)
    made = offer()
    centre.disorder = "half package"
    assert fetched(browser).state == "failed"
    assert "broke off" in page(browser)
    there = shelf.part_of(centre.packages[str(made.plan)][0]["sha256"]).stat().st_size
    assert there > 0

    centre.disorder = ""
    assert fetched(browser).state == "done"

    assert Plan.objects.filter(revision=3).exists()
    assert centre.ranges[-1] == there


def test_several_cuts_in_one_download_are_got_over(
    browser: Client, offer: Offer, centre: StandIn, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fetching, "PAUSE_S", 0.0)
    offer()
    centre.disorder = "half package"

    assert fetched(browser).state == "done"
    assert len(centre.ranges) >= 3


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda body: body[:-9] + b"x" * 9, "changed or damaged"),
        (lambda body: body + b"x", "not a test centre"),
    ],
)
def test_a_package_that_is_not_what_was_announced_is_not_loaded(
    browser: Client, offer: Offer, centre: StandIn, spoil: Callable[[bytes], bytes], said: str
):
    made = offer()
    facts, body = centre.packages[str(made.plan)]
    centre.packages[str(made.plan)] = (facts, spoil(body))

    assert fetched(browser).state == "failed"

    assert said in page(browser)
    assert not Plan.objects.filter(revision=3).exists()


def test_a_package_of_another_centre_is_not_loaded(browser: Client, offer: Offer):
    offer(private=b"d" * 32)

    assert fetched(browser).result["code"] == "signed.other_key"


# --- 重新载入
def test_a_newer_package_shows_its_differences_before_it_is_loaded(browser: Client, offer: Offer):
    offer()
    fetched(browser)
    offer(revision=4, people=("Wang", "Li"), rules={"late_limit_min": 15.0})

    job = fetched(browser)

    assert Plan.objects.get(revision__isnull=False).revision == 3
    sha256 = job.result["waiting"][0]["sha256"]
    assert f"{LOAD}package/{sha256}/" in page(browser)
    preview = browser.get(f"{LOAD}package/{sha256}/")
    assert "<del>30" in text_of(preview)
    seen = preview.context["form"]["seen"].value()
    assert browser.post(f"{LOAD}package/{sha256}/", {"seen": "something else"}).status_code == 302
    assert Plan.objects.get(revision__isnull=False).revision == 3

    browser.post(f"{LOAD}package/{sha256}/", {"seen": seen})

    assert Plan.objects.get(revision__isnull=False).revision == 4
    assert Event.objects.filter(code="package_replaced").count() == 1


def test_nothing_newer_is_said(browser: Client, offer: Offer):
    offer()
    fetched(browser)

    fetched(browser)

    assert "The test centre has nothing newer." in page(browser)


def test_a_package_with_faults_is_not_loaded_and_its_page_names_them(browser: Client, offer: Offer):
    offer(people=("Li", "Li") * 30)

    job = fetched(browser)

    assert not Plan.objects.filter(revision=3).exists()
    shown = text_of(browser.get(f"{LOAD}package/{job.result['waiting'][0]['sha256']}/"))
    assert "Session 1 has 60 candidates; the room holds 40." in shown


# --- 导入 of a file, 单机
def test_a_first_file_shows_the_fingerprint_and_is_loaded_after_the_yes(browser: Client, day: Day):
    set_standalone(day.proctor, day.room, registration_code=CODE)
    made = Publication(seal_key=sealing.public_of(sealing.private_of_code(ROOM_CODE, CODE)))
    upload = SimpleUploadedFile("package.zip", made.package())

    first = browser.post("/admin/import/", {"uploads": upload}, follow=True)
    fingerprint = signing.fingerprint(signing.public_of(PRIVATE))
    assert fingerprint in text_of(first)
    assert not Plan.objects.filter(revision__isnull=False).exists()
    here = first.request["PATH_INFO"]

    refused = browser.post(here, {"fingerprint": "another"}, follow=True)
    assert fingerprint in text_of(refused)
    preview = browser.post(here, {"fingerprint": fingerprint}, follow=True)
    browser.post(here, {"seen": preview.context["form"]["seen"].value()})

    assert Plan.objects.get(revision=3).room.code == ROOM_CODE
    assert bytes(CentreLink.objects.get().public_key) == signing.public_of(PRIVATE)
    assert Event.objects.filter(code="centre_pinned").count() == 1


def test_a_file_for_another_room_is_refused(browser: Client, day: Day, published: Publication):
    upload = SimpleUploadedFile("package.zip", replace(published, room="1999999002").package())

    answer = browser.post("/admin/import/", {"uploads": upload}, follow=True)

    assert "This package is for room 1999999002" in text_of(answer)


def test_a_package_is_brought_alone(browser: Client, published: Publication):
    uploads = [SimpleUploadedFile("package.zip", published.package()), SimpleUploadedFile("seats.csv", b"x")]

    answer = browser.post("/admin/import/", {"uploads": uploads})

    assert "Choose it alone" in text_of(answer)


@pytest.mark.parametrize("left", [0.1, 0.9])
def test_a_package_that_breaks_off_is_to_be_fetched_again(browser: Client, published: Publication, left: float):
    whole = published.package()
    upload = SimpleUploadedFile("1999999001-formal-3.jkp", whole[: int(left * len(whole))])

    answer = browser.post("/admin/import/", {"uploads": upload}, follow=True)

    assert "not complete: its end is missing or damaged. Fetch it again." in text_of(answer)
    assert "step 4, 载入考务" not in text_of(answer)


def test_a_package_name_from_outside_is_no_path(browser: Client):
    assert browser.get(f"{LOAD}package/..%2f..%2fetc/", follow=True).status_code in (200, 404)


# --- E1
@pytest.fixture
def away(joined: CentreLink, day: Day) -> CentreLink:
    """The centre answered for the last time a minute ago."""
    CentreLink.objects.update(fault="centre.slow")
    day.later(minutes=1)
    return joined


def test_the_notice_says_what_is_the_matter(browser: Client, away: CentreLink):
    shown = text_of(browser.get("/admin/"))

    assert "The test centre is not reached." in shown
    assert "does not answer in time" in shown
    assert "Reconnect" in shown


def test_while_it_answers_nothing_is_said(browser: Client, joined: CentreLink):
    assert "The test centre is not reached." not in text_of(browser.get("/admin/"))


def test_a_standalone_room_is_not_concerned(browser: Client, day: Day, away: CentreLink):
    set_standalone(day.proctor, day.room)

    assert "The test centre is not reached." not in text_of(browser.get("/admin/"))
    assert browser.post(f"{LOAD}fetch/", follow=True).status_code == 200


def test_while_away_every_button_of_loading_is_grey_and_says_why(browser: Client, away: CentreLink):
    shown = page(browser).partition("jk-foot")[2]

    assert (shown.count("disabled>"), "/admin/import/" in shown) == (4, False)
    for why, times in (
        ("loaded already", 2),
        ("the test centre cannot be reached", 2),
    ):  # the others: 重新载入, another
        assert shown.count(f"<small>{why}</small></button>") == times
    assert 'type="submit">Preview' not in text_of(browser.get("/admin/import/"))


def test_while_away_only_what_may_be_corrected_is_open_in_the_parameters(browser: Client, away: CentreLink):
    answer = browser.get("/admin/steps/parameters/")

    form, shown = answer.context["form"], text_of(answer)
    assert [name for name, field in form.fields.items() if not field.disabled] == list(WHILE_AWAY)
    for grey in (
        'id="browse" disabled>',
        "disabled>Another room</button>",
        'id="sheet" accept=".html,.htm" disabled>',
    ):
        assert grey in shown
    assert browser.get("/admin/steps/parameters/?room=new").context["room"] is not None


def test_while_it_answers_all_of_it_is_open(browser: Client, joined: CentreLink):
    shown = text_of(browser.get("/admin/steps/parameters/"))

    assert ('id="browse" disabled' in shown, "?room=new" in shown) == (False, True)
    assert browser.get("/admin/steps/parameters/?room=new").context["room"] is None
    assert "the test centre cannot be reached" not in page(browser)


@pytest.mark.parametrize("path", ["/admin/import/", f"{LOAD}fetch/", "/admin/rooms/seat/add/"])
def test_the_steps_open_read_only(browser: Client, away: CentreLink, path: str):
    answer = browser.post(path, {})

    assert answer.status_code == 409
    assert "can only be looked at" in text_of(answer)
    assert browser.get(LOAD).status_code == 200


def test_the_centres_address_can_be_corrected_with_the_password(
    browser: Client, day: Day, away: CentreLink, centre: StandIn, tmp_path: Path
):
    Room.objects.update(storage_path=str(tmp_path), proctor_ip="127.0.0.1")
    path = "/admin/steps/parameters/"
    given = {
        "room": ROOM_CODE,
        "code": ROOM_CODE,
        "mode": "centre",
        "host": "127.0.0.1",
        "port": centre.port,
        "registration_code": CODE,
        "proctor_ip": "127.0.0.1",
        "storage_path": str(tmp_path),
    }
    CentreLink.objects.update(host="192.168.9.9")

    assert browser.post(path, given).status_code == 409
    assert browser.post(path, {**given, "password": PASSWORD, "storage_path": "/elsewhere"}).status_code == 409
    assert CentreLink.objects.get().host == "192.168.9.9"
    browser.post(path, {**given, "password": PASSWORD})

    assert CentreLink.objects.get().host == "127.0.0.1"


def test_reconnecting_needs_no_restart(browser: Client, away: CentreLink):
    browser.post(f"{LOAD}reconnect/", {"next": "/admin/"})

    assert CentreLink.objects.get().tried_at is None


def act(browser: Client, session: Session, verb: str, **body: Any) -> Any:
    path = f"/admin/control-room/{session.uuid}/{verb}/"
    return browser.post(path, json.dumps(body), content_type="application/json")


@pytest.fixture
def session(day: Day, joined: CentreLink, offer: Offer) -> Session:
    """Of the centre's plan, in its window; the centre is away since."""
    return _loaded(day, offer(), joined)


def _loaded(day: Day, made: Publication, link: CentreLink) -> Session:
    package = exam_package.read(
        io.BytesIO(made.package()),
        centre_public=bytes(link.public_key),
        room_code=ROOM_CODE,
        room_private=bytes(link.seal_key),
    )
    plan = load_package(day.proctor, day.room, package)
    day.at(8, 45)
    return plan.sessions.get()


def test_a_session_whose_authorization_is_here_goes_on(browser: Client, day: Day, session: Session, joined: CentreLink):
    made = Publication(seal_key=sealing.public_of(bytes(joined.seal_key)))

    assert act(browser, session, "allow_login").json()["code"] == "centre.away"
    brought = act(browser, session, "hold_authorization", file=made.authorization().decode())
    done = [act(browser, session, verb).json()["ok"] for verb in ("authorise", "allow_login")]

    assert brought.json()["text"] == "The authorization of First is here."
    assert done == [True, True]


def test_with_an_authorization_here_seats_go_on_but_neither_parameters_nor_loading(
    browser: Client, day: Day, session: Session, joined: CentreLink
):
    made = Publication(seal_key=sealing.public_of(bytes(joined.seal_key)))
    hold_authorization(day.proctor, day.room, made.authorization(), source=Source.FILE)

    seats = browser.post(f"/admin/seats/{day.room.uuid}/show/", "{}", content_type="application/json")

    assert seats.status_code == 200
    assert browser.post(f"{LOAD}fetch/").status_code == 409
    assert browser.post("/admin/import/").status_code == 409
    assert browser.post("/admin/steps/parameters/", {"storage_path": "/elsewhere"}).status_code == 409


def test_a_file_that_is_no_authorization_is_refused(browser: Client, session: Session):
    answer = act(browser, session, "hold_authorization", file="<html>")

    assert (answer.status_code, answer.json()["code"]) == (409, "signed.malformed")


def test_a_finished_session_is_read_only(browser: Client, day: Day, session: Session):
    Session.objects.filter(pk=session.pk).update(authorised_at=day.now, ended_at=day.now)

    assert act(browser, session, "start_client").json()["code"] == "centre.away"


def test_held_authorizations_keep_the_steps_open(browser: Client, day: Day, session: Session, joined: CentreLink):
    made = Publication(seal_key=sealing.public_of(bytes(joined.seal_key)))
    hold_authorization(day.proctor, day.room, made.authorization(), source=Source.FILE)

    shown = text_of(browser.get("/admin/"))

    assert "A session whose authorization is here goes on." in shown
