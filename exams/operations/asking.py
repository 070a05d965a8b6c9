"""刷新考生状态: every machine is asked for a sign of life, and for what it has not delivered yet (E17)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from exams.models import Session, Sitting
from formats.refused import N_, Refused
from journal import clock
from journal.actor import Actor
from rooms.models import Machine, RemoteAct
from rooms.operations.commands import issue_command
from rooms.rights import require

REFRESH: Final = "refresh_states"


def refresh_states(actor: Actor, session: Session, sittings: Sequence[Sitting] | None = None) -> RemoteAct:
    """Ask the machines of these candidates, or of all who have logged in, to answer and to deliver what they hold.

    The act follows what each says; a machine that is offline is named in it at once. Raises `Refused` without the
    right, and when nobody of them is at a machine.
    """
    require(actor, "rooms.command_machines", session.room)
    held = session.sittings.filter(holder__isnull=False)
    chosen = held if sittings is None else held.filter(pk__in=[each.pk for each in sittings])
    machines = {each.holder_id: each.holder for each in chosen.select_related("holder__room") if each.holder}
    if not machines:
        raise Refused("refresh.nobody", N_("Nobody of them has logged in at a machine yet: there is nobody to ask."))
    return ask_machines(actor, session, list(machines.values()), REFRESH)


def ask_machines(
    actor: Actor,
    session: Session,
    machines: Sequence[Machine],
    kind: str,
    arguments: Mapping[str, Any] | None = None,
) -> RemoteAct:
    """Have the machines deliver, as one act that is followed; those that cannot be asked are named in it."""
    with transaction.atomic():
        results = issue_command(actor, machines, "collect", arguments)
        return RemoteAct.objects.create(
            room=session.room,
            kind=kind,
            commands=[str(result.command.pk) for result in results if result.command],
            refused=[_left_out(result.machine, result.refused) for result in results if result.refused],
            at=clock.now(),
        )


def _left_out(machine: Machine, refused: Refused) -> dict[str, Any]:
    seat = machine.seat.shown if machine.seat_number is not None else ""
    told = {"number": seat, "hostname": machine.hostname, "address": machine.address}
    return {**told, "code": refused.code, "text": refused.text, "values": refused.values}
