"""用户管理: accounts in three roles, each for certain rooms or for all (S1)."""

import re
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from formats.refused import N_, Refused
from journal import record
from journal.actor import Actor
from rooms.models import Room, Staff
from rooms.rights import require

RIGHT: Final = "rooms.manage_staff"
LONGEST_ACCOUNT: Final = 60
PHONE: Final = re.compile(r"[0-9+() -]+")
LEAST_DIGITS: Final = 5


# --- questions
def full_administrators() -> list[User]:
    """The active accounts that can do everything in every room."""
    users = User.objects.filter(is_active=True).select_related("staff").prefetch_related("staff__rooms")
    return [user for user in users if _is_full(user)]


def may_manage(actor: Actor, staff: Staff) -> bool:
    """Who belongs to certain rooms manages the people of these rooms only."""
    rooms = {room.pk for room in staff.rooms.all()}
    return actor.kind == "system" or actor.rooms is None or (bool(rooms) and rooms <= actor.rooms)


# --- verbs
def add_staff(
    actor: Actor, *, account: str, password: str, role: str, name: str, phone: str = "", rooms: Iterable[Room] = ()
) -> Staff:
    """Make an account; without rooms it is for every room.

    Raises `Refused` for a name that is taken, a password that breaks a rule, and for rooms that are not the
    actor's own, each with its `field`; then nothing has changed.
    """
    require(actor, RIGHT)
    rooms = list(rooms)
    account = _account(account)
    _check_rooms(actor, rooms)
    _check_named(name)
    _check_phone(phone)
    check_password_rules(password, User(username=account, first_name=name))
    with transaction.atomic():
        if User.objects.filter(username__iexact=account).exists():
            told = N_("There is an account %(account)s already. Choose another name.")
            raise Refused("staff.account_taken", told, account=account, field="account")
        user = User.objects.create_user(account, password=password, is_staff=True)
        staff = Staff.objects.create(user=user, role=Staff.Role(role), name=name.strip(), phone=phone.strip())
        _settle(staff, rooms)
        _record("staff_added", actor, staff, {}, _facts(staff))
    return staff


def change_staff(
    actor: Actor, staff: Staff, *, role: str, name: str, phone: str = "", rooms: Iterable[Room] = ()
) -> Staff:
    """Change name, phone, role and rooms. Raises `Refused` if nobody were left who can do everything; then nothing has changed."""
    rooms = list(rooms)
    _check_rooms(actor, rooms)
    _check_named(name)
    _check_phone(phone)
    with transaction.atomic():
        staff = _locked(actor, staff)
        before = _facts(staff)
        staff.role, staff.name, staff.phone = Staff.Role(role), name.strip(), phone.strip()
        staff.save(update_fields=["role", "name", "phone"])
        _settle(staff, rooms)
        _check_someone_left()
        if _facts(staff) != before:
            _record("staff_changed", actor, staff, before, _facts(staff))
    return staff


def reset_password(actor: Actor, staff: Staff, *, password: str) -> Staff:
    """Give an account another password; whoever is logged in with it is logged out."""
    with transaction.atomic():
        staff = _locked(actor, staff)
        check_password_rules(password, staff.user)
        staff.user.set_password(password)
        staff.user.save(update_fields=["password"])
        _record("password_reset", actor, staff, {}, {})
    return staff


def deactivate_staff(actor: Actor, staff: Staff) -> Staff:
    """The account cannot log in any more; what it did stays. Not one's own, and never the last that can do everything."""
    return _set_active(actor, staff, is_active=False)


def reactivate_staff(actor: Actor, staff: Staff) -> Staff:
    return _set_active(actor, staff, is_active=True)


def check_password_rules(password: str, user: User) -> None:
    """The rules of S5; `Refused` with every one that is broken."""
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Refused("password.weak", N_("%(reasons)s"), reasons=" ".join(fault.messages), field="password") from fault


# --- rules
def _account(text: str) -> str:
    account = User.normalize_username(text.strip())
    try:
        UnicodeUsernameValidator()(account)
    except ValidationError as fault:
        told = N_("An account has letters, digits and @ . + - _ only.")
        raise Refused("staff.account", told, field="account") from fault
    if len(account) > LONGEST_ACCOUNT:
        told = N_("An account has at most %(most)d characters.")
        raise Refused("staff.account_long", told, most=LONGEST_ACCOUNT, field="account")
    return account


