"""What a wrong code was computed for, where that can be told: so that two people find the slip on the telephone (E23).

The room has the key of its codes and tries what may have been misheard, one thing at a time. It permits nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from formats import codes
from formats.refused import N_
from incidents.models import CodeRequest
from journal import clock

MINUTE_MS: Final = 60_000
MOST_MINUTES: Final = 180
MOST_CANDIDATES: Final = 60
LAST_SESSION: Final = 9

KIND: Final = N_("This code was computed for another kind of code. Compare the kind on the telephone.")
SESSION: Final = N_("This code was computed for session %(found)d; the request is of session %(asked)d.")
MINUTES: Final = N_("This code was computed for %(found)d minutes; the request is for %(asked)d.")
COUNT: Final = N_("This code was computed for %(found)d candidates; the request is for %(asked)d.")
TICKETS: Final = N_("This code was computed for another candidate: %(found)s. Compare the digest of the tickets.")


class Hint(NamedTuple):
    """What to tell instead of "wrong"."""

    text: str
    values: dict[str, Any]


def hint_for(request: CodeRequest, code: str, now: datetime) -> Hint | None:
    """The one thing in which what the centre was told differs from the request; None if it is something else."""
    key = bytes(request.session.plan.code_key)
    minute = clock.to_ms(now) // MINUTE_MS
    valid = int(request.session.rules.code_valid_min)
    found = (
        hint
        for told, hint in _misheard(request)
        if codes.computed_in(key, told, code, minute=minute, valid_min=valid) is not None
    )
    return next(found, None)


def _misheard(request: CodeRequest) -> Iterator[tuple[codes.Request, Hint]]:
    told = request.told
    for kind in CodeRequest.Kind.values:
        yield msgspec.structs.replace(told, kind=kind), Hint(KIND, {})
    for name, text, most in (
        ("session", SESSION, LAST_SESSION),
        ("count", COUNT, MOST_CANDIDATES),
        ("minutes", MINUTES, MOST_MINUTES),
    ):
        for number in range(most + 1):
            values = {"found": number, "asked": getattr(told, name)}
            yield msgspec.structs.replace(told, **{name: number}), Hint(text, values)
    yield from _of_others(request, told)


def _of_others(request: CodeRequest, told: codes.Request) -> Iterator[tuple[codes.Request, Hint]]:
    """The same for each single candidate of the session."""
    if told.count != 1:
        return
    for ticket, name in request.session.candidates.values_list("ticket", "name"):
        yield msgspec.structs.replace(told, tickets=codes.digest_of([ticket])), Hint(TICKETS, {"found": name})
