"""Refusals as HTTP: {code, text, values} and a status."""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from formats.refused import Refused

STATUS: Final = {
    "rate": 429,
    "room.unknown": 404,
    "plan.unknown": 404,
    "session.unknown": 404,
    "package.unknown": 404,
    "room.registration_code": 403,
    "authorization.early": 403,
    "authorization.closed": 403,
    "authorization.no_code": 403,
    "result.unknown": 404,
    "request.range": 416,
}


def install(api: NinjaAPI) -> None:
    """Answer every failure in the one form."""
    handlers: dict[type[Exception], Any] = {
        Refused: _refused,
        ValidationError: _field,
        AuthenticationError: _token,
        RequestDataTooBig: _too_big,
        HttpError: _not_understood,
        Http404: _nothing,
    }
    for fault, handler in handlers.items():
        api.add_exception_handler(fault, handler)


@csrf_exempt  # a program has no cookies; it is told the same as for a GET
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any other address under /api/."""
    return answer(404, "request.path", "There is nothing at this address. See /api/v1/docs.")


def answer(status: int, code: str, text: str, **values: Any) -> JsonResponse:
    return JsonResponse({"code": code, "text": text, "values": values}, status=status)


def _refused(request: HttpRequest, fault: Refused) -> HttpResponse:
    response = answer(STATUS.get(fault.code, 409), fault.code, str(fault), **fault.values)
    if "retry_after" in fault.values:
        response.headers["Retry-After"] = str(fault.values["retry_after"])
    return response


def _field(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """The first thing wrong, by the way to its field; nothing of what was sent is said again."""
    first = fault.errors[0]
    field = ".".join(str(step) for step in first["loc"] if step not in ("body", "query", "path", "given"))
    return answer(422, "request.field", f"{field}: {first['msg']}", field=field)


def _token(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    response = answer(401, "token.unknown", "This token is not valid, or not any more. Register the room again.")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _too_big(request: HttpRequest, fault: RequestDataTooBig) -> HttpResponse:
    return answer(413, "request.size", "The body is larger than 1 MiB.")


def _not_understood(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return answer(fault.status_code, "request.malformed", fault.message)


def _nothing(request: HttpRequest, fault: Http404) -> HttpResponse:
    return nothing_here(request)
