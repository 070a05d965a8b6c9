"""Asking for an authorization code, and taking that back (E23)."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Sum

from exams.models import Session, Sitting
from exams.operations.session import check_late_request
from formats import codes
from formats.refused import N_, Refused
from incidents.models import CodeRequest
from incidents.operations.codes import REFUSALS, Asked, has_key, note_request
from incidents.operations.extra_time import check_coded_time
from incidents.operations.late_candidates import check_late
from incidents.operations.resets import check_reset
from incidents.operations.shared import not_ended
from journal import clock
from journal.actor import Actor
from rooms.rights import require

Kind = CodeRequest.Kind
MOST_WRONG: Final = 25
WITHIN: Final = timedelta(hours=1)
RIGHTS: Final[Mapping[str, str]] = {
    Kind.LATE_START: "exams.run_session",
    Kind.LATE_CANDIDATE: "incidents.resume",
    Kind.EXTRA_TIME: "incidents.give_extra_time",
    Kind.RESET: "incidents.reset",
}


def request_code(
    actor: Actor, session: Session, *, kind: CodeRequest.Kind, sittings: Sequence[Sitting] = (), minutes: int = 0
) -> CodeRequest:
    """A request that the centre computes a code for; the same one as long as it is open.

    Raises `Refused` without the right to the act itself, where the act would be refused anyway or needs no code,
    for a plan that no centre's package brought, and after too many wrong codes within an hour.
    """
    require(actor, RIGHTS[kind], session.room)
    with transaction.atomic():
        session = Session.objects.select_for_update(of=("self",)).select_related("plan__room").get(pk=session.pk)
        now = clock.now()
        asked = Asked(kind, session, _stored(session, sittings), minutes)
        _check(asked, now)
        standing = CodeRequest.objects.open().filter(**asked.key).first()
        return standing or _ask(actor, asked, now)


def withdraw_code_request(actor: Actor, request: CodeRequest) -> CodeRequest:
    """The code is not wanted any more. Again, or after its use, does nothing."""
    require(actor, RIGHTS[request.kind], request.session.room)
    with transaction.atomic():
        found = CodeRequest.objects.select_for_update(of=("self",)).select_related("session__plan__room")
        request = found.get(pk=request.pk)
        if request.closed_at is None:
            request.closed_at, request.closed_why = clock.now(), CodeRequest.Closed.WITHDRAWN
            request.save(update_fields=["closed_at", "closed_why"])
            values = {
                "request": request.pk,
                "kind": request.kind,
                "sittings": list(request.sittings.values_list("pk", flat=True)),
            }
            note_request("code_withdrawn", actor, request.session, private={}, **values)
    return request


def _stored(session: Session, sittings: Sequence[Sitting]) -> tuple[Sitting, ...]:
    found = session.sittings.filter(pk__in=[sitting.pk for sitting in sittings])
    related = found.select_related("candidate", "subject__session", "session__plan__room")
    stored = tuple(related.order_by("candidate__sequence", "subject__order"))
    if len(stored) != len({sitting.pk for sitting in sittings}):
        raise Refused("code.other_session", N_("Candidates of another session are among the chosen ones."))
    return stored


def _check(asked: Asked, now: datetime) -> None:
    not_ended(asked.session)
    if not has_key(asked.session):
        raise Refused("code.no_key", REFUSALS["no_key"])
    if (asked.kind == Kind.LATE_START) == bool(asked.sittings):
        raise Refused("code.nobody", N_("Choose the candidates first; a late start concerns the whole session."))
    if (asked.kind == Kind.EXTRA_TIME) != bool(asked.minutes):
        raise Refused("code.minutes", N_("Minutes belong to extra time, and only there."))
    _check_wrong_ones(asked.session, now)
    _check_act(asked, now)


def _check_wrong_ones(session: Session, now: datetime) -> None:
    """New requests do not make endless tries."""
    recent = session.code_requests.filter(at__gt=now - WITHIN)
    if (recent.aggregate(tries=Sum("tries"))["tries"] or 0) >= MOST_WRONG:
        raise Refused(
            "code.too_many",
            N_("%(most)d wrong codes within an hour: no new request now. Speak to the test centre."),
            most=MOST_WRONG,
        )


def _check_act(asked: Asked, now: datetime) -> None:
    match asked.kind:
        case Kind.LATE_START:
            check_late_request(asked.session, now)
        case Kind.LATE_CANDIDATE:
            for sitting in asked.sittings:
                check_late(sitting, now)
        case Kind.EXTRA_TIME:
            check_coded_time(asked.sittings, asked.minutes)
        case Kind.RESET:
            for sitting in asked.sittings:
                check_reset(sitting, now)


def _ask(actor: Actor, asked: Asked, now: datetime) -> CodeRequest:
    tickets = {sitting.candidate.ticket for sitting in asked.sittings}
    request = CodeRequest.objects.create(
        **asked.key,
        count=len(tickets),
        tickets=codes.digest_of(tickets),
        challenge=codes.letters(secrets.token_bytes(5)),
        by_id=actor.user_id,
        at=now,
    )
    request.sittings.set(asked.sittings)
    values = {
        "request": request.pk,
        "kind": asked.kind,
        "minutes": asked.minutes,
        "challenge": request.challenge,
        "sittings": [sitting.pk for sitting in asked.sittings],
    }
    note_request("code_requested", actor, asked.session, private={}, **values)
    return request
