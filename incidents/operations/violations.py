"""违纪处理: registering and cancelling violations (E9)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from exams.models import Session, Sitting
from formats.refused import N_, Refused
from incidents.attachments import Attachment
from incidents.models import Violation, ViolationType
from incidents.operations.shared import given, not_ended, note, stored
from journal import clock
from journal.actor import Actor
from rooms.rights import require

MOST_DESCRIPTION = 500


def register_violation(
    actor: Actor,
    sitting: Sitting,
    *,
    type_code: str,
    description: str,
    happened_at: datetime | None = None,
    attachment: Attachment | None = None,
) -> Violation:
    """Register a breach of the rules for a candidate in any state (E9).

    Raises `Refused` without the right, for an unknown type, without a description, for a moment
    still to come or before login could begin, and after the session's end; then nothing has changed. The journal keeps the hash of the `attachment`.
    """
    require(actor, "incidents.register_violation", sitting.room)
    now = clock.now()
    breach = ViolationType.objects.filter(code=type_code).first()
    if breach is None:
        raise Refused("violation.type", N_("Choose a violation type from the catalogue."))
    text = _described(description)
    if happened_at:
        _check_moment(sitting.session, happened_at, now)
    with transaction.atomic():
        sitting = stored(sitting)
        not_ended(sitting.session)
        violation = Violation.objects.create(
            sitting=sitting,
            type=breach,
            description=text,
            happened_at=happened_at or now,
            attachment=attachment.file() if attachment else "",
            attachment_sha256=attachment.sha256 if attachment else "",
            by_id=actor.user_id,
            at=now,
        )
        private = {"description": text}
        told: dict[str, Any] = {"violation": violation.pk, "type": breach.code}
        if attachment:
            told["attachment"] = {
                "kind": attachment.kind,
                "bytes": len(attachment.content),
                "sha256": attachment.sha256,
            }
        note("violation_registered", actor, sitting, private=private, **told)
    return violation


def _check_moment(session: Session, happened_at: datetime, now: datetime) -> None:
    if happened_at > now:
        raise Refused("violation.future", N_("The time of the violation is still to come. Correct it."))
    opens = session.login_opens_at.replace(second=0, microsecond=0)  # the page names whole minutes
    if happened_at < opens:
        told = N_("The time of the violation lies before login could begin (%(opens)s). Correct it.")
        raise Refused("violation.early", told, opens=f"{opens.astimezone(session.plan.zone):%Y-%m-%d %H:%M}")


def check_open(sitting: Sitting, now: datetime) -> None:
    """`Refused` where no violation can be registered any more; asked by the preview."""
    not_ended(sitting.session)


def cancel_violation(actor: Actor, violation: Violation, *, reason: str) -> Violation:
    """取消违纪: the entry leaves the list and stays in the journal. Again does nothing."""
    require(actor, "incidents.register_violation", violation.sitting.room)
    text = given(reason)
    with transaction.atomic():
        sitting = stored(violation.sitting)
        violation = Violation.objects.select_for_update().get(pk=violation.pk)
        if violation.cancelled_at:
            return violation
        not_ended(sitting.session)
        violation.cancelled_at, violation.cancelled_by_id = clock.now(), actor.user_id
        violation.save(update_fields=["cancelled_at", "cancelled_by"])
        note("violation_cancelled", actor, sitting, violation=violation.pk, private={"reason": text})
    return violation


def _described(description: str) -> str:
    text = description.strip()
    if not text:
        raise Refused("violation.description", N_("Describe what happened: it goes onto the record sheet."))
    if len(text) > MOST_DESCRIPTION:
        raise Refused(
            "violation.long", N_("The description is too long (at most %(most)d characters)."), most=MOST_DESCRIPTION
        )
    return text
