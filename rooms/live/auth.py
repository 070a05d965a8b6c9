"""Which machine speaks: by the token that it shows."""

from collections.abc import Mapping
from time import monotonic
from typing import Any, Final

from rooms.live.database import in_database
from rooms.live.gather import Gather
from rooms.live.link import MachineRef
from rooms.models import Machine
from rooms.operations.machines import token_hash

KNOWN_FOR_S: Final = 30.0
MOST_KNOWN: Final = 10_000

_known: dict[str, tuple[MachineRef, float]] = {}


async def machine_of(scope: Mapping[str, Any]) -> MachineRef | None:
    """The machine whose token stands in the request's Authorization; None without one, or with one that is not known."""
    token = token_of(scope)
    if token is None:
        return None
    key = token_hash(token)
    found = _known.get(key)
    if found and monotonic() - found[1] < KNOWN_FOR_S:
        return found[0]
    return await _remembered(key)


def token_of(scope: Mapping[str, Any]) -> str | None:
    value = header(scope, b"authorization") or ""
    return value.removeprefix("Bearer ").strip() if value.startswith("Bearer ") else None


def header(scope: Mapping[str, Any], name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


async def _remembered(key: str) -> MachineRef | None:
    machine = await _asked.ask(key)
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    if machine is None:
        _known.pop(key, None)
    else:
        _known[key] = (machine, monotonic())
    return machine


def _look_up(keys: list[str]) -> list[MachineRef | Exception | None]:
    stored = Machine.objects.filter(token_hash__in=keys).select_related("seat")
    found = {machine.token_hash: ref_of(machine) for machine in stored}
    return [found.get(key) for key in keys]


async def _look_up_all(keys: list[str]) -> list[MachineRef | Exception | None]:
    return await in_database(_look_up, keys)


def ref_of(machine: Machine) -> MachineRef:
    return MachineRef(machine.pk, machine.room_id, machine.fingerprint, machine.seat_number)


_asked: Gather[str, MachineRef | None] = Gather(_look_up_all)
