"""A wrong ticket number was typed, and whoever sits there says so: the login is given back (C2)."""

from uuid import UUID

from django.db import transaction

from exams.answers import log
from exams.models import Sitting
from exams.operations.login_tries import count_wrong_try
from journal import clock, record
from journal.actor import Actor
from rooms.models import Machine
from rooms.operations.machines import touch
from rooms.operations.matters import open_matter, withdraw_matters

MATTER = "not_me"
OVER = ("other_seat", "second_machine")  # who sits there, and where else it was tried, is nothing any more


def say_not_me(machine_id: UUID, sitting_id: UUID, epoch: int) -> bool:
    """The sitting is as it was before the login and free at any machine, with the next epoch; the proctor is told.

    Once the rules are read it stays where it is, and the proctor is told all the same. Again, and from a machine
    that does not hold this epoch, it does nothing. It counts as a wrong try: nobody looks through the names of others,
    or makes his tries endless with his own number between them. Gives whether the sitting is free.
    """
    machine = Machine.objects.select_related("room", "seat").get(pk=machine_id)
    with transaction.atomic():
        sitting = _held(machine_id, sitting_id, epoch)
        if sitting is None:
            return False
        is_free = sitting.state == Sitting.State.LOGGED_IN and sitting.rules_read_at is None
        if is_free:
            _give_back(machine, sitting)
        _tell(machine, sitting)
    if is_free:  # as after a resume: until this marker stands nobody can claim the next epoch
        log.close_epoch(sitting.pk, epoch, clock.now_ms())
        count_wrong_try(machine, sitting.session)
    return is_free


def settled_by_login(machine: Machine) -> None:
    """Somebody else has logged in here: nobody waits for the proctor any more."""
    withdraw_matters(machine.room, MATTER, machines=[machine.pk])


def _held(machine_id: UUID, sitting_id: UUID, epoch: int) -> Sitting | None:
    found = Sitting.objects.select_for_update(of=("self",)).select_related("candidate", "session__plan__room")
    held = found.filter(pk=sitting_id, holder=machine_id, epoch=epoch, state__in=Sitting.State.entered())
    return held.first()


def _give_back(machine: Machine, sitting: Sitting) -> None:
    before = sitting.epoch
    sitting.state, sitting.holder, sitting.epoch = Sitting.State.NOT_LOGGED_IN, None, before + 1
    sitting.revision, sitting.chain = 0, log.head(sitting.pk, sitting.epoch).chain.hex()
    if sitting.admission == Sitting.Admission.FIRST:
        sitting.logged_in_at = None
    sitting.save(update_fields=["state", "holder", "epoch", "revision", "chain", "logged_in_at"])
    private = {"name": sitting.candidate.name, "ticket": sitting.candidate.ticket}
    record.append(
        "login_given_back", Actor(kind="machine", machine=machine.pk), chain=machine.room.chain,
        session=sitting.session.uuid, sitting=sitting.pk, private=private,
        seat=machine.seat_number, before=before, after=sitting.epoch,
    )  # fmt: skip
    for kind in OVER:
        withdraw_matters(machine.room, kind, sittings=[sitting.pk])
    touch([machine.pk])


def _tell(machine: Machine, sitting: Sitting) -> None:
    open_matter(
        machine.room, MATTER, str(machine.pk), machine=machine, session=sitting.session.uuid, sitting=sitting.pk,
        values={"seat": machine.seat_number},
    )  # fmt: skip
