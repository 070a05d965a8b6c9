"""Whether this process works: for whoever watches it, and for tests that wait for it."""

import shutil
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from proctor_site.session_clock import session_clock
from rooms.live.hub import hub

OLDEST_TICK_S: Final = 5.0
LEAST_FREE_BYTES: Final = 1024**3


def healthz(request: HttpRequest) -> JsonResponse:
    """200 if everything works, 503 if not; the body says what."""
    facts = {"database": _database(), "hub": hub.is_running, "clock": _clock(), "disk": _disk()}
    figures = {"links": len(hub.links), "clock_age_s": _clock_age(), "free_bytes": _free_bytes()}
    return JsonResponse({"ok": all(facts.values()), **facts, **figures}, status=200 if all(facts.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _clock() -> bool:
    """True also where the clock runs in another process."""
    age = _clock_age()
    return age is None or age < OLDEST_TICK_S


def _clock_age() -> Any:
    return round(monotonic() - session_clock.ticked_at, 1) if session_clock.ticked_at else None


def _disk() -> bool:
    return _free_bytes() > LEAST_FREE_BYTES


def _free_bytes() -> int:
    return shutil.disk_usage(settings.DATA_DIR).free
