"""What was measured beside what is asked for: pure comparison, a verdict for each step (B8)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from formats.environment import Measured, Requirements, Step

Verdict = Literal["pass", "warn", "fail", "unknown"]


@dataclass(frozen=True)
class Judgement:
    """`code` says why it is no pass; `values` are what was found and what is asked for."""

    verdict: Verdict
    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Bound:
    """An item of the requirements is `field` of a step's measurement divided by `scale`; at least, or at most."""

    step: Step
    field: str
    scale: float = 1
    most: bool = False


BOUNDS: Final[Mapping[str, Bound]] = {
    "CPU核数": Bound("cpu", "cores"),
    "CPU主频(GHz)": Bound("cpu", "mhz", 1000),
    "内存(GB)": Bound("memory", "mb", 1000),
    "空闲硬盘(GB)": Bound("disk", "free_mb", 1000),
    "写入速度(MB/s)": Bound("disk", "write_mb_s"),
    "屏幕宽": Bound("screen", "width"),
    "屏幕高": Bound("screen", "height"),
    "浏览器版本": Bound("browser", "major"),
    "时钟偏差(秒)": Bound("clock", "error_ms", 1000, most=True),
    "往返时间(毫秒)": Bound("trip", "us", 1000, most=True),
    "吞吐(Mb/s)": Bound("throughput", "kbit_s", 1000),
}
SYSTEM: Final = "操作系统"
MOST_SLEEP_FREE_MINUTES: Final = 0
TOLD_ONLY: Final = frozenset({"software", "firewall", "sleep", "input", "isolation"})  # they warn at most
PASSED: Final = Judgement("pass")
UNKNOWN: Final = Judgement("unknown", "unknown")


def judge(step: Step, measured: Measured, requirements: Requirements) -> Judgement:
    """The verdict on one step. What the platform does not tell is unknown, and fails nobody."""
    if measured.get("fault"):
        return Judgement("unknown" if step in TOLD_ONLY else "fail", str(measured["fault"])[:40])
    rule = RULES.get(step)
    return rule(measured, requirements) if rule else _by_bounds(step, measured, requirements)


def is_measurable(item: str) -> bool:
    """Whether a step measures an item that a plan names."""
    return item in BOUNDS or item == SYSTEM


# --- numbers
def _by_bounds(step: Step, measured: Measured, requirements: Requirements) -> Judgement:
    found = [each for each in _bounded(step, measured, requirements) if each.verdict != "pass"]
    failed = [each for each in found if each.verdict == "fail"]
    return (failed or found or [PASSED])[0]


def _bounded(step: Step, measured: Measured, requirements: Requirements) -> Iterator[Judgement]:
    for item, bound in BOUNDS.items():
        wanted = requirements.minimum(item)
        if bound.step == step and isinstance(wanted, int | float):
            yield _compared(item, bound, measured.get(bound.field), wanted)


def _compared(item: str, bound: Bound, found: object, wanted: float) -> Judgement:
    if not isinstance(found, int | float):
        return UNKNOWN
    value = round(abs(found) / bound.scale, 1)  # a clock of 2 GHz says 1999.998 MHz of itself
    if value > wanted if bound.most else value < wanted:
        told = {"item": item, "found": f"{value:.4g}", "wanted": f"{wanted:g}"}
        return Judgement("fail", "above" if bound.most else "below", told)
    return PASSED


# --- the operating system
_SYSTEM: Final = re.compile(r"([A-Za-z\u4e00-\u9fff]+?)\s*(\d+(?:\.\d+)?)")
_FAMILIES: Final = {"win": "windows", "windows": "windows", "debian": "debian", "ubuntu": "ubuntu", "uos": "uos",
                    "统信": "uos", "kylin": "kylin", "麒麟": "kylin", "银河麒麟": "kylin", "deepin": "deepin"}  # fmt: skip


def _system(measured: Measured, requirements: Requirements) -> Judgement:
    """One of the alternatives in the text, at least in the version named; a text without one compares to nothing."""
    wanted = str(requirements.minimum(SYSTEM) or "")
    asked = [each for part in re.split(r"[/,，、;；]|或", wanted) if (each := _alternative(part))]
    if not asked:
        return PASSED if not wanted else UNKNOWN
    name, version, bits = str(measured.get("name") or ""), _number(measured.get("version")), measured.get("bits")
    if not name or version is None:
        return UNKNOWN
    if any(
        name.lower().startswith(family) and version >= least and (not wide or bits == 64)
        for family, least, wide in asked
    ):
        return PASSED
    return Judgement("fail", "other_system", {"found": f"{name} {measured.get('version')}", "wanted": wanted})


def _alternative(text: str) -> tuple[str, float, bool] | None:
    """Family, least version, and whether it has to be 64 bits wide."""
    found = _SYSTEM.search(text.strip())
    family = _FAMILIES.get(found[1].lower()) if found else None
    return (family, float(found[2]), bool(re.search(r"64\s*(位|-?bit)", text))) if found and family else None


def _number(version: object) -> float | None:
    found = re.match(r"\d+(?:\.\d+)?", str(version or ""))
    return float(found[0]) if found else None


# --- the rest
def _software(measured: Measured, requirements: Requirements) -> Judgement:
    """What is missing only warns: the school installs it."""
    missing = str(measured.get("missing") or "")
    return Judgement("warn", "missing", {"names": missing}) if missing else PASSED


def _forbidden(measured: Measured, requirements: Requirements) -> Judgement:
    running = str(measured.get("running") or "")
    return Judgement("fail", "running", {"names": running}) if running else PASSED


def _firewall(measured: Measured, requirements: Requirements) -> Judgement:
    """Either is well: the machine has reached the server, and nobody calls it."""
    return PASSED if measured.get("state") in ("on", "off") else UNKNOWN


def _sleep(measured: Measured, requirements: Requirements) -> Judgement:
    minutes = measured.get("minutes")
    if not isinstance(minutes, int):
        return UNKNOWN
    return PASSED if minutes == MOST_SLEEP_FREE_MINUTES else Judgement("warn", "sleeps", {"minutes": minutes})


def _restore(measured: Measured, requirements: Requirements) -> Judgement:
    """`lost` is the room's knowledge: the marker that an earlier check left here is not there any more."""
    if measured.get("lost"):
        return Judgement("fail", "marker_lost")
    return PASSED if measured.get("survived") else Judgement("warn", "restart_first")


def _input(measured: Measured, requirements: Requirements) -> Judgement:
    return PASSED if measured.get("names") else UNKNOWN


def _isolation(measured: Measured, requirements: Requirements) -> Judgement:
    isolated = measured.get("isolated")
    if isolated is None:
        return UNKNOWN
    return PASSED if isolated else Judgement("warn", "not_isolated")


RULES: Final[Mapping[Step, Callable[[Measured, Requirements], Judgement]]] = {
    "system": _system,
    "software": _software,
    "forbidden": _forbidden,
    "firewall": _firewall,
    "sleep": _sleep,
    "restore": _restore,
    "input": _input,
    "isolation": _isolation,
}
