"""A candidate raises a hand, the proctor answers it (F9)."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from exams.models import Session, Sitting
from formats.refused import N_, Refused
from incidents.models import Message, RaisedHand
from incidents.operations.messages import check_message, worded
from incidents.operations.shared import not_ended, note, stored
from journal import clock, record
from journal.actor import Actor
from rooms.models import Machine, Matter
from rooms.operations.matters import open_matter, settle_matter
from rooms.publish import changed
from rooms.rights import require

KIND = "hand_raised"
MOST_WORDS = 200
MOST_HANDS = 20  # while one waits; what more is pressed then is not written down


def raise_hand(machine_id: UUID, hand_id: UUID, words: str) -> None:
    """One open matter a machine, with the last words, however often the candidate presses; the same hand is once."""
    machine = Machine.objects.select_related("room", "seat").get(pk=machine_id)
    sitting = machine.held_sittings.filter(state__in=Sitting.State.entered()).order_by("-logged_in_at").first()
    facts = {"machine": machine, "sitting": sitting, "words": words[:MOST_WORDS], "at": clock.now()}
    if _is_too_much(machine):
        return
    with transaction.atomic():
        hand, is_new = RaisedHand.objects.get_or_create(pk=hand_id, defaults=facts)
        if is_new:
            _note(Actor(kind="machine", machine=machine.pk), machine.room.chain, hand)
            _open(machine, sitting, hand.words)


def answer_hand(actor: Actor, session: Session, matter: Matter, *, text: str = "") -> Matter:
    """Settle a raised hand, with words to the candidate or, without them, because somebody went there.

    Raises `Refused` for another kind of matter, for one that is settled already, and when the words would not be read.
    """
    require(actor, "rooms.work_room", matter.room)
    words = worded(text) if text.strip() else ""
    now = clock.now()
    with transaction.atomic():
        matter = _raised(matter)
        hand = _answered(actor, matter, now)
        if words:
            _write(actor, session, matter, hand, words, now)
        if matter.sitting:
            sitting = stored(Sitting(pk=matter.sitting))
            note("hand_answered", actor, sitting, matter=matter.pk, private={"text": words})
        return settle_matter(actor, matter)


def _is_too_much(machine: Machine) -> bool:
    waiting = machine.room.matters.open().filter(kind=KIND, machine=machine).first()
    return waiting is not None and machine.hands.filter(at__gte=waiting.opened_at).count() >= MOST_HANDS


def _open(machine: Machine, sitting: Sitting | None, words: str) -> None:
    """What a candidate wrote is private: the journal's matter goes without it."""
    about = {"session": sitting.session.uuid, "sitting": sitting.pk} if sitting else {"session": None, "sitting": None}
    matter = open_matter(machine.room, KIND, str(machine.pk), machine=machine, **about)
    Matter.objects.filter(pk=matter.pk).update(values={"words": words} if words else {}, **about)
    changed()


def _note(actor: Actor, chain: str, hand: RaisedHand) -> None:
    if hand.sitting:
        note("hand_raised", actor, stored(hand.sitting), hand=hand.pk, private={"words": hand.words})
    else:
        record.append("hand_raised", actor, chain=chain, hand=hand.pk, private={"words": hand.words})


def _raised(matter: Matter) -> Matter:
    found = Matter.objects.select_for_update().filter(pk=matter.pk, kind=KIND).first()
    if found is None:
        raise Refused("hand.none", N_("No hand is raised here."))
    if found.settled_at:
        raise Refused("hand.answered", N_("This hand has been answered already."))
    return found


def _answered(actor: Actor, matter: Matter, now: datetime) -> RaisedHand | None:
    """All that this machine's candidate has raised until now; gives the last one."""
    hands = RaisedHand.objects.filter(machine=matter.machine, answered_at=None)
    last = hands.order_by("-at").first()
    hands.update(answered_at=now, answered_by=actor.user_id)
    return last


def _write(
    actor: Actor, session: Session, matter: Matter, hand: RaisedHand | None, words: str, now: datetime
) -> Message:
    not_ended(session)
    sitting = stored(Sitting(pk=matter.sitting)) if matter.sitting else None
    if sitting:
        check_message(sitting, now)
    return Message.objects.create(
        session=sitting.session if sitting else session,
        sitting=sitting,
        machine=None if sitting else matter.machine,
        act=uuid4(),
        hand=hand,
        text=words,
        by_id=actor.user_id,
        by_name=actor.name,
        at=now,
    )
