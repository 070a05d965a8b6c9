"""Wrong logins in a row at one machine: the fifth locks its login until a proctor releases it (C2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import transaction

from exams.models import LoginTries, Session
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor
from rooms.models import Machine
from rooms.operations.machines import touch
from rooms.operations.matters import open_matter, withdraw_matters
from rooms.publish import changed
from rooms.rights import require

MOST_WRONG: Final = 5
MATTER: Final = "login_locked"
WRONG: Final = frozenset({"login.unknown_ticket", "login.proof"})


@contextmanager
def counted(machine: Machine, session: Session) -> Iterator[None]:
    """What is wrongly typed inside counts. Raises `Refused` while the login is locked, and with the last wrong try."""
    if LoginTries.objects.locked().filter(machine=machine, session=session).exists():
        _open(machine, session)  # it may have been put away without a release
        raise _is_locked()
    try:
        yield
    except Refused as refused:
        if refused.code in WRONG and count_wrong_try(machine, session):
            raise _is_locked() from refused
        raise


def count_wrong_try(machine: Machine, session: Session) -> bool:
    """Whether this try has locked the login."""
    with transaction.atomic():
        LoginTries.objects.get_or_create(machine=machine, session=session)
        tries = LoginTries.objects.select_for_update().get(machine=machine, session=session)
        tries.wrong += 1
        if tries.wrong >= MOST_WRONG and tries.locked_at is None:
            tries.locked_at = clock.now()
            _lock(machine, session, tries.wrong)
        tries.save()
    return tries.locked_at is not None


def forget_tries(machine: Machine) -> None:
    """Somebody has logged in for good here: the next wrong try is the first one again. A lock stays."""
    LoginTries.objects.filter(machine=machine, locked_at=None).delete()


def release_login(actor: Actor, machine: Machine) -> None:
    """Let candidates log in again at a machine that wrong tries have locked. Without a lock it does nothing.

    Raises `Refused` without the right; then nothing has changed.
    """
    require(actor, "rooms.work_room", machine.room)
    with transaction.atomic():
        locked = list(LoginTries.objects.select_for_update(of=("self",)).locked().filter(machine=machine))
        for tries in locked:
            session = tries.session
            tries.delete()
            record.append(
                "login_released", actor, chain=machine.room.chain, session=session.uuid,
                machine=machine.pk, seat=machine.seat_number,
            )  # fmt: skip
        withdraw_matters(machine.room, MATTER, machines=[machine.pk])
        if locked:
            touch([machine.pk])
            changed()


def _lock(machine: Machine, session: Session, wrong: int) -> None:
    record.append(
        "login_locked", Actor(kind="machine", machine=machine.pk), chain=machine.room.chain, session=session.uuid,
        machine=machine.pk, seat=machine.seat_number, tries=wrong,
    )  # fmt: skip
    _open(machine, session)
    touch([machine.pk])


def _open(machine: Machine, session: Session) -> None:
    values = {"seat": machine.seat_number}
    open_matter(machine.room, MATTER, str(machine.pk), machine=machine, session=session.uuid, values=values)


def _is_locked() -> Refused:
    told = N_("Login is locked at this machine after %(tries)d wrong tries. Tell the invigilator.")
    return Refused("login.locked", told, tries=MOST_WRONG)
