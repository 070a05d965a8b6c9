"""The test centre's side of authorization codes, for tests: it computes what it is told by telephone (E23)."""

from typing import Any

import msgspec

from formats import codes
from incidents.models import CodeRequest
from journal import clock
from tests.day import Day

MASTER = bytes(range(32))


class Desk:
    """Somebody at the test centre with the master secret of the level that the plan names."""

    def __init__(self, day: Day, master: bytes = MASTER) -> None:
        self._day, self._master = day, master

    def install(self) -> None:
        """As a package of the centre does: the room's key comes with the plan."""
        plan = self._day.plan
        plan.code_key = codes.key_for(MASTER, str(plan.uuid), self._day.room.code)
        plan.save(update_fields=["code_key"])

    def compute(self, request: CodeRequest, *, minutes_ago: int = 0, **heard: Any) -> str:
        """The code for what was read out; `heard` is what was heard wrongly."""
        told = msgspec.structs.replace(CodeRequest.objects.get(pk=request.pk).told, **heard)
        key = codes.key_for(self._master, told.plan, told.room)
        return codes.compute(key, told, clock.to_ms(self._day.now) // 60_000 - minutes_ago)
