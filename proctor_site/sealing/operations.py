"""The verb of the seal check (B11)."""

from django.db import transaction

from exams.operations import preparation_digest
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor
from proctor_site.sealing.lines import Line
from proctor_site.sealing.looking import look
from rooms.checks.models import SealCheck
from rooms.models import CentreReport, Room
from rooms.operations import report_to_centre
from rooms.publish import changed
from rooms.rights import require

LONGEST_NAME = 60


def run_seal_check(actor: Actor, room: Room, *, responsible: str) -> SealCheck:
    """Look at every line now and store how it stands, for who is `responsible`.

    The test centre is told as soon as it answers. A failed check locks nothing; entering the session then asks.
    Raises `Refused` without the right and without a name; then nothing has changed.
    """
    require(actor, "rooms.manage_room", room)
    name = responsible.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused("seal.name", N_("Enter the name of the person who is responsible, at most 60 characters."))
    now = clock.now()
    lines = look(room, now)
    passed = all(line.holds for line in lines)
    with transaction.atomic():
        check = SealCheck.objects.create(
            room=room, at=now, passed=passed, by_name=name, lines=[line.stored() for line in lines],
            preparation=preparation_digest(room),
        )  # fmt: skip
        report_to_centre(room, CentreReport.Kind.SEAL_CHECK, _report(check, lines))
        states = {line.code: str(line.state) for line in lines}
        record.append(
            "seal_checked", actor, chain=room.chain, check=check.pk, passed=passed, lines=states, private={"by": name}
        )
        changed()
    return check


def _report(check: SealCheck, lines: list[Line]) -> dict[str, object]:
    """docs/centre-api.md, without the id, which is the report's."""
    told = [line.reported() for line in lines]
    return {"at": clock.to_ms(check.at), "passed": check.passed, "by": check.by_name, "lines": told}
