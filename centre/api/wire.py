"""Bodies as they come: strict JSON, so that whatever passes can be stored."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser


class StrictParser(Parser):
    """No NaN, no numbers out of range, no halves of characters, no NUL, which PostgreSQL cannot keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = request.body
        try:
            found = msgspec.json.decode(body)
        except (ValueError, RecursionError) as fault:
            raise HttpError(400, f"This is no JSON: {fault}") from fault
        if b"\\u0000" in body:
            raise HttpError(400, "The body holds a NUL character.")
        if not isinstance(found, dict):
            raise HttpError(400, "The body must be a JSON object.")
        return found
