"""Machines in conflict: two that claim one seat, one address, one hardware or one identity, and what can be done."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from proctor_site.seats.facts import KINDS, Facts, address_of
from rooms.models import Machine, Matter, Seat

Kind = Literal["claim", "hardware", "links", "address"]
Act = Literal["settle", "give", "number"]
BY_MATTER: dict[str, Kind] = dict(zip(KINDS, ("claim", "hardware", "links"), strict=True))


@dataclass(frozen=True)
class Conflict:
    """A second machine beside the one of `seat`. `matter` is settled when the seat stays as it is."""

    kind: Kind
    seat: Seat | None
    machine: Machine
    address: str
    since: datetime | None = None
    matter: Matter | None = None
    acts: tuple[Act, ...] = field(default=())

    @property
    def key(self) -> str:
        return f"{self.kind} {self.matter.pk if self.matter else self.seat and self.seat.pk} {self.machine.pk}"


def conflicts(facts: Facts) -> list[Conflict]:
    """In the order in which they arose; those that are only seen, and waited for by nobody, come last."""
    return [*_of_matters(facts), *_same_address(facts)]


def same_names(facts: Facts) -> set[str]:
    """Names, in small letters, that several machines have: cloned images share them."""
    shown = [machine for machine in facts.machines.values() if machine.pk in facts.seat_of or facts.is_online(machine)]
    counts = Counter(machine.hostname.casefold() for machine in shown)
    return {name for name, count in counts.items() if count > 1 and name}


def _of_matters(facts: Facts) -> Iterator[Conflict]:
    for matter in facts.matters:
        match BY_MATTER[matter.kind]:
            case "claim":
                yield from _claim(facts, matter)
            case "hardware":
                yield from _hardware(facts, matter)
            case "links":
                yield from _links(facts, matter)


def _claim(facts: Facts, matter: Matter) -> Iterator[Conflict]:
    """A number was typed at a machine that belongs to another one (B7)."""
    seat = next((seat for seat in facts.seats if seat.number == matter.values["number"]), None)
    machine = facts.machines.get(matter.machine_id) if matter.machine_id else None
    if seat and machine and seat.machine_id != machine.pk:
        acts = _acts(facts, machine)
        yield Conflict("claim", seat, machine, address_of(machine), matter.opened_at, matter, acts)


def _hardware(facts: Facts, matter: Matter) -> Iterator[Conflict]:
    """Two identities on one hardware: a copied disk, or a machine that was set up again."""
    machines = [facts.machines[pk] for pk in map(UUID, matter.values["machines"]) if pk in facts.machines]
    first = next((machine for machine in machines if machine.pk in facts.seat_of), None)
    for machine in machines:
        if machine is not first and len(machines) > 1:
            acts = _acts(facts, machine) if first else ("settle",)
            seat = facts.seat_of[first.pk] if first else None
            yield Conflict("hardware", seat, machine, address_of(machine), matter.opened_at, matter, acts)


def _links(facts: Facts, matter: Matter) -> Iterator[Conflict]:
    """Two machines came with one identity: the token was copied."""
    machine = facts.machines.get(matter.machine_id) if matter.machine_id else None
    if machine:
        seat, second = facts.seat_of.get(machine.pk), matter.values.get("second", "")
        yield Conflict("links", seat, machine, second, matter.opened_at, matter, ("settle",))


def _acts(facts: Facts, machine: Machine) -> tuple[Act, ...]:
    return ("settle", "give") if machine.pk in facts.seat_of else ("settle", "give", "number")


def _same_address(facts: Facts) -> Iterator[Conflict]:
    """A machine that is online at the address of a seat which belongs to another one."""
    holders = {seat.ip: seat for seat in facts.seats if seat.machine_id}
    for machine in facts.machines.values():
        seat = holders.get(address_of(machine))
        if seat and seat.machine_id != machine.pk and facts.is_online(machine):
            acts: tuple[Act, ...] = () if machine.pk in facts.seat_of else ("give",)
            yield Conflict("address", seat, machine, address_of(machine), acts=acts)
