"""计算授权码: a code for a request as it was told by telephone (E23, T1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from centre.models import IssuedCode, Package, Plan
from centre.operations.publishing import code_key
from centre.rights import may, require
from formats import codes
from formats.codes import Request
from formats.plan import PlanRules
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor

MINUTE_MS: Final = 60_000


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A code, until when the room takes it, and whom it is for.

    `who` is the candidate if it is one and known by these letters. `is_doubtful`: one candidate, but
    nobody of the session has these letters, so they were probably misheard.
    """

    code: str
    valid_until: datetime
    who: str
    is_doubtful: bool


def level_of(package: Package) -> str:
    """ "centre" or "superior": who computes the codes of a plan, as it was published."""
    return package.file.rules.code_policy


def compute_code(actor: Actor, package: Package, request: Request) -> Computed:
    """Compute the code for `request` and keep what it permits.

    Challenge and candidates' letters may be typed in groups and in small letters. Raises `Refused`
    without an account of the plan's level, and for a request that the plan does not allow.
    """
    _require_level(actor, level_of(package))
    request = checked(package, request)
    now = clock.now()
    minute = clock.to_ms(now) // MINUTE_MS
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=package.plan_id)
        issued = _same(package, request, minute) or _issue(actor, package, request, now)
    who = _who(package, request)
    return Computed(
        code=issued.code, valid_until=issued.valid_until, who=who, is_doubtful=request.count == 1 and not who
    )


def checked(package: Package, request: Request) -> Request:
    """The request with its letters as they are meant, complete for passing on. Raises `Refused` as above."""
    rules = package.file.rules
    if not package.file.session(request.session):
        raise Refused("session.unknown", N_("The plan has no session %(session)d."), session=request.session)
    _check_numbers(package, request)
    _check_allowed(rules, request)
    challenge, tickets = _letters(request.challenge), _letters(request.tickets)
    if request.kind == "late_start":
        tickets = codes.digest_of(())
    if not challenge or not tickets:
        told = N_("Request number and candidates are 8 letters or digits each. Have them read out again.")
        raise Refused("code.letters", told)
    return Request(
        kind=request.kind,
        plan=str(package.plan.uuid),
        room=package.plan.room.code,
        session=request.session,
        minutes=request.minutes,
        count=request.count,
        tickets=tickets,
        challenge=challenge,
    )


def _asked(request: Request) -> dict[str, Any]:
    names = ("kind", "session", "minutes", "count", "tickets", "challenge")
    return {name: getattr(request, name) for name in names}


def _same(package: Package, request: Request, minute: int) -> IssuedCode | None:
    """What an impatient click has computed already: in one minute a request has one code."""
    return IssuedCode.objects.filter(plan=package.plan, minute=minute, **_asked(request)).first()


def _issue(actor: Actor, package: Package, request: Request, now: datetime) -> IssuedCode:
    minute, level = clock.to_ms(now) // MINUTE_MS, level_of(package)
    issued = IssuedCode.objects.create(
        plan=package.plan,
        level=level,
        minute=minute,
        valid_min=package.file.rules.code_valid_min,
        issued_at=now,
        by=actor.name or actor.role,
        code=codes.compute(code_key(package), request, minute),
        **_asked(request),
    )
    told = _asked(request) | {"number": request.session, "plan": package.plan.uuid, "level": level, "minute": minute}
    del told["session"]  # in the journal that is the UUID of a room's session
    record.append("code_computed", actor, chain=package.plan.room.chain, private={"code": issued.code}, **told)
    return issued


def _require_level(actor: Actor, level: str) -> None:
    if level == "superior" and not may(actor, "codes.superior"):
        told = N_(
            "The plan leaves codes to the superior level. Pass the request on; only an account of that level computes."
        )
        raise Refused("code.superior", told)
    require(actor, f"codes.{level}")


def _letters(typed: str) -> str:
    """Eight letters as they are meant, or nothing."""
    meant = codes.typed(typed)
    return meant if len(meant) == codes.LENGTH and set(meant) <= set(codes.LETTERS) else ""


def _check_numbers(package: Package, request: Request) -> None:
    listed = {each.ticket for each in package.contents.candidates if each.session == request.session}
    least, most = (0, 0) if request.kind == "late_start" else (1, len(listed))
    if not least <= request.count <= most:
        told = N_("The number of candidates is %(least)d to %(most)d, found %(count)d.")
        if most == 0:
            told = N_("A request of this kind names no candidates: their number is 0, found %(count)d.")
        raise Refused("code.count", told, least=least, most=most, count=request.count)
    least, most = (1, _most_minutes(package, request.session)) if request.kind == "extra_time" else (0, 0)
    if not least <= request.minutes <= most:
        told = N_("The minutes are %(least)d to %(most)d, found %(minutes)d.")
        if most == 0:
            told = N_("A request of this kind asks for no minutes: their number is 0, found %(minutes)d.")
        raise Refused("code.minutes", told, least=least, most=most, minutes=request.minutes)


def _most_minutes(package: Package, session: int) -> int:
    most = package.file.rules.max_extra_minutes
    return int(most if most is not None else max(row.duration_min for row in package.file.session(session)))


def _check_allowed(rules: PlanRules, request: Request) -> None:
    if request.kind == "extra_time" and not rules.allow_extra_time:
        raise Refused("code.not_allowed", N_("The plan does not allow extra time."))
    if request.kind == "reset" and not rules.allow_reset:
        raise Refused("code.not_allowed", N_("The plan does not allow that a candidate starts again."))


def _who(package: Package, request: Request) -> str:
    if request.count != 1:
        return ""
    for each in package.contents.candidates:
        if each.session == request.session and codes.digest_of([each.ticket]) == request.tickets:
            return f"{each.name} {each.ticket}"
    return ""
