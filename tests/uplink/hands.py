"""What the tests of the uplink do in another process at the server's database."""

import io
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User

from exams.models import Session
from exams.operations import load_package
from formats import exam_package, sealing
from journal import clock
from journal.actor import system
from rooms.centre import reconnect, register
from rooms.models import CentreLink, CentreReport, Room
from rooms.operations import report_to_centre
from tests.day import ROOM_CODE
from tests.uplink.stand_in import CODE

ACTOR = system("test")


def registered(port: int) -> str:
    """A room at the centre; returns its public seal key."""
    room = Room.objects.create(code=ROOM_CODE)
    link = register(ACTOR, room, host="127.0.0.1", port=port, registration_code=CODE)
    return sealing.public_of(bytes(link.seal_key)).hex()


def administrator() -> None:
    User.objects.create_superuser("boss", password="correct horse battery")


def now_ms() -> int:
    return clock.now_ms()


def link() -> dict[str, Any]:
    stored = CentreLink.objects.get()
    facts = {name: getattr(stored, name) for name in ("fault", "clock_offset_ms", "packages", "tried_at")}
    return facts | {"answers": stored.answers(clock.now())}


def move(**facts: Any) -> None:
    """The registration as if it had been made so."""
    CentreLink.objects.update(**facts)


def ask_now() -> None:
    reconnect(ACTOR, Room.objects.get())


def report(**body: Any) -> str:
    made = report_to_centre(Room.objects.get(), CentreReport.Kind.SEAL_CHECK, body)
    assert made is not None
    return str(made.pk)


def unsent() -> int:
    return CentreReport.objects.unsent().count()


def load(package: bytes) -> None:
    """Its first session begins in ten minutes."""
    stored = CentreLink.objects.get()
    read = exam_package.read(
        io.BytesIO(package),
        centre_public=bytes(stored.public_key),
        room_code=ROOM_CODE,
        room_private=bytes(stored.seal_key),
    )
    load_package(ACTOR, Room.objects.get(), read)
    Session.objects.update(planned_start=clock.now() + timedelta(minutes=10))


def held() -> list[str]:
    return list(Session.objects.values_list("held_authorization__source", flat=True))
