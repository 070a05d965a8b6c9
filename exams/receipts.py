"""The room signs what a candidate handed in, and says of a receipt whether it holds (F3)."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from django.utils import timezone
from django.utils.crypto import salted_hmac

from exams.answers import log
from exams.models import Session, Sitting, Submission
from formats import candidate_receipt, signing
from formats.candidate_receipt import CandidateReceipt
from formats.refused import N_, Refused
from journal import clock
from rooms.models import Room

SALT: Final = "jiankao.candidate-receipt"
RELATED: Final = ("sitting__candidate", "sitting__session__plan__room", "sitting__subject")


@dataclass(frozen=True)
class Checked:
    """A receipt that this room signed. `submission` is None where the room does not hold it any more; `holds` whether
    the log still leads to its hash.
    """

    receipt: CandidateReceipt
    submission: Submission | None
    holds: bool


def private_key(room: Room) -> bytes:
    """Ed25519, 32 bytes, of this installation: it comes back with its backup and never leaves the server."""
    return salted_hmac(SALT, room.uuid.hex, algorithm="sha256").digest()


def public_key(room: Room) -> bytes:
    """By which anybody can verify the room's receipts."""
    return signing.public_of(private_key(room))


def signed(submission: Submission) -> str:
    """The line that the candidate gets; the submission comes with `RELATED`."""
    sitting = submission.sitting
    receipt = CandidateReceipt(
        room=sitting.room.code,
        session=sitting.session.number,
        ticket=sitting.candidate.ticket,
        epoch=submission.epoch,
        revision=submission.revision,
        at=clock.to_ms(submission.at),
        by=submission.by,  # type: ignore[arg-type]  # the model's choices are the receipt's
        chain=submission.chain,
    )
    return candidate_receipt.write(private_key(sitting.room), receipt)


def last_submissions(session: Session) -> list[Submission]:
    """Of everybody who has handed in, by sequence: what counts in the end."""
    found = Submission.objects.filter(sitting__session=session, sitting__state=Sitting.State.SUBMITTED)
    in_order = found.select_related(*RELATED).order_by(
        "sitting__candidate__sequence", "sitting__subject__order", "epoch", "revision"
    )
    return list({submission.sitting_id: submission for submission in in_order}.values())


def check(text: str) -> Checked:
    """Raises `Refused` for what is no receipt, of another installation, or changed."""
    said = candidate_receipt.parse(text)
    room = Room.objects.filter(code=said.room).first()
    if room is None:
        raise Refused(
            "receipt.room",
            N_("Room %(room)s is not on this machine. Check the receipt where it was given, or with the room's key."),
            room=said.room,
        )
    receipt = candidate_receipt.read(text, public=public_key(room))
    found = _submission(room, receipt)
    return Checked(receipt, found, holds=found is not None and _leads_there(found, receipt))


def zone_of(receipt: CandidateReceipt) -> tzinfo:
    """That of the plan, in which its paper says the time; of this installation where the plan is not known here."""
    of_it = Session.objects.filter(plan__room__code=receipt.room, number=receipt.session).select_related("plan")
    session = of_it.filter(candidates__ticket=receipt.ticket).first() or of_it.order_by("-planned_start").first()
    return session.plan.zone if session else timezone.get_default_timezone()


def _submission(room: Room, receipt: CandidateReceipt) -> Submission | None:
    of_it = Submission.objects.filter(sitting__session__plan__room=room, sitting__session__number=receipt.session)
    of_it = of_it.filter(sitting__candidate__ticket=receipt.ticket, epoch=receipt.epoch, revision=receipt.revision)
    return of_it.filter(chain=receipt.chain).select_related(*RELATED).first()


def _leads_there(submission: Submission, receipt: CandidateReceipt) -> bool:
    """The running hash computed anew passes through the receipt's."""
    reached = log.hash_at(submission.sitting_id, receipt.epoch, receipt.revision)
    return reached is not None and reached.hex() == receipt.chain
