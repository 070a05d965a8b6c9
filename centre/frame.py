"""What every page is given beside its own."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from centre.models import Account, Centre
from centre.models.identity import this_centre
from centre.rights import actor_of, may


class Frame:
    """The frame of one page, for one person."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def centre(self) -> Centre:
        return this_centre()

    @cached_property
    def account(self) -> Account | None:
        user = getattr(self._request, "user", None)
        if user is None or not user.is_active:
            return None
        return Account.objects.select_related("user").filter(user=user.pk).first()

    @cached_property
    def has_first_password(self) -> bool:
        """Of anybody: the installation is open as long as one account has it."""
        return self.account is not None and Account.objects.with_first_password().exists()

    @cached_property
    def rights(self) -> dict[str, bool]:
        actor = actor_of(self._request.user)
        asked = ("load", "publish", "manage_rooms", "manage_identity", "manage_accounts", "receive_results")
        return {name: may(actor, f"centre.{name}") for name in asked}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"frame": SimpleLazyObject(lambda: Frame(request))}
