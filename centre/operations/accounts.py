"""Accounts: the first ones, and their passwords."""

from typing import Final

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from centre.models import Account
from centre.rights import require
from formats.refused import N_, Refused
from journal import record
from journal.actor import Actor, system

FIRST_PASSWORD: Final = "888"  # noqa: S105 - the manual's; until it is changed only this machine is answered (B1)
ADMINISTRATOR: Final = "admin"
SUPERIOR: Final = "superior"


def make_first_accounts() -> None:
    """admin and superior, with 888, when there is nobody yet; that of the centre comes with its code."""
    with transaction.atomic():
        if User.objects.exists():
            return
        make_account(ADMINISTRATOR, Account.Level.ADMINISTRATOR)
        make_account(SUPERIOR, Account.Level.SUPERIOR)


def make_account(name: str, level: Account.Level) -> Account:
    """An account with the first password, inside the caller's transaction."""
    is_administrator = level == Account.Level.ADMINISTRATOR
    user = User.objects.create_user(name, password=FIRST_PASSWORD, is_staff=True, is_superuser=is_administrator)
    account = Account.objects.create(user=user, level=level, initial_password=user.password)
    record.append("account_made", system("installation"), user=user.pk, level=str(level.value))
    return account


def set_password(actor: Actor, name: str, password: str) -> User:
    """Give the account `name` another password, as an administrator. Raises `Refused` for a weak one."""
    require(actor, "centre.manage_accounts")
    user = User.objects.filter(username=name).first()
    if user is None:
        raise Refused("account.unknown", N_("There is no account “%(name)s”."), name=name)
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Refused("account.password", N_("Not taken: %(why)s"), why=" ".join(fault.messages)) from fault
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record.append("password_changed", actor, user=user.pk)
    return user
