"""What tests of the page do at the server's database, from another process (`tests.hands`)."""

from typing import Any

from django.contrib.auth.models import Group, User

from journal.actor import system
from rooms.models import Room, Seat, Staff
from rooms.operations import add_seat

TEST = system("test")


def room(code: str, proctor_ip: str = "") -> str:
    """The first account is its administrator; gives the room's UUID."""
    made, _ = Room.objects.get_or_create(code=code, defaults={"proctor_ip": proctor_ip or f"127.0.{int(code)}.200"})
    boss = User.objects.get(username="admin")
    Staff.objects.get_or_create(user=boss, defaults={"role": Staff.Role.ADMINISTRATOR, "name": "Boss"})
    boss.groups.add(Group.objects.get(name="administrator"))
    return str(made.uuid)


def proctor_elsewhere(code: str) -> None:
    """监考机IP is of another network than the machines, whose loopback addresses then are errors."""
    Room.objects.filter(code=code).update(proctor_ip="10.9.8.7")


def seat(code: str, number: int, ip: str, hostname: str = "", note: str = "") -> None:
    found = Room.objects.get(code=code)
    add_seat(TEST, found, number=number, ip=ip, hostname=hostname, note=note, confirmed=True)


def seats(code: str) -> list[tuple[Any, ...]]:
    found = Seat.objects.filter(room__code=code).order_by("number")
    return list(found.values_list("number", "ip", "hostname", "note"))
