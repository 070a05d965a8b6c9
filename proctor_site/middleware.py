"""Language by the person's choice, and the guard of a new installation."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from formats.refused import Refused
from rooms.address import client_address, is_this_machine
from rooms.models import Staff

Respond = Callable[[HttpRequest], HttpResponse]


class LocaleFromCookie:
    """Chinese unless the person chose otherwise; the browser's header is never asked."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


class InitialPasswordGuard:
    """While an administrator still has the installation's password, only the machine itself is answered (B1)."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.STATIC_URL) or is_this_machine(client_address(request)):
            return self.respond(request)
        if any(
            staff.has_initial_password for staff in Staff.objects.exclude(initial_password="").select_related("user")
        ):
            return render(request, "initial_password.html", status=403)
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
            return render(
                request, "refused.html", {**admin.site.each_context(request), "text": fault.say(_)}, status=status
            )
        return JsonResponse({"ok": False, "code": fault.code, "text": fault.say(_)}, status=status)
