"""The check of an authorization code, and its one use (E23)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, TypeVar

from django.db import transaction

from exams.models import Session, Sitting
from formats import codes
from formats.refused import N_, Refused
from incidents.models import CodeRequest
from incidents.operations.code_hints import Hint, hint_for
from incidents.operations.shared import not_ended
from journal import clock, record
from journal.actor import Actor
from rooms.models import CentreReport
from rooms.operations.centre_reports import report_to_centre
from rooms.publish import changed

MINUTE_MS: Final = 60_000
MOST_MINUTES_BACK: Final = 2880  # so far an expired code is told from a wrong one
TYPED_KEPT: Final = 40
T = TypeVar("T")

REFUSALS: Final[Mapping[str, str]] = {
    "wrong": N_(
        "The code is wrong. Check it letter by letter, then compare kind of code, room code, exam project, session, "
        "minutes, number of candidates, digest of the tickets and challenge on the telephone."
    ),
    "expired": N_("The code was right, but its %(valid)d minutes are over. Ask for a new one."),
    "replayed": N_("This code has been used already; each code permits one act."),
    "other": N_("This request is for something else: other candidates or other minutes."),
    "no_key": N_("This plan came from spreadsheets. Only the exam package of a test centre brings codes."),
    "other_session": N_("This request belongs to another room or session."),
    "used": N_("The code of this request has been used already. Ask with a new request."),
    "tries": N_("This request is closed after %(most)d wrong codes. Ask with a new request."),
    "withdrawn": N_("This request was withdrawn. Ask with a new request."),
}


@dataclass(frozen=True)
class Asked:
    """What a code is to permit, as the person sees it who types it."""

    kind: CodeRequest.Kind
    session: Session
    sittings: tuple[Sitting, ...] = ()
    minutes: int = 0

    @property
    def key(self) -> dict[str, Any]:
        """What tells one request from another."""
        return {
            "session": self.session,
            "kind": self.kind,
            "concerns": concerns(self.sittings),
            "minutes": self.minutes,
        }


@dataclass(frozen=True)
class Permit:
    """A code that was right at `now`; `values` go into the journal with the act."""

    code: str
    now: datetime
    values: Mapping[str, Any]


def by_code(
    actor: Actor, request: CodeRequest, code: str, asked: Asked, act: Callable[[Permit], T], *, reason: str = ""
) -> T:
    """Do `act` in the transaction that spends the code.

    Raises `Refused` for a code that is wrong, expired or used, and for a request that is closed or for something
    else; that is counted and journaled, and nothing else has changed. When `act` refuses, the code is not spent.
    """
    code = "".join(filter(str.isprintable, code))
    if not codes.typed(code):
        raise Refused("code.missing", N_("Type the code that the test centre has computed."))
    now = clock.now()
    with transaction.atomic():
        request = _locked(request)
        why = _fault(request, code, asked, now)
        if why is None:
            permit = Permit(codes.typed(code), now, {"authorization_code": codes.typed(code), "request": request.pk})
            done = act(permit)
            _spend(actor, request, permit, reason)
        else:
            _count(actor, request, asked, code, why, now)
    if why is not None:
        raise _refusal(why, request, hint_for(request, code, now) if why == "wrong" else None)
    return done


def concerns(sittings: Iterable[Sitting]) -> str:
    """Stands for the very sittings, in whatever order they are given."""
    return sha256("\n".join(sorted(str(sitting.pk) for sitting in sittings)).encode()).hexdigest()


def has_key(session: Session) -> bool:
    """Whether codes can be checked here at all: only the package of a centre brings the key."""
    return len(session.plan.code_key) == codes.KEY_BYTES


# --- the check
def _locked(request: CodeRequest) -> CodeRequest:
    found = CodeRequest.objects.select_for_update(of=("self",)).select_related("session__plan__room")
    return found.get(pk=request.pk)


def _fault(request: CodeRequest, code: str, asked: Asked, now: datetime) -> str | None:
    """Why the code permits nothing; None when it does."""
    if request.session_id != asked.session.pk:
        return "other_session"
    not_ended(request.session)
    if request.closed_at:
        return str(request.closed_why)
    if not has_key(request.session):
        return "no_key"
    if _key_of(request) != asked.key:
        return "other"
    return _fault_of_code(request, code, now)


def _key_of(request: CodeRequest) -> dict[str, Any]:
    fields = ("session", "kind", "concerns", "minutes")
    return {field: getattr(request, field) for field in fields}


def _fault_of_code(request: CodeRequest, code: str, now: datetime) -> str | None:
    if _computed_in(request, code, now, _valid_min(request)) is not None:
        return None
    if CodeRequest.objects.used().filter(session__plan=request.session.plan, code=codes.typed(code)).exists():
        return "replayed"
    age = (clock.to_ms(now) - clock.to_ms(request.at)) // MINUTE_MS
    if _computed_in(request, code, now, min(age + codes.CLOCKS_APART_MIN, MOST_MINUTES_BACK)) is not None:
        return "expired"
    return "wrong"


def _computed_in(request: CodeRequest, code: str, now: datetime, valid_min: int) -> int | None:
    key, minute = bytes(request.session.plan.code_key), clock.to_ms(now) // MINUTE_MS
    return codes.computed_in(key, request.told, code, minute=minute, valid_min=valid_min)


def _valid_min(request: CodeRequest) -> int:
    return int(request.session.rules.code_valid_min)


# --- what is kept of it
def _count(actor: Actor, request: CodeRequest, asked: Asked, code: str, why: str, now: datetime) -> None:
    """A try against an open request is counted; every one is journaled, in the room where it was made."""
    if request.closed_at is None and why != "other_session":
        request.tries += 1
        if not request.tries_left:
            request.closed_at, request.closed_why = now, CodeRequest.Closed.TRIES
        request.save(update_fields=["tries", "closed_at", "closed_why"])
    values = {"request": request.pk, "kind": asked.kind, "why": why, "left": request.tries_left}
    concerned = [sitting.pk for sitting in asked.sittings]
    note_request(
        "code_refused", actor, asked.session, private={"typed": code[:TYPED_KEPT]}, sittings=concerned, **values
    )


def _refusal(why: str, request: CodeRequest, hint: Hint | None) -> Refused:
    left, most = request.tries_left, request.MOST_TRIES
    if request.closed_why == CodeRequest.Closed.TRIES:
        why = "tries"
    elif hint:
        return Refused(f"code.{why}", hint.text, left=left, **hint.values)
    return Refused(f"code.{why}", REFUSALS[why], left=left, most=most, valid=_valid_min(request))


def _spend(actor: Actor, request: CodeRequest, permit: Permit, reason: str) -> None:
    request.code, request.used_at, request.used_by_id = permit.code, permit.now, actor.user_id
    request.closed_at, request.closed_why, request.reason = permit.now, CodeRequest.Closed.USED, reason
    request.save(update_fields=["code", "used_at", "used_by", "closed_at", "closed_why", "reason"])
    told = request.told
    report_to_centre(
        request.session.room,
        CentreReport.Kind.CODE_USED,
        {
            "kind": told.kind,
            "plan": told.plan,
            "session": told.session,
            "minutes": told.minutes,
            "count": told.count,
            "tickets": told.tickets,
            "challenge": told.challenge,
            "code": permit.code,
            "used_at": permit.now,
        },
    )
    changed()


def note_request(code: str, actor: Actor, session: Session, *, private: dict[str, str], **values: Any) -> None:
    """One event about a request, in the room's chain."""
    record.append(code, actor, chain=session.room.chain, session=session.uuid, private=private, **values)
    changed()
