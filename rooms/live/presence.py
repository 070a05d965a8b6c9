"""Who is online, written down: a row at each edge, a lease for this process, what was last seen now and then."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from journal import clock
from rooms.models import Cut, Lease, Machine, Presence
from rooms.publish import changed

LEASE_FOR: Final = timedelta(seconds=6)
RENEW_EVERY_S: Final = 2.0
FORGET_LEASES_AFTER: Final = timedelta(days=1)
FORSAKEN_AFTER: Final = timedelta(seconds=10)


@dataclass(frozen=True)
class Opened:
    """A machine's link was opened at `at`."""

    machine: UUID
    at: datetime
    address: str


@dataclass(frozen=True)
class Closed:
    """A machine's link has ended; it was last heard at `at`."""

    machine: UUID
    at: datetime


@dataclass(frozen=True)
class Seen:
    """What the last beat of a machine said."""

    machine: UUID
    at: datetime
    screen: str
    clock_offset_ms: int | None
    indicators: dict[str, int | str]


Edge = Opened | Closed


# --- the lease
def take_lease(before: UUID | None) -> UUID:
    """A lease for this process. `before` is that of a process which had its place and is not any more."""
    now = clock.now()
    with transaction.atomic():
        if before:
            _end(before, now)
        Lease.objects.filter(expires_at__lt=now - FORGET_LEASES_AFTER).delete()
        return Lease.objects.create(expires_at=now + LEASE_FOR).pk


def renew_lease(lease: UUID) -> None:
    Lease.objects.update_or_create(pk=lease, defaults={"expires_at": clock.now() + LEASE_FOR})


def give_back_lease(lease: UUID) -> None:
    Lease.objects.filter(pk=lease).update(expires_at=clock.now())


def _end(before: UUID, now: datetime) -> None:
    """Close what a server that was killed has left open, as of when it last renewed its lease."""
    lease = Lease.objects.filter(pk=before).first()
    if lease is None:
        return
    renewed = min(lease.expires_at - LEASE_FOR, now)
    left = list(Presence.objects.filter(lease=lease, closed_at=None))
    for row in left:
        row.closed_at = max(row.seen_at, renewed)
    Presence.objects.bulk_update(left, ["closed_at"])
    Cut.objects.bulk_create(Cut(machine_id=row.machine_id, began_at=row.closed_at or renewed) for row in left)
    lease.delete()


# --- edges
def write_edges(lease: UUID, edges: Sequence[Edge]) -> None:
    """Store what opened and closed, in order; a few statements, whatever the number of machines."""
    with transaction.atomic():
        for wave in _waves(edges):
            _close(lease, [edge for edge in wave if isinstance(edge, Closed)])
            _open(lease, [edge for edge in wave if isinstance(edge, Opened)])
        changed()


def _waves(edges: Sequence[Edge]) -> Iterable[list[Edge]]:
    """The edges in runs in which no machine is twice."""
    wave: dict[UUID, Edge] = {}
    for edge in edges:
        if edge.machine in wave:
            yield list(wave.values())
            wave = {}
        wave[edge.machine] = edge
    yield list(wave.values())


def _open(lease: UUID, edges: Sequence[Opened]) -> None:
    ids = [edge.machine for edge in edges]
    there = set(Machine.objects.filter(pk__in=ids).values_list("pk", flat=True))
    before = {row.machine_id: row for row in Presence.objects.filter(machine__in=ids).select_related("lease")}
    opened = [edge for edge in edges if edge.machine in there]
    _end_cuts({edge.machine: edge.at for edge in opened})
    Cut.objects.bulk_create(
        Cut(machine_id=edge.machine, began_at=_last_sure(before[edge.machine], edge.at), ended_at=edge.at)
        for edge in opened
        if edge.machine in before and before[edge.machine].closed_at is None
    )
    Presence.objects.bulk_create(
        [_presence(lease, edge) for edge in opened],
        update_conflicts=True,
        unique_fields=["machine"],
        update_fields=["lease", "address", "opened_at", "closed_at", "seen_at"],
    )


def _presence(lease: UUID, edge: Opened) -> Presence:
    return Presence(
        machine_id=edge.machine,
        lease_id=lease,
        address=edge.address,
        opened_at=edge.at,
        closed_at=None,
        seen_at=edge.at,
    )


def _last_sure(presence: Presence, now: datetime) -> datetime:
    """Until when a link that nobody closed was up for certain.

    A server that died renewed its lease while it had the link; at one that lives the link fell silent.
    """
    if presence.lease is None or presence.lease.expires_at > now:
        return presence.seen_at
    return max(presence.seen_at, presence.lease.expires_at - LEASE_FOR)


def _end_cuts(at: dict[UUID, datetime]) -> None:
    cuts = list(Cut.objects.filter(machine__in=at, ended_at=None))
    for cut in cuts:
        cut.ended_at = at[cut.machine_id]
    Cut.objects.bulk_update(cuts, ["ended_at"])


def _close(lease: UUID, edges: Sequence[Closed]) -> None:
    """Only what this process holds: the machine may be at another server already."""
    held = Presence.objects.filter(lease=lease, closed_at=None, machine__in=[edge.machine for edge in edges])
    machines = set(held.values_list("machine_id", flat=True))
    held.update(closed_at=clock.now())
    Cut.objects.bulk_create(
        Cut(machine_id=edge.machine, began_at=edge.at) for edge in edges if edge.machine in machines
    )


# --- what was last seen
def write_seen(rows: Sequence[Seen]) -> None:
    """One statement for each machine in one go, past the ORM: 150 machines cost a few milliseconds."""
    columns = ("seen_at", "screen", "clock_offset_ms", "indicators")
    places = ", ".join(f"{column} = %s" for column in columns)
    statement = f"UPDATE {Presence._meta.db_table} SET {places} WHERE machine_id = %s"  # noqa: S608 - names only
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, [_values(row) for row in rows])
        changed()


def _values(row: Seen) -> list[Any]:
    stored = (
        ("seen_at", row.at),
        ("screen", row.screen),
        ("clock_offset_ms", row.clock_offset_ms),
        ("indicators", row.indicators),
        ("machine", row.machine),
    )
    return [_field(name).get_db_prep_save(value, connection) for name, value in stored]


def _field(name: str) -> Any:
    return Presence._meta.get_field(name)


def is_small(indicators: dict[str, int | str]) -> bool:
    """Measured values are a handful; what is longer is none."""
    return len(json.dumps(indicators)) <= 4096


# --- another process
def held_elsewhere(lease: UUID, machine: UUID, now: datetime) -> Presence | None:
    """The machine's link at another server process that is alive."""
    presence = (
        Presence.objects.filter(machine=machine, closed_at=None).exclude(lease=lease).select_related("lease").first()
    )
    return presence if presence and presence.is_online(now) else None


def is_forsaken(presence: Presence, now: datetime) -> bool:
    """So long unseen that even what is written only now and then would say more if the machine were there."""
    return now - presence.seen_at > FORSAKEN_AFTER
