"""After a late start by a code the centre's authorization is filed when it answers (E8)."""

import io
from dataclasses import dataclass, replace
from typing import Any

import pytest

from exams.models import HeldAuthorization, Session
from exams.operations import allow_login, authorise, hold_authorization, load_package
from exams.operations.authorizing import Source
from formats import codes, exam_package
from incidents.models import CodeRequest
from incidents.operations import request_code, start_late
from journal import clock
from rooms.centre import register
from rooms.models import CentreLink
from tests.codes.acts import Kind, refusal
from tests.day import ROOM_CODE, Day
from tests.uplink.conftest import in_the_loop
from tests.uplink.hands import ACTOR
from tests.uplink.publishing import MINUTE_MS, Publication
from tests.uplink.stand_in import CODE, OTHER_PRIVATE, StandIn

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


@dataclass
class Room:
    """A registered room with the centre's package at 9:16, after the latest start."""

    day: Day
    centre: StandIn
    link: CentreLink
    published: Publication

    @property
    def session(self) -> Session:
        return Session.objects.select_related("plan__room").get(plan__uuid=self.published.plan)

    def permit(self, **changed: Any) -> bytes:
        """What the centre answers after the window, when it has computed the code."""
        now = clock.to_ms(self.day.now)
        envelope = self.published.authorization(valid_until=now + 60 * MINUTE_MS, issued_at=now, **changed)
        self.centre.late[str(self.published.plan), 1] = envelope
        return envelope

    def authorised(self) -> None:
        """In time, and then it got late."""
        self.day.at(8, 40)
        hold_authorization(self.day.proctor, self.day.room, self.published.authorization(), source=Source.CENTRE)
        allow_login(self.day.proctor, authorise(self.day.proctor, self.session))
        self.day.at(9, 16)

    def request(self) -> CodeRequest:
        return request_code(self.day.proctor, self.session, kind=Kind.LATE_START)

    def start(self, request: CodeRequest) -> Session:
        minute = clock.to_ms(self.day.now) // MINUTE_MS
        code = codes.compute(bytes.fromhex("ab" * 32), request.told, minute)
        return start_late(self.day.proctor, self.session, request=request, code=code)

    def round(self) -> str:
        """What is the matter after it; an authorization or a minute later."""
        self.day.later(minutes=1)
        return in_the_loop(self.link).fault

    def held(self) -> bytes:
        return bytes(HeldAuthorization.objects.get(session=self.session).envelope)


@pytest.fixture
def room(day: Day, centre: StandIn, rounds_in_this_process: None) -> Room:
    link = register(ACTOR, day.room, host="127.0.0.1", port=centre.port, registration_code=CODE)
    published = Publication(seal_key=bytes.fromhex(centre.seal_key))
    read = exam_package.read(
        io.BytesIO(published.package()),
        centre_public=bytes(link.public_key), room_code=ROOM_CODE, room_private=bytes(link.seal_key),
    )  # fmt: skip
    load_package(day.proctor, day.room, read)
    day.at(9, 16)
    return Room(day, centre, link, published)


def filed(day: Day) -> int:
    return day.journal().count("late_authorization_filed")


def test_a_code_starts_and_the_authorization_is_filed_when_the_centre_answers(room: Room, day: Day):
    room.authorised()
    started = room.start(room.request())
    room.round()
    before = room.held()

    permitted = room.permit()
    fault = room.round()

    assert started.start_at is not None
    assert (fault, before, room.held()) == ("", room.published.authorization(), permitted)
    assert filed(day) == 1


def test_it_is_filed_once(room: Room, day: Day):
    room.authorised()
    room.start(room.request())
    room.permit()
    room.round()
    asked = room.centre.late_asked

    room.permit()  # every answer is signed anew
    room.round()

    assert (asked, room.centre.late_asked, filed(day)) == (1, 1, 1)


def test_in_time_nothing_is_asked(room: Room):
    room.authorised()
    room.request()
    room.round()

    assert room.centre.late_asked == 0


@pytest.mark.parametrize(
    ("other", "fault"),
    [({"private": OTHER_PRIVATE}, "centre.other_key"), ({"revision": 9}, "centre.authorization")],
)
def test_what_does_not_fit_is_not_filed_and_the_exam_goes_on(room: Room, day: Day, other: dict[str, Any], fault: str):
    room.authorised()
    start = room.start(room.request()).start_at
    before = room.held()
    right, room.published = room.published, replace(room.published, **other)
    room.permit()
    room.published = right

    assert room.round() == fault
    assert (room.session.start_at, room.held(), filed(day)) == (start, before, 0)


def test_a_centre_that_never_answers_is_not_asked_for_ever(room: Room):
    room.authorised()
    room.start(room.request())
    room.day.at(24 + 10)

    room.round()

    assert room.centre.late_asked == 0


def test_a_session_that_missed_its_authorization_gets_it_by_the_code(room: Room, day: Day):
    request = room.request()
    room.round()
    early = refusal(lambda: authorise(day.proctor, room.session))
    room.permit()

    fault = room.round()
    without_login = refusal(lambda: room.start(request))
    allow_login(day.proctor, authorise(day.proctor, room.session))
    started = room.start(request)
    asked = room.centre.late_asked
    room.round()

    assert (fault, early, without_login) == ("", "authorise.none", "start.no_login")
    assert started.start_at is not None
    assert (room.centre.late_asked, day.journal().count("authorization_received"), filed(day)) == (asked, 1, 0)
