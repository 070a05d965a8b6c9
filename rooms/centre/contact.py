"""What is noted of the contact with the test centre, and asking for one at once (E1)."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.db import transaction

from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor
from rooms.centre.answers import Package
from rooms.models import CentreLink, CentreReport, Room
from rooms.publish import changed
from rooms.rights import require

MOST_REPORTS: Final = 15  # a round comes every 10 s, and the centre takes 120 requests a minute


def reconnect(actor: Actor, room: Room) -> None:
    """Have the centre contacted within a second (重新连接); waits for nothing.

    Raises `Refused` when there is nothing to connect to.
    """
    require(actor, "rooms.see_room", room)
    with transaction.atomic():
        if not reachable_links().filter(room=room).update(tried_at=None):
            told = N_("This room works standalone or is not registered. Register it in 参数配置.")
            raise Refused("centre.not_registered", told)
        changed()


def send_again(actor: Actor, room: Room) -> int:
    """Send what the centre has refused once more, and how many that are (B11, E23). Raises `Refused` if there is nothing."""
    require(actor, "rooms.work_room", room)
    with transaction.atomic():
        again = [str(pk) for pk in CentreReport.objects.refused().filter(room=room).values_list("pk", flat=True)]
        if not again:
            raise Refused(
                "centre.nothing_refused",
                N_("The test centre has refused nothing that could be sent again. Load the page anew."),
            )
        CentreReport.objects.filter(pk__in=again).update(answer={})
        reachable_links().filter(room=room).update(tried_at=None)
        record.append("reports_sent_again", actor, chain=room.chain, reports=again)
        changed()
    return len(again)


def reachable_links() -> Any:
    """The registrations that there is somebody to talk to about."""
    return CentreLink.objects.exclude(token="").filter(room__mode=Room.Mode.CENTRE)


def note_try(link: CentreLink) -> None:
    """It is being asked now: whoever pressed 重新连接 has been heard."""
    CentreLink.objects.filter(pk=link.pk).update(tried_at=clock.now())


def note_answer(link: CentreLink, *, fault: str, offset_ms: int, packages: Sequence[Package]) -> None:
    """The centre answered; `fault` is what is the matter nevertheless."""
    now = clock.now()
    listed = [msgspec.to_builtins(package) for package in packages]
    facts = {"fault": fault, "clock_offset_ms": offset_ms, "packages": listed, "answered_at": now}
    _note(link, facts, is_news=not link.answers(now) or fault != link.fault or listed != link.packages)


def note_fault(link: CentreLink, fault: str) -> None:
    """The centre gave no answer that can be used."""
    _note(link, {"fault": fault}, is_news=fault != link.fault)


def _note(link: CentreLink, facts: dict[str, Any], *, is_news: bool) -> None:
    """Of this very registration: the room may have registered anew meanwhile."""
    with transaction.atomic():
        CentreLink.objects.filter(pk=link.pk, token=link.token).update(**facts)
        if is_news:
            changed()


def reports_to_send(room_id: int) -> list[CentreReport]:
    """The oldest first; not what the centre has refused."""
    return list(CentreReport.objects.waiting().filter(room=room_id).order_by("created_at")[:MOST_REPORTS])


def note_report(report: CentreReport, answer: dict[str, Any]) -> None:
    """The centre has it."""
    CentreReport.objects.filter(pk=report.pk).update(received_at=clock.now(), answer=answer)


def note_refused_report(report: CentreReport, reason: str) -> None:
    """It is not sent by itself any more: `send_again` is for after a correction."""
    with transaction.atomic():
        CentreReport.objects.filter(pk=report.pk).update(answer={"refused": reason})
        changed()
