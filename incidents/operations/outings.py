"""暂离考场: a candidate leaves the room and comes back; the clock runs on (F13)."""

from datetime import datetime, timedelta

from django.db import transaction

from exams.models import Sitting
from formats.refused import N_, Refused
from incidents.models import Outing
from incidents.operations.shared import given, not_ended, note, stored
from journal import clock
from journal.actor import Actor
from rooms.rights import require

MOST_NAME = 60


def let_out(actor: Actor, sitting: Sitting, *, allowed_by: str, reason: str) -> Outing:
    """Note that a candidate leaves the room, and who allowed it. Who is out already stays so.

    Raises `Refused` for who is not logged in or has handed in; then nothing has changed.
    """
    require(actor, "rooms.work_room", sitting.room)
    text, name, now = given(reason), _named(allowed_by), clock.now()
    with transaction.atomic():
        sitting = stored(sitting)
        check_out(sitting, now)
        kept = {"reason": text, "allowed_by": name, "by_id": actor.user_id, "at": now}
        outing, is_new = Outing.objects.get_or_create(sitting=sitting, back_at=None, defaults=kept)
        if is_new:
            note("let_out", actor, sitting, outing=outing.pk, private={"reason": text, "allowed_by": name})
    return outing


def let_in(actor: Actor, sitting: Sitting) -> Outing | None:
    """The candidate is back, also one who has been handed in meanwhile. Who is not out stays as he is."""
    require(actor, "rooms.work_room", sitting.room)
    with transaction.atomic():
        sitting = stored(sitting)
        not_ended(sitting.session)
        outing = Outing.objects.open().filter(sitting=sitting).first()
        if outing is None:
            return None
        outing.back_at, outing.back_by_id = clock.now(), actor.user_id
        outing.save(update_fields=["back_at", "back_by"])
        away_ms = (outing.back_at - outing.at) // timedelta(milliseconds=1)
        note("let_in", actor, sitting, outing=outing.pk, out_at=outing.at, away_ms=away_ms)
    return outing


def check_out(sitting: Sitting, now: datetime) -> None:
    """`Refused` for who is not at work; asked by the verb and by its preview."""
    not_ended(sitting.session)
    if sitting.state not in Sitting.State.entered():
        told = N_("%(name)s is not logged in or has handed in: there is nothing to note.")
        raise Refused("outing.not_in", told, name=sitting.candidate.name)


def _named(allowed_by: str) -> str:
    name = allowed_by.strip()
    if not 1 <= len(name) <= MOST_NAME:
        raise Refused("outing.allowed_by", N_("Say who allowed it (at most %(most)d characters)."), most=MOST_NAME)
    return name
