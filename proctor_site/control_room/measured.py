"""The indicators of a machine as the page gets them (F11), so coarse that a change is one worth telling."""

from typing import Any, Final

from rooms.models import Machine, Presence

COARSE: Final = {"clock_ms": 500, "disk_free_mb": 100, "unsaved_ms": 5000, "away_ms": 5000}
PLAIN: Final = ("battery", "plugged", "pending", "tool")

SHOWN: Final = frozenset({"shown", "opening", "closed", "nobody", "no_session", "no_browser"})


def measured(machine: Machine | None, presence: Presence | None) -> dict[str, Any]:
    """Nothing of a machine that was never there; a value that it did not tell is left out."""
    if machine is None or presence is None:
        return {}
    told = {"clock_ms": presence.clock_offset_ms, **presence.indicators}
    rough = {name: _rough(told.get(name), step) for name, step in COARSE.items()}
    plain = {name: told.get(name) for name in PLAIN}
    return {
        "client": machine.client,
        "address": presence.address or "",
        **{name: value for name, value in (rough | plain).items() if isinstance(value, int)},
    }


def shown(presence: Presence | None) -> str:
    """What 启动考生端 has come to there, as the machine says (E4); nothing where it says nothing of it."""
    told = presence.indicators.get("shown") if presence else None
    return told if isinstance(told, str) and told in SHOWN else ""


def _rough(value: Any, step: int) -> int | None:
    return round(value / step) * step if isinstance(value, int) else None
