"""What the pages share: who asks, what is refused, where to go then."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from centre.rights import actor_of, require
from formats.refused import Refused
from journal.actor import Actor
from journal.address import client_address

View = Callable[..., HttpResponse | FileResponse]


def actor(request: HttpRequest) -> Actor:
    return actor_of(request.user, client_address(request))


def page(permission: str = "centre.see") -> Callable[[View], View]:
    """A view for people who have logged in and may do this."""

    def wrap(view: View) -> View:
        @wraps(view)
        @login_required
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | FileResponse:
            require(actor(request), permission)
            return view(request, *args, **kwargs)

        return wrapped

    return wrap


def done(request: HttpRequest, act: Callable[[], str], to: str, *args: Any) -> HttpResponse:
    """Do it and go to `to`, where what was done is said, or why it was not."""
    try:
        messages.success(request, act())
    except Refused as refused:
        messages.error(request, refused.say(_))
    return redirect(to, *args)
