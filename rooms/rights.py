"""Who may do what, and where: asked by every verb (S1)."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from formats.refused import N_, Refused
from journal.actor import Actor
from rooms.models import Room, Staff


def actor_of(user: AbstractBaseUser | AnonymousUser, address: str = "") -> Actor:
    """The person as an actor, with the permissions of the groups and the rooms of the staff entry."""
    if not isinstance(user, User):
        return Actor(kind="user", address=address)
    staff = Staff.objects.filter(user=user).first()
    return Actor(
        kind="user",
        name=(staff and staff.name) or user.get_full_name() or user.get_username(),
        user_id=user.pk,
        role=staff.role if staff else ("administrator" if user.is_superuser else ""),
        address=address,
        permissions=frozenset(user.get_all_permissions()),
        rooms=_rooms(user, staff),
    )


def require(actor: Actor, permission: str, room: Room | None = None) -> None:
    """Raise `Refused` unless `actor` may do this, and may do it in `room`. The system itself always may."""
    if actor.kind == "system":
        return
    if permission not in actor.permissions:
        raise Refused("right.missing", N_("Your role does not allow this. Ask an administrator."))
    if room is not None and not in_room(actor, room):
        raise Refused("right.other_room", N_("Room %(room)s is not one of yours."), room=room.code)


def in_room(actor: Actor, room: Room) -> bool:
    return actor.kind == "system" or actor.rooms is None or room.pk in actor.rooms


def _rooms(user: User, staff: Staff | None) -> frozenset[int] | None:
    """None for every room. Who has neither a staff entry nor all rights is in no room."""
    if user.is_superuser:
        return None
    if staff is None:
        return frozenset()
    return frozenset(staff.rooms.values_list("pk", flat=True)) or None


def require_administrator_password(password: str, room: Room) -> User:
    """The administrator of `room` whose password this is (E22); `Refused` when it is nobody's."""
    for staff in Staff.objects.filter(role=Staff.Role.ADMINISTRATOR, user__is_active=True).select_related("user"):
        allowed = _rooms(staff.user, staff)
        if (allowed is None or room.pk in allowed) and staff.user.check_password(password):
            return staff.user
    raise Refused("password.wrong", N_("This is not the administrator's password. Nothing was done."))
