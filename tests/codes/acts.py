"""What the scenarios about codes have in common."""

from collections.abc import Callable

import pytest

from formats.refused import Refused
from incidents.models import CodeRequest
from incidents.operations import request_code
from journal.models import Event
from tests.day import Day

Kind = CodeRequest.Kind


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def extra_time(day: Day, *names: str, minutes: int = 15) -> CodeRequest:
    """Minutes above the free ones are asked for."""
    sittings = [day.sitting(name) for name in names or ("Li",)]
    return request_code(day.proctor, day.session, kind=Kind.EXTRA_TIME, sittings=sittings, minutes=minutes)


def why_refused(day: Day) -> list[str]:
    """Why codes were refused in this room, as the journal says."""
    events = Event.objects.filter(chain__name=day.room.chain, code="code_refused").order_by("number")
    return [event.body.split('"why":"')[1].split('"')[0] for event in events]
