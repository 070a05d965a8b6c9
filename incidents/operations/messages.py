"""Words from the proctor to candidates, and that they were read (F9)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from exams.models import Sitting
from formats.refused import N_, Refused
from incidents.models import Message
from incidents.operations.shared import not_ended, note, stored
from journal import clock
from journal.actor import Actor
from rooms.rights import require

MOST_TEXT = 300


def send_message(actor: Actor, sitting: Sitting, *, text: str, act: UUID) -> Message:
    """Write to a candidate; who has not logged in yet reads it then, who changes the machine reads it there.

    `act` is the same for all that are written to at once: said again, it is the same message.
    Raises `Refused` for who has handed in or is absent, and after the session's end.
    """
    require(actor, "rooms.work_room", sitting.room)
    words = worded(text)
    now = clock.now()
    with transaction.atomic():
        sitting = stored(sitting)
        check_message(sitting, now)
        kept = {"session": sitting.session, "text": words, "by_id": actor.user_id, "by_name": actor.name, "at": now}
        message, is_new = Message.objects.get_or_create(act=act, sitting=sitting, defaults=kept)
        if is_new:
            note("message_sent", actor, sitting, message=message.pk, act=act, private={"text": words})
    return message


def check_message(sitting: Sitting, now: datetime) -> None:
    """`Refused` where nobody would read it; asked by the verb and by its preview."""
    not_ended(sitting.session)
    name = sitting.candidate.name
    if sitting.state == Sitting.State.SUBMITTED:
        raise Refused("message.submitted", N_("%(name)s has handed in and reads no messages any more."), name=name)
    if sitting.state == Sitting.State.ABSENT:
        raise Refused("message.absent", N_("%(name)s is registered as absent."), name=name)


def message_read(machine_id: UUID, message_id: UUID) -> None:
    """The candidate pressed 知道了 at a machine that has or had the sitting. Again does nothing."""
    with transaction.atomic():
        message = Message.objects.select_for_update(of=("self",)).filter(pk=message_id, read_at=None).first()
        if message is None or not _was_told(message, machine_id):
            return
        message.read_at = clock.now()
        message.save(update_fields=["read_at"])
        if message.sitting:
            actor = Actor(kind="machine", machine=machine_id)
            note("message_read", actor, stored(message.sitting), message=message.pk, sent_at=message.at)


def worded(text: str) -> str:
    words = text.strip()
    if not 1 <= len(words) <= MOST_TEXT:
        told = N_("Write what the candidate shall read (at most %(most)d characters).")
        raise Refused("message.text", told, most=MOST_TEXT)
    return words


def _was_told(message: Message, machine_id: UUID) -> bool:
    if message.sitting is None:
        return message.machine_id == machine_id
    return message.sitting.claims.filter(machine_id=machine_id).exists()
