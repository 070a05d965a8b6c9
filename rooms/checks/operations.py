"""The verbs of the environment check: start, check again, stop, and what the room asks of its machines (B8, B9)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction

from formats import environment
from formats.environment import Order, Requirements
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor
from rooms.checks.asking import asked_of, own_of
from rooms.checks.ending import end_if_done
from rooms.checks.models import CheckDefaults, CheckResult, CheckRun, SeatCheck
from rooms.digests import seat_list_digest
from rooms.guards import enrolment_is_closed
from rooms.models import Machine, Room, Seat
from rooms.operations.commands import issue_command
from rooms.publish import changed
from rooms.rights import require

KEPT_RUNS: Final = 20
SENT_WITHIN: Final = timedelta(seconds=environment.STEP_WITHIN_S)
State = SeatCheck.State


def start_check(actor: Actor, room: Room) -> CheckRun:
    """启动环境检测 and 重新检测: a new run on every seat at once. While one runs, that one is given.

    A seat without a machine, or whose machine is offline, fails at once with that reason. Raises `Refused`
    without a seat, and while a session runs.
    """
    require(actor, "rooms.command_machines", room)
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        running = room.check_runs.running().first()
        if running:
            return running
        seats = _seats_to_check(room)
        run = _begun(actor, room)
        rows = SeatCheck.objects.bulk_create(_waiting(run, seat) for seat in seats)
        record.append("check_started", actor, chain=room.chain, run=run.pk, seats=len(rows))
        _send(actor, run, rows)
        _forget_old_runs(room)
        changed()
    return run


def check_failed_again(actor: Actor, run: CheckRun) -> CheckRun:
    """补测: only the failed seats of the last run are checked again, in the same run. Again while it runs does nothing.

    Raises `Refused` when nothing failed, when a newer run has ended, and while a session runs.
    """
    require(actor, "rooms.command_machines", run.room)
    with transaction.atomic():
        run = CheckRun.objects.select_for_update().select_related("room").get(pk=run.pk)
        if run.ended_at is None:
            return run
        rows = _failed_of_last(run)
        run.attempt, run.ended_at, run.was_stopped = run.attempt + 1, None, False
        run.save(update_fields=["attempt", "ended_at", "was_stopped"])
        CheckResult.objects.filter(seat__in=rows).delete()
        _ask_anew(run, rows)
        record.append("check_repeated", actor, chain=run.room.chain, run=run.pk, seats=[row.number for row in rows])
        _send(actor, run, rows)
        changed()
    return run


def stop_check(actor: Actor, run: CheckRun) -> CheckRun:
    """停止检测: seats that are not done fail with that reason; what has come stays. Again does nothing."""
    require(actor, "rooms.command_machines", run.room)
    with transaction.atomic():
        run = CheckRun.objects.select_for_update().select_related("room").get(pk=run.pk)
        if run.ended_at is None:
            now = clock.now()
            stopped = run.seats.open().update(state=State.FAILED, fault="stopped", ended_at=now)
            run.was_stopped = True
            run.save(update_fields=["was_stopped"])
            record.append("check_stopped", actor, chain=run.room.chain, run=run.pk, seats=stopped)
            end_if_done(run, now)
            changed()
    return run


def set_requirements(actor: Actor, room: Room, wanted: Requirements) -> CheckDefaults:
    """What is asked of the machines as long as no plan says it. Raises `Refused` for a number below zero."""
    require(actor, "rooms.manage_room", room)
    for each in wanted.machine:
        if isinstance(each.minimum, int | float) and each.minimum < 0:
            raise Refused("check.negative", N_("%(item)s cannot be below 0."), item=each.item)
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        before, after = own_of(room), environment.to_json(wanted)
        stored, _created = CheckDefaults.objects.update_or_create(room=room, defaults={"requirements": after})
        record.append(
            "check_requirements_set", actor, chain=room.chain, before=environment.to_json(before), after=after
        )
        changed()
    return stored


# --- rules
def _seats_to_check(room: Room) -> list[Seat]:
    if enrolment_is_closed(room):  # exactly while a session runs
        raise Refused(
            "check.session_runs", N_("A session is running; a check would disturb it. Check again afterwards.")
        )
    seats = list(room.seats.select_related("machine").order_by("number"))
    if not seats:
        raise Refused("check.no_seat", N_("There is no seat yet. Add the seats in 机位管理 first."))
    return seats


def _failed_of_last(run: CheckRun) -> list[SeatCheck]:
    if run.room.check_runs.filter(started_at__gt=run.started_at).exists():
        raise Refused("check.newer_run", N_("There is a newer check. Load the page anew."))
    _seats_to_check(run.room)
    failed = list(run.seats.failed().select_for_update())
    if not failed:
        raise Refused("check.none_failed", N_("No seat has failed. Press 重新检测 to check all of them anew."))
    return failed


# --- steps
def _begun(actor: Actor, room: Room) -> CheckRun:
    asked = asked_of(room)
    return CheckRun.objects.create(
        room=room,
        requirements=environment.to_json(asked.requirements),
        of_plan=asked.plan,
        seat_list=seat_list_digest(room),
        asked=asked.requirements.digest,
        by_name=actor.name[:60],
        started_at=clock.now(),
    )


def _waiting(run: CheckRun, seat: Seat) -> SeatCheck:
    name = seat.machine.hostname if seat.machine else seat.hostname
    return SeatCheck(
        run=run, number=seat.number, ip=seat.ip, hostname=name, machine=seat.machine_id, asked_at=run.started_at
    )


def _ask_anew(run: CheckRun, rows: Sequence[SeatCheck]) -> None:
    """With the machine that is at the seat now: it may have been changed for another."""
    now, seats = clock.now(), {seat.number: seat for seat in run.room.seats.select_related("machine")}
    for row in rows:
        seat = seats.get(row.number)
        row.machine = seat.machine_id if seat else None
        row.hostname = seat.machine.hostname if seat and seat.machine else row.hostname
        row.attempt, row.state, row.fault = run.attempt, State.WAITING, ""
        row.asked_at, row.heard_at, row.ended_at = now, None, None
    fields = ["machine", "hostname", "attempt", "state", "fault", "asked_at", "heard_at", "ended_at"]
    SeatCheck.objects.bulk_update(rows, fields)


def _send(actor: Actor, run: CheckRun, rows: Iterable[SeatCheck]) -> None:
    """One command for each machine; who cannot get it fails now, and holds no other up."""
    by_machine = {row.machine: row for row in rows if row.machine}
    order = Order(run=run.order, software=run.wanted.software, forbidden=run.wanted.forbidden)
    machines = Machine.objects.filter(pk__in=by_machine)
    results = issue_command(actor, machines, "check_environment", order.arguments(), SENT_WITHIN)
    faults = {by_machine[each.machine.pk].pk: each.refused.code for each in results if each.refused}
    faults |= {row.pk: "no_machine" for row in rows if row.machine is None}
    now = clock.now()
    for pk, code in faults.items():
        SeatCheck.objects.filter(pk=pk).update(state=State.FAILED, fault=code, ended_at=now)
    end_if_done(run, now)


def _forget_old_runs(room: Room) -> None:
    """The journal keeps that they were; their measurements are of no use any more."""
    kept = room.check_runs.order_by("-started_at").values_list("pk", flat=True)[:KEPT_RUNS]
    room.check_runs.exclude(pk__in=list(kept)).delete()
