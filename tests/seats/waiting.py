"""Machines that have called in and have no seat."""

from uuid import UUID, uuid5

from rooms import operations as rooms
from rooms.models import Machine
from tests.day import MACHINES, Day


def identity(name: str) -> UUID:
    return uuid5(MACHINES, name)


def waiting(day: Day, name: str, address: str, *, fingerprint: str = "") -> Machine:
    """A machine of that name that has called in from there, and is online."""
    caller = rooms.Caller(
        identity(f"{name} {address}"), fingerprint or f"board of {name} {address}", name, "1", address
    )
    machine, _token = rooms.enrol(caller)
    rooms.take_seat(caller.actor, machine)
    day.online(machine)
    day.later(seconds=1)
    return machine
