"""Who may do what at the centre: asked by every verb (T1)."""

from typing import Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from centre.models import Account
from formats.refused import N_, Refused
from journal.actor import Actor

SEE: Final = frozenset({"centre.see"})
WORK: Final = SEE | {
    "centre.load",
    "centre.publish",
    "centre.manage_rooms",
    "centre.authorise",
    "centre.receive_results",
    "codes.centre",
}
PERMISSIONS: Final = {
    Account.Level.ADMINISTRATOR: WORK | {"centre.manage_accounts", "centre.manage_identity"},
    Account.Level.CENTRE: WORK | {"centre.manage_identity"},
    Account.Level.SUPERIOR: SEE | {"codes.superior"},
}


def actor_of(user: AbstractBaseUser | AnonymousUser, address: str = "") -> Actor:
    """The person as an actor; somebody without an account of this site may do nothing."""
    if not isinstance(user, User):
        return Actor(kind="user", address=address)
    account = Account.objects.filter(user=user).first()
    return Actor(
        kind="user",
        name=user.get_full_name() or user.get_username(),
        user_id=user.pk,
        role=account.level if account else "",
        address=address,
        permissions=PERMISSIONS[Account.Level(account.level)] if account and user.is_active else frozenset(),
    )


def require(actor: Actor, permission: str) -> None:
    """Raise `Refused` unless `actor` may do this. The system itself always may."""
    if not may(actor, permission):
        raise Refused("right.missing", N_("Your role does not allow this. Ask an administrator."))


def may(actor: Actor, permission: str) -> bool:
    return actor.kind == "system" or permission in actor.permissions
