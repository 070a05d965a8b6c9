"""Results as they come from the machines: many at once, each noted once (B8)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from formats.environment import STEPS, Measured, Step
from formats.environment_rules import judge
from journal import clock
from rooms.checks.ending import end_if_done
from rooms.checks.models import CheckResult, Marker, SeatCheck
from rooms.models import Machine
from rooms.publish import changed

MOST_MEASURED: Final = 12
MOST_TEXT: Final = 300
MOST_NUMBER: Final = 2**53
State = SeatCheck.State


@dataclass(frozen=True)
class Said:
    """What a machine says of one step; `order` is the run and attempt that it answers."""

    machine: UUID
    order: str
    step: str
    measured: Measured


def receive_results(said: Sequence[Said]) -> None:
    """Note what the machines measured, with the room's verdict, in one transaction.

    Said again, of a run that has ended or of another attempt, under another name or about no step, it changes nothing.
    """
    with transaction.atomic():
        now, seats = clock.now(), _open_seats(said)
        fresh = [each for each in said if (each.machine, each.order) in seats and each.step in STEPS]
        _note([_result(seats[each.machine, each.order], each, now) for each in fresh])
        heard = {seats[each.machine, each.order].pk for each in fresh}
        SeatCheck.objects.filter(pk__in=heard).update(heard_at=now, state=State.CHECKING)
        _settle(heard, now)
        for run in {seat.run for seat in seats.values()}:
            end_if_done(run, now)
        changed()


def _open_seats(said: Iterable[Said]) -> dict[tuple[UUID, str], SeatCheck]:
    machines = {each.machine for each in said}
    rows = SeatCheck.objects.open().filter(machine__in=machines, run__ended_at__isnull=True)
    locked = rows.select_related("run__room").select_for_update(of=("self",)).order_by("pk")
    return {(row.machine, row.run.order): row for row in locked if row.machine and row.attempt == row.run.attempt}


def _note(results: list[CheckResult]) -> None:
    CheckResult.objects.bulk_create(results, ignore_conflicts=True)


def _result(seat: SeatCheck, said: Said, now: datetime) -> CheckResult:
    measured = _bounded(said.measured)
    if said.step == "restore" and not measured.get("fault"):
        measured |= {"lost": int(_marker_is_lost(seat, measured))}
    judged = judge(cast(Step, said.step), measured, seat.run.wanted)
    return CheckResult(
        seat=seat, step=said.step, verdict=judged.verdict, code=judged.code, values=dict(judged.values),
        measured=measured, at=now,
    )  # fmt: skip


def _bounded(measured: Mapping[str, int | str | None]) -> Measured:
    """A machine may say anything; stored is what fits."""
    some = list(measured.items())[:MOST_MEASURED]
    return {name[:40]: _fitting(value) for name, value in some}


def _fitting(value: int | str | None) -> int | str | None:
    if isinstance(value, str):
        return value.replace("\x00", "")[:MOST_TEXT]  # PostgreSQL takes no NUL
    return max(-MOST_NUMBER, min(MOST_NUMBER, value)) if isinstance(value, int) else None


def _marker_is_lost(seat: SeatCheck, measured: Measured) -> bool:
    """The same hardware at this seat had another marker, and was restarted since: something cleans the disk."""
    hardware = Machine.objects.filter(pk=cast(UUID, seat.machine)).values_list("fingerprint", flat=True).first() or ""
    told = {"hardware": hardware, "marker": str(measured.get("marker"))[:40], "boot": str(measured.get("boot"))[:60]}
    before = Marker.objects.filter(room=seat.run.room, number=seat.number).first()
    Marker.objects.update_or_create(room=seat.run.room, number=seat.number, defaults=told)
    if before is None or before.hardware != hardware or before.marker == told["marker"]:
        return False
    return before.boot != told["boot"]


def _settle(heard: Collection[int], now: datetime) -> None:
    """Who has told every step has passed, or has failed by one of them."""
    done = SeatCheck.objects.filter(pk__in=heard).annotate(
        told=Count("results"), failed=Count("results", filter=Q(results__verdict="fail"))
    )
    ended = [row for row in done if row.told >= len(STEPS)]
    failed = [row.pk for row in ended if row.failed]
    passed = [row.pk for row in ended if row.pk not in failed]
    SeatCheck.objects.filter(pk__in=failed).update(state=State.FAILED, fault="steps", ended_at=now)
    SeatCheck.objects.filter(pk__in=passed).update(state=State.PASSED, ended_at=now)
