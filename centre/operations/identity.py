"""Which centre this is: code, name, address (T2, B4)."""

import re
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction

from centre.models import Account, Centre, Room
from centre.models.identity import this_centre
from centre.operations.accounts import make_account
from centre.rights import require
from formats.refused import N_, Refused
from formats.spreadsheets.addresses import fault_of
from journal import record
from journal.actor import Actor

CODE: Final = re.compile(r"[0-9]{7}")
PORT: Final = re.compile(r":[0-9]{1,5}$")
LAST_PORT: Final = 65535


def set_identity(
    actor: Actor, *, code: str | None = None, name: str | None = None, address: str | None = None
) -> Centre:
    """Change what is given. With its first code the centre gets its account: 考点代码 and 888.

    Raises `Refused` for a code that is not 7 digits, for another code once there are rooms, and for
    an address that is none.
    """
    require(actor, "centre.manage_identity")
    given = {"code": code, "name": name, "address": address}
    wanted = {field: value.strip() for field, value in given.items() if value is not None}
    _check(wanted)
    with transaction.atomic():
        centre = _locked()
        before = {field: getattr(centre, field) for field in wanted}
        if before == wanted:
            return centre
        _one_code(centre, wanted.get("code", centre.code))
        for field, value in wanted.items():
            setattr(centre, field, value)
        centre.save()
        _account(centre)
        told: dict[str, Any] = {
            f"{field}_{when}": each[field] for when, each in (("before", before), ("after", wanted)) for field in each
        }
        record.append("identity_set", actor, **told)
    return centre


def set_offline(actor: Actor, is_offline: bool) -> Centre:
    """Whether rooms that never register are served by files (单机)."""
    require(actor, "centre.manage_identity")
    with transaction.atomic():
        centre = _locked()
        if centre.is_offline != is_offline:
            centre.is_offline = is_offline
            centre.save(update_fields=["is_offline"])
            record.append("offline_set", actor, offline=is_offline)
    return centre


def adopt(actor: Actor, code: str, name: str) -> Centre:
    """Take code and name from a plan while the centre has none, inside the caller's transaction.

    Raises `Refused` for the plan of another centre.
    """
    centre = this_centre()
    if not centre.code:
        return set_identity(actor, code=code, name=centre.name or name)
    if centre.code != code:
        told = N_("This plan is for test centre %(found)s; this is %(ours)s.")
        raise Refused("plan.other_centre", told, found=code, ours=centre.code)
    return centre


def _locked() -> Centre:
    centre, _made = Centre.objects.select_for_update().get_or_create(pk=1)
    return centre


def _check(wanted: dict[str, str]) -> None:
    if "code" in wanted and not CODE.fullmatch(wanted["code"]):
        raise Refused("centre.code", N_("The centre code has 7 digits, found “%(code)s”."), code=wanted["code"])
    if wanted.get("address") and not _is_address(wanted["address"]):
        told = N_(
            "“%(address)s” is no address. Give an IP address such as 192.168.2.46, or with a port 192.168.2.46:8100."
        )
        raise Refused("centre.address", told, address=wanted["address"])


def _is_address(text: str) -> bool:
    port = PORT.search(text)
    return not fault_of(PORT.sub("", text)) and (port is None or 1 <= int(port[0][1:]) <= LAST_PORT)


def _one_code(centre: Centre, code: str) -> None:
    if centre.code and code != centre.code and Room.objects.exists():
        told = N_("The centre code is %(code)s in the codes of its rooms; it can no longer be changed.")
        raise Refused("centre.code_in_use", told, code=centre.code)


def _account(centre: Centre) -> None:
    """The centre's own account goes by its code."""
    if not centre.code or User.objects.filter(username=centre.code).exists():
        return
    own = Account.objects.filter(level=Account.Level.CENTRE).select_related("user").first()
    if own is None:
        make_account(centre.code, Account.Level.CENTRE)
        return
    own.user.username = centre.code
    own.user.save(update_fields=["username"])
