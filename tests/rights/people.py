"""A day with one of everything in it, and everybody who may come (S1)."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.cookies import SimpleCookie
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import connections, transaction
from django.test import Client

from exams.models import Plan
from incidents import operations as incidents
from incidents.models import Attendance, CodeRequest
from proctor_site.sealing.operations import run_seal_check
from rooms import operations as rooms
from rooms.models import Room, Staff
from tests.administration.browsing import LOCAL, client_of
from tests.day import Day

ROLES = ("administrator", "invigilator", "supervisor")
ELSEWHERE = "administrator of another room"
NOBODY = "nobody"
EVERYBODY = (*ROLES, ELSEWHERE, NOBODY)


def full(day: Day) -> Day:
    """Each kind of record is there once."""
    Plan.objects.update(code_key=bytes(32))
    li = day.in_exam("Li")
    incidents.register_violation(day.proctor, li, type_code="A101", description="A slip")
    incidents.give_extra_time(day.proctor, li, minutes=1, reason="power")
    incidents.request_code(day.proctor, day.session, kind=CodeRequest.Kind.EXTRA_TIME, sittings=[li], minutes=15)
    incidents.resume(day.proctor, day.in_exam("Wang"), reason="switch")
    incidents.lock_screen(day.proctor, li, text="Wait")
    incidents.send_message(day.proctor, li, text="Quiet", act=uuid4())
    incidents.raise_hand(day.machine(1).pk, uuid4(), "help")
    incidents.mark_present(day.proctor, li, way=Attendance.Way.LIST)
    incidents.let_out(day.proctor, li, allowed_by="Ann", reason="toilet")
    incidents.interrupt(day.proctor, day.session, text="Wait", reason="power")
    day.at(9, 40)
    incidents.register_absence(day.proctor, day.sitting("Chen"), reason="")
    rooms.open_matter(day.room, "two_links", "x")
    run_seal_check(day.proctor, day.room, responsible="Boss")
    rooms.command_places(day.proctor, day.room, ["seat:8"], kind="restart")
    return day


def clients(day: Day) -> dict[str, Client]:
    """Everybody's browser."""
    for role in ROLES:
        day.person(role)
    other = User.objects.create_user("elsewhere")
    Staff.objects.create(user=other, role="administrator", name="Elsewhere").rooms.set(
        [Room.objects.create(code="1999999777")]
    )
    other.groups.set(User.objects.get(username="administrator").groups.all())
    return {
        **{role: client_of(role) for role in ROLES},
        ELSEWHERE: client_of("elsewhere"),
        NOBODY: Client(REMOTE_ADDR=LOCAL),
    }


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever is done inside is taken back, also a logout."""
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(_rolled_back(alias))
        yield
    client.cookies = cookies


@contextmanager
def _rolled_back(alias: str) -> Iterator[None]:
    with transaction.atomic(using=alias):
        yield
        transaction.set_rollback(True, using=alias)
