"""Taking the evidence of one candidate: it shows the ID number in full and every answer (F17)."""

from django.db import transaction

from exams.models import Sitting
from incidents.operations.shared import given, note, stored
from journal.actor import Actor
from journal.models import Event
from rooms.rights import require


def take_evidence(actor: Actor, sitting: Sitting, *, reason: str) -> Event:
    """Write down that this person takes everything that is kept of a candidate, and why.

    Returns the entry of the journal. Raises `Refused` without the right to the answers of this room, or without a
    reason; then nothing was taken.
    """
    require(actor, "exams.export_answers", sitting.room)
    text = given(reason)
    with transaction.atomic():
        return note("evidence_taken", actor, stored(sitting), private={"reason": text})
