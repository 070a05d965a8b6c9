"""Logging in and reading the rules: what the candidate's machine gets for it."""

import asyncio
from uuid import UUID

from django.db.models import Prefetch
from django.db.models.functions import Length

from exams import operations
from exams.live.keys import released_key
from exams.live.telling import position_of
from exams.models import LoginTries, Material, Paper, Sitting
from exams.packages.keys import public_key
from formats import messages
from formats.refused import N_, Refused
from rooms.live import registry
from rooms.live.database import in_database
from rooms.live.link import Link
from rooms.live.registry import on
from rooms.models import Machine

LOCKED = "locked_logins"


def register() -> None:
    locked = LoginTries.objects.locked().filter(session__ended_at=None)
    registry.prefetches.append(Prefetch("login_tries", queryset=locked, to_attr=LOCKED))
    registry.state_contributors.append(tell_lock)


def tell_lock(machine: Machine, state: messages.SeatState) -> None:
    state.login_locked = bool(getattr(machine, LOCKED))


@on(messages.Login)
async def login(link: Link, message: messages.Login) -> messages.LoginOk:
    """Who logs in again during the exam gets the key too, after the answer: what came before it was for nobody."""
    answer, key = await in_database(_log_in, link.machine.id, message, link.address)
    if key is not None:
        asyncio.get_running_loop().call_soon(link.send, key)  # the answer leaves in this turn of the loop
    return answer


@on(messages.NotMe)
async def not_me(link: Link, message: messages.NotMe) -> None:
    await in_database(operations.say_not_me, link.machine.id, message.sitting, message.epoch)


@on(messages.ReadRules)
async def read_rules(link: Link, message: messages.ReadRules) -> messages.PaperKey | None:
    """The key is the answer when the exam has begun; otherwise it follows at T0."""
    return await in_database(_read_rules, link.machine.id, message.sitting)


def _log_in(machine: UUID, message: messages.Login, address: str) -> tuple[messages.LoginOk, messages.PaperKey | None]:
    sitting = operations.log_in(machine, ticket=message.ticket, proof=message.proof, address=address)
    stored = Sitting.objects.select_related("candidate", "subject", "session__plan__room").get(pk=sitting.pk)
    return login_ok(stored), released_key(machine, sitting.pk)


def login_ok(sitting: Sitting) -> messages.LoginOk:
    """Everything that the holder needs to begin; the same at each login."""
    plan = sitting.session.plan.file
    return messages.LoginOk(
        sitting=sitting.pk,
        epoch=sitting.epoch,
        identity=_identity(sitting),
        rules=list(plan.rules_text),
        guide=list(plan.guide_text),
        paper=_paper(sitting),
        position=position_of(sitting, sitting.epoch),
        fold=f"/agent/sittings/{sitting.pk}/fold",
        rules_read=sitting.rules_read_at is not None,
        package_key=public_key(sitting.room).hex(),
        tools=[name for tool in plan.tools for name in tool.executables],
    )


def _identity(sitting: Sitting) -> messages.Identity:
    person = sitting.candidate
    claim = sitting.claims.filter(epoch=sitting.epoch).first()
    seat = claim.seat_number if claim else None
    warns = sitting.session.rules.other_seat == "warn"
    return messages.Identity(
        ticket=person.ticket,
        name=person.name,
        id_number=person.masked_id,
        subject=sitting.subject.name,
        sequence=person.sequence,
        seat=seat,
        large_type=person.large_type,
        planned_seat=operations.planned_elsewhere(sitting, seat) if warns and seat else None,
    )


def _paper(sitting: Sitting) -> messages.PaperSource:
    found = Paper.objects.filter(subject=sitting.subject_id).annotate(size=Length("sealed"))
    paper = found.values_list("uuid", "sha256", "size", "pk").first()
    if paper is None:
        raise Refused("login.no_paper", N_("The paper of this subject is not here yet. Tell the invigilator."))
    needed = Material.objects.filter(paper=paper[3]).values_list("sha256", "size")
    return messages.PaperSource(
        url=f"/agent/papers/{paper[0]}",
        sha256=paper[1],
        size=paper[2],
        materials=[messages.MaterialSource(sha256=sha256, size=size) for sha256, size in needed],
    )


def _read_rules(machine: UUID, sitting_id: UUID) -> messages.PaperKey | None:
    operations.read_rules(machine, sitting_id)
    return released_key(machine, sitting_id)
