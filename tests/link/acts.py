"""What tests of the link do and ask at the server's database, from another process (`tests.hands`)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from exams.models import Plan, Session
from formats import plan
from formats.refused import Refused
from journal import clock
from journal.actor import system
from journal.models import Chain, Event
from journal.record import verify
from rooms.logbook.models import LogLine
from rooms.models import Command, Cut, Lease, Machine, Matter, Room, Seat
from rooms.operations import admit_machine, close_client, hide_numbers, issue_command, show_numbers, start_client, touch

TEST = system("test")


def make_room(code: str, proctor_ip: str) -> None:
    Room.objects.create(code=code, proctor_ip=proctor_ip)


def make_room_elsewhere(code: str) -> None:
    """So that the address has to tell which room is meant."""
    Room.objects.get_or_create(code="elsewhere", proctor_ip="10.9.9.9")


def run_a_session(code: str) -> None:
    """A session of the room that has begun."""
    start, end = clock.now(), clock.now() + timedelta(hours=1)
    rules = plan.PlanRules(
        exam_name="Test",
        centre_name="Centre",
        centre_code="1999999",
        room_code="1999999001",
        mode="mock",
        subject="Web",
    )
    row = plan.SessionRow(
        number=1, name="First", subject="Web", starts_at=start, ends_at=end, duration_min=60, candidates=1
    )
    file = plan.PlanFile(rules=rules, sessions=(row,), rules_text=(), guide_text=())
    stored = Plan.objects.create(
        room=_room(code), name="Test", kind=Plan.Kind.MOCK, content=plan.to_json(file).decode(), loaded_at=start
    )
    Session.objects.create(
        plan=stored, number=1, name="First", planned_start=start, login_allowed_at=start, start_at=start
    )


def admit(code: str) -> None:
    """The proctor lets in who waits."""
    admit_machine(TEST, Matter.objects.open().get(room__code=code, kind="enrolment_closed"))


def add_seat(code: str, number: int, ip: str) -> None:
    Seat.objects.create(room=_room(code), number=number, ip=ip)


def machines(code: str) -> list[dict[str, Any]]:
    told: Any = (
        _room(code).machines.order_by("enrolled_at").values("id", "hostname", "address", "seat__number", "client")
    )
    return list(told)


def online(code: str) -> set[UUID]:
    return set(_room(code).machines.online(clock.now()).values_list("pk", flat=True))


def presence(code: str, machine: UUID) -> dict[str, Any]:
    shown = ("address", "screen", "clock_offset_ms", "indicators", "opened_at", "closed_at", "seen_at")
    return dict(Machine.objects.filter(pk=machine).values(*(f"presence__{name}" for name in shown)).get())


def cuts(code: str, machine: UUID) -> list[tuple[Any, Any]]:
    return list(Cut.objects.filter(machine=machine).order_by("began_at").values_list("began_at", "ended_at"))


def matters(code: str) -> list[tuple[str, dict[str, Any]]]:
    return [(matter.kind, matter.values) for matter in Matter.objects.open().filter(room__code=code).order_by("pk")]


def events(code: str) -> list[str]:
    return list(Event.objects.filter(chain__name=_room(code).chain).order_by("number").values_list("code", flat=True))


def site_events(code: str) -> list[str]:
    """Of the clock."""
    return list(Event.objects.filter(code__startswith="clock").order_by("pk").values_list("code", flat=True))


def faults_of_journal(code: str) -> list[Any]:
    return [fault for chain in Chain.objects.all() for fault in verify(chain)]


def head(code: str) -> tuple[int, str]:
    return Chain.objects.values_list("number", "head").get(name=_room(code).chain)


def command(code: str, machine: UUID, kind: Any, **arguments: Any) -> UUID | str:
    """The id of a command for the machine, or the code of the refusal."""
    [result] = issue_command(TEST, [Machine.objects.get(pk=machine)], kind, arguments, timedelta(minutes=1))
    return result.command.pk if result.command else _code(result.refused)


def expire(code: str, command_id: UUID) -> None:
    Command.objects.filter(pk=command_id).update(expires_at=clock.now())


def outcome(code: str, command_id: UUID) -> tuple[str, dict[str, Any]]:
    return Command.objects.values_list("outcome", "result").get(pk=command_id)


def start(code: str, seats: list[int] | None = None) -> dict[int, str]:
    return {each.seat.number: _code(each.refused) for each in start_client(TEST, _room(code), seats)}


def close(code: str, seats: list[int] | None = None) -> dict[int, str]:
    return {each.seat.number: _code(each.refused) for each in close_client(TEST, _room(code), seats)}


def show(code: str) -> None:
    show_numbers(TEST, _room(code))


def hide(code: str) -> None:
    hide_numbers(TEST, _room(code))


def seats(code: str) -> dict[int, UUID | None]:
    return dict(_room(code).seats.values_list("number", "machine"))


def delete_machine(code: str, machine: UUID) -> None:
    Machine.objects.get(pk=machine).delete()


def leases(code: str) -> list[bool]:
    """Whether each lease is alive."""
    return [lease.expires_at > clock.now() for lease in Lease.objects.order_by("expires_at")]


def _room(code: str) -> Room:
    return Room.objects.get(code=code)


def _code(refused: Refused | None) -> str:
    return refused.code if refused else "ok"


def seat_machine(code: str, number: int, machine: UUID) -> None:
    Seat.objects.create(room=_room(code), number=number, ip=f"10.0.0.{number}", machine_id=machine)
    touch([machine])


def log_lines(code: str, machine: UUID) -> list[tuple[int, str, dict[str, Any], int, int]]:
    """Number, code, values, and the two clocks' readings of each line of a machine's log."""
    lines = LogLine.objects.filter(machine=machine).order_by("seq")
    return [(each.seq, each.code, each.values, clock.to_ms(each.at), clock.to_ms(each.machine_at)) for each in lines]
