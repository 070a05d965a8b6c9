"""The sockets of live pages: whoever may see the room is shown its board, everybody else is closed (S1)."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from proctor_site.checks.consumer import ChecksOfRoom
from proctor_site.control_room.consumer import BoardSocket, ControlRoom
from proctor_site.seats.consumer import SeatList
from tests.day import Day
from tests.rights.people import ELSEWHERE, EVERYBODY, NOBODY, clients
from tests.rights.table import compare

pytestmark = pytest.mark.django_db(databases="__all__")
NAMES = {ELSEWHERE: "elsewhere"}


def come(kind: type[BoardSocket], who: str) -> BoardSocket:
    """A socket as that person's browser opens it."""
    user: Any = AnonymousUser() if who == NOBODY else User.objects.get(username=NAMES.get(who, who))
    consumer = kind()
    consumer.scope = {"type": "websocket", "user": user, "client": ("127.0.0.1", 1), "headers": []}
    return consumer


def test_every_board_is_shown_to_whom_the_table_says(day: Day):
    clients(day)
    sockets = {
        "control-room/<session>/": (ControlRoom, day.session.uuid),
        "seats/<room>/": (SeatList, day.room.uuid),
        "checks/<room>/": (ChecksOfRoom, day.room.uuid),
    }

    found = {
        name: tuple("shown" if come(kind, who).may_see(named) else "–" for who in EVERYBODY)
        for name, (kind, named) in sockets.items()
    }

    compare("Sockets of live pages", found)
