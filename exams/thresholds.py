"""What a plan says, kept at hand; where its indicators warn and alarm (F11), by names instead of the sheet's words."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from exams.models import Plan, Session
from formats.plan import THRESHOLDS, PlanFile, Threshold

NAMES: Final = {
    "离线(秒)": "offline_s",
    "保存间隔(秒)": "saving_s",
    "时钟偏差(秒)": "clock_s",
    "空闲硬盘(GB)": "disk_gb",
    "电量(%)": "battery",
    "无作答(分钟)": "idle_min",
}


@dataclass(frozen=True)
class Limit:
    """In the unit that the name of the threshold carries. Of disk and battery the lower value is the worse one."""

    warn: float
    alarm: float


@dataclass(frozen=True)
class Thresholds:
    offline_s: Limit
    saving_s: Limit
    clock_s: Limit
    disk_gb: Limit
    battery: Limit
    idle_min: Limit


def thresholds_of(session: Session) -> Thresholds:
    """The plan's; what its sheet 阈值 does not name is as for a plan without one."""
    return typed(file_of(session.plan).thresholds)


def file_of(plan: Plan) -> PlanFile:
    """What the plan says, read once for each loading: this is asked every second, and a plan is long."""
    return _file(plan.pk, plan.uuid, plan.loaded_at)


@lru_cache(maxsize=64)
def _file(plan: int, uuid: UUID, loaded_at: datetime) -> PlanFile:
    return Plan.objects.get(pk=plan, uuid=uuid, loaded_at=loaded_at).file


@lru_cache(maxsize=64)
def typed(sheet: tuple[Threshold, ...]) -> Thresholds:
    limits = {NAMES[row.item]: Limit(row.warn, row.alarm) for row in (*THRESHOLDS, *sheet) if row.item in NAMES}
    return Thresholds(**limits)
