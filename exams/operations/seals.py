"""Whether a room is sealed: a 封场检测 has passed, and what it was put on has not changed since (B2, B11)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from exams.models import Plan
from rooms.checks.models import SealCheck
from rooms.digests import digest, seat_list_digest
from rooms.models import Room


class Lack(StrEnum):
    NEVER_CHECKED = "never"
    FAILED = "failed"
    CHANGED_SINCE = "changed"


@dataclass(frozen=True)
class MissingSeal:
    """Why a room does not count as sealed; `check` is its last seal check, None if there never was one."""

    lack: Lack
    check: SealCheck | None = None

    def told(self) -> dict[str, Any]:
        """For the journal."""
        if self.check is None:
            return {"seal": self.lack.value}
        failed = [line["code"] for line in self.check.failed_lines]
        return {"seal": self.lack.value, "seal_check": self.check.pk, "failed_lines": failed}


def preparation_digest(room: Room) -> str:
    """Of the seat list and of every loaded plan: what the seal is put on."""
    plans = Plan.objects.filter(room=room).order_by("pk").values_list("uuid", "content")
    return digest([seat_list_digest(room), *([str(uuid), content] for uuid, content in plans)])


def missing_seal(room: Room) -> MissingSeal | None:
    """What is amiss with the seal of a room; None while its last check has passed and still holds."""
    last = SealCheck.objects.filter(room=room).first()
    if last is None:
        return MissingSeal(Lack.NEVER_CHECKED)
    if not last.passed:
        return MissingSeal(Lack.FAILED, last)
    return None if last.preparation == preparation_digest(room) else MissingSeal(Lack.CHANGED_SINCE, last)