def _check_named(name: str) -> None:
    if not name.strip():
        raise Refused("staff.name", N_("Enter the person's name: it stands on every record."), field="name")


def _check_phone(phone: str) -> None:
    """Empty, or at least five digits, with + - ( ) and blanks between them."""
    typed = phone.strip()
    if typed and not (PHONE.fullmatch(typed) and sum(sign.isdigit() for sign in typed) >= LEAST_DIGITS):
        told = N_(
            "“%(phone)s” is no telephone number: at least %(least)d digits, with + - ( ) and blanks between them."
        )
        raise Refused("staff.phone", told, phone=typed, least=LEAST_DIGITS, field="phone")


def _check_rooms(actor: Actor, rooms: Collection[Room]) -> None:
    """Nobody gives away more rooms than their own."""
    if actor.kind == "system" or actor.rooms is None:
        return
    if not rooms or not {room.pk for room in rooms} <= actor.rooms:
        raise Refused("staff.other_rooms", N_("Choose rooms of your own only, and at least one."), field="rooms")


def _check_someone_left() -> None:
    if not full_administrators():
        told = N_("This is the last administrator for all rooms. Make another one first.")
        raise Refused("staff.last_administrator", told)


def _is_full(user: User) -> bool:
    """With its groups an administrator; a superuser is one without."""
    staff = getattr(user, "staff", None)
    if staff is None:
        return user.is_superuser
    return staff.role == Staff.Role.ADMINISTRATOR and not staff.rooms.all()


# --- storing
def _locked(actor: Actor, staff: Staff) -> Staff:
    """The entry as stored, with every entry locked: who is the last administrator is decided on all of them."""
    require(actor, RIGHT)
    found = {each.pk: each for each in Staff.objects.select_for_update(of=("self",)).select_related("user")}.get(
        staff.pk
    )
    if found is None:
        raise Refused("staff.gone", N_("This account is not there any more."))
    if not may_manage(actor, found):
        raise Refused("right.other_room", N_("Room %(room)s is not one of yours."), room=_told(found) or "*")
    return found


def _settle(staff: Staff, rooms: Iterable[Room]) -> None:
    """Rights follow the role, and nothing else."""
    staff.rooms.set(rooms)
    staff.user.groups.set(Group.objects.filter(name=str(staff.role)))
    staff.user.is_staff = True
    staff.user.is_superuser = (
        staff.user.is_superuser and staff.role == Staff.Role.ADMINISTRATOR and not staff.rooms.exists()
    )
    staff.user.save(update_fields=["is_staff", "is_superuser"])


def _set_active(actor: Actor, staff: Staff, *, is_active: bool) -> Staff:
    with transaction.atomic():
        staff = _locked(actor, staff)
        if staff.user.is_active == is_active:
            return staff
        if staff.user_id == actor.user_id:
            raise Refused("staff.yourself", N_("You cannot switch off your own account. Another administrator can."))
        staff.user.is_active = is_active
        staff.user.save(update_fields=["is_active"])
        _check_someone_left()
        _record("staff_reactivated" if is_active else "staff_deactivated", actor, staff, {}, {})
    return staff


def _told(staff: Staff) -> str:
    return ",".join(staff.rooms.values_list("code", flat=True))


def _facts(staff: Staff) -> dict[str, Any]:
    return {"role": str(staff.role), "rooms": _told(staff), "name": staff.name, "phone": staff.phone}


def _record(code: str, actor: Actor, staff: Staff, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Names and phones are committed to only."""
    named = {
        f"{key}_{side}": facts[key]
        for side, facts in (("before", before), ("after", after))
        for key in ("name", "phone")
        if key in facts
    }
    clear = [{key: value for key, value in facts.items() if key in ("role", "rooms")} for facts in (before, after)]
    record.append(
        code,
        actor,
        private={"account": staff.user.get_username(), **named},
        user=staff.user_id,
        before=clear[0],
        after=clear[1],
    )
