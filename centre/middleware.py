"""The centre's clock, the language by the person's choice, the guard of a new installation, refusals in words."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from centre.models import Account
from formats.refused import Refused
from journal import clock
from journal.address import client_address, is_this_machine

Respond = Callable[[HttpRequest], HttpResponse]
API: Final = "/api/"


class CentreTime:
    """Every answer to a room says what time the centre has."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        if request.path.startswith(API):
            response.headers["Jiankao-Time"] = str(clock.now_ms())
        return response


class LocaleFromCookie:
    """Chinese unless the person chose otherwise; the browser's header is never asked. Rooms are answered in English."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override("en" if request.path.startswith(API) else language):
            request.LANGUAGE_CODE = language
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


class InitialPasswordGuard:
    """While an account still has the installation's password, only the machine itself sees the pages (B1).

    Rooms are answered all the same: they have codes and tokens of their own.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith((settings.STATIC_URL, API)) or is_this_machine(client_address(request)):
            return self.respond(request)
        if Account.objects.with_first_password().exists():
            return render(request, "centre/initial_password.html", status=403)
        return self.respond(request)


class RefusedAnswer:
    """A `Refused` that no view turned into words becomes a page, or JSON where JSON was asked for; never a 500."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, Refused):
            return None
        status = 403 if fault.code.startswith("right.") else 409
        if request.accepts("text/html"):
            return render(request, "centre/refused.html", {"text": fault.say(_)}, status=status)
        return JsonResponse({"ok": False, "code": fault.code, "text": fault.say(_)}, status=status)
