"""What was measured and what is asked for, in the reader's language: the same on the page and in the report."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from formats.environment import STEPS, Measured, Requirements, Step
from formats.environment_rules import is_measurable

Words = str | Promise
TITLES: Final[Mapping[Step, Words]] = {
    "system": gettext_lazy("Operating system"),
    "cpu": gettext_lazy("CPU"),
    "memory": gettext_lazy("Memory"),
    "disk": gettext_lazy("Free disk, writing"),
    "screen": pgettext_lazy("display", "Screen"),
    "browser": gettext_lazy("Browser"),
    "clock": gettext_lazy("Clock difference"),
    "trip": gettext_lazy("Round trip"),
    "throughput": gettext_lazy("Throughput"),
    "software": gettext_lazy("Required software"),
    "forbidden": gettext_lazy("Forbidden processes"),
    "firewall": gettext_lazy("Firewall"),
    "sleep": pgettext_lazy("of a computer", "Sleep"),
    "restore": gettext_lazy("Restore card"),
    "input": gettext_lazy("Input methods"),
    "isolation": gettext_lazy("Isolation"),
}
ITEMS: Final[Mapping[str, Words]] = {  # the plan's own words are Chinese
    "操作系统": gettext_lazy("Operating system"),
    "CPU核数": gettext_lazy("CPU cores"),
    "CPU主频(GHz)": gettext_lazy("CPU clock (GHz)"),
    "内存(GB)": gettext_lazy("Memory (GB)"),
    "空闲硬盘(GB)": gettext_lazy("Free disk (GB)"),
    "写入速度(MB/s)": gettext_lazy("Writing (MB/s)"),
    "屏幕宽": gettext_lazy("Screen width"),
    "屏幕高": gettext_lazy("Screen height"),
    "浏览器版本": gettext_lazy("Browser version"),
    "时钟偏差(秒)": gettext_lazy("Clock difference (s)"),
    "往返时间(毫秒)": gettext_lazy("Round trip (ms)"),
    "吞吐(Mb/s)": gettext_lazy("Throughput (Mb/s)"),
}
FAULTS: Final[Mapping[str, Words]] = {
    "no_machine": gettext_lazy(
        "No machine has come to this seat yet. Start the candidate program there, then check it again."
    ),
    "machine.never_called": gettext_lazy("The candidate program on this machine has never called in."),
    "machine.offline": gettext_lazy(
        "The machine is offline. Look at its network and its candidate program, then check it again."
    ),
    "silent": gettext_lazy(
        "No answer for 20 seconds. Look at the cable and the candidate program, then check it again."
    ),
    "stuck": gettext_lazy("The machine stopped answering during the check. Look at it, then check it again."),
    "stopped": gettext_lazy("The check was stopped before this seat was done."),
}
NO_ANSWER: Final = frozenset({"no_machine", "machine.never_called", "machine.offline", "silent"})


def titles() -> list[str]:
    return [str(TITLES[step]) for step in STEPS]


# --- what was measured
def cell(step: Step, measured: Measured) -> str:
    """Short enough for a column."""
    if measured.get("fault"):
        return _("timeout") if measured["fault"] == "timeout" else pgettext("check", "not measured")
    return CELLS[step](measured) or pgettext("check", "unknown")


def _system(found: Measured) -> str:
    return f"{found.get('name') or ''} {found.get('version') or ''}".strip()


def _cpu(found: Measured) -> str:
    cores, mhz = found.get("cores"), found.get("mhz")
    if not isinstance(cores, int):
        return ""
    clock = f" {mhz / 1000:.1f}" if isinstance(mhz, int) else ""
    return _("%(cores)d cores") % {"cores": cores} + clock


def _gigabytes(name: str) -> Callable[[Measured], str]:
    return lambda found: f"{found[name] / 1000:.3g} GB" if isinstance(found.get(name), int) else ""  # type: ignore[operator]  # asked just before


def _disk(found: Measured) -> str:
    """Room and speed; the page has one column for both."""
    speed = found.get("write_mb_s")
    return _gigabytes("free_mb")(found) + (f" · {speed} MB/s" if isinstance(speed, int) else "")


def _screen(found: Measured) -> str:
    return f"{found['width']}×{found['height']}" if found.get("width") and found.get("height") else ""


def _browser(found: Measured) -> str:
    return f"{found.get('name') or ''} {str(found.get('version') or '').split('.')[0]}".strip()


def _clock(found: Measured) -> str:
    error = found.get("error_ms")
    return _("%(seconds)s s") % {"seconds": f"{error / 1000:+.2f}"} if isinstance(error, int) else ""


def _trip(found: Measured) -> str:
    trip = found.get("us")
    return _("%(ms)s ms") % {"ms": f"{trip / 1000:.3g}"} if isinstance(trip, int) else ""


def _throughput(found: Measured) -> str:
    rate = found.get("kbit_s")
    if not isinstance(rate, int):
        return ""
    return f"{rate / 1000:.0f} Mb/s" if rate >= 100_000 else f"{rate / 1000:.3g} Mb/s"


def _software(found: Measured) -> str:
    return f"{found.get('count')} / {found.get('wanted')}"


def _forbidden(found: Measured) -> str:
    return str(found.get("running") or found.get("count") or 0)


def _firewall(found: Measured) -> str:
    return {"on": pgettext("firewall", "on"), "off": pgettext("firewall", "off")}.get(str(found.get("state")), "")


def _sleep(found: Measured) -> str:
    minutes = found.get("minutes")
    if not isinstance(minutes, int):
        return ""
    return _("%(minutes)d min") % {"minutes": minutes} if minutes else pgettext("sleep", "never")


def _restore(found: Measured) -> str:
    if found.get("lost"):
        return pgettext("marker", "lost")
    return pgettext("marker", "kept") if found.get("survived") else pgettext("marker", "restart first")


def _input(found: Measured) -> str:
    return str(found.get("names") or "")


def _isolation(found: Measured) -> str:
    isolated = found.get("isolated")
    if isolated is None:
        return ""
    return pgettext("daemon", "own account") if isolated else pgettext("daemon", "not isolated")


CELLS: Final[Mapping[Step, Callable[[Measured], str]]] = {
    "system": _system, "cpu": _cpu, "memory": _gigabytes("mb"), "disk": _disk, "screen": _screen, "browser": _browser,
    "clock": _clock, "trip": _trip, "throughput": _throughput, "software": _software, "forbidden": _forbidden,
    "firewall": _firewall, "sleep": _sleep, "restore": _restore, "input": _input, "isolation": _isolation,
}  # fmt: skip


# --- why it is no pass
_WHY: Final[Mapping[str, Words]] = {
    "below": gettext_lazy("%(item)s: found %(found)s, at least %(wanted)s is needed."),
    "above": gettext_lazy("%(item)s: found %(found)s, at most %(wanted)s is allowed."),
    "other_system": gettext_lazy("Operating system: found %(found)s, needed %(wanted)s."),
    "missing": gettext_lazy("Missing: %(names)s. The school installs it; the exam is not held up."),
    "running": gettext_lazy("Running now: %(names)s. Close it, then check again."),
    "sleeps": gettext_lazy("The machine sleeps after %(minutes)d minutes. Switch that off for the exam."),
    "marker_lost": gettext_lazy("The restore card wipes the data folder. Move it to a partition that is not restored: answers would be lost."),
    "restart_first": gettext_lazy("Whether a restore card wipes the data folder shows after a restart: restart the machine, then check again."),
    "not_isolated": gettext_lazy("The candidate program runs in the candidate's own account (not isolated)."),
    "timeout": gettext_lazy("%(title)s: not measured within 20 seconds."),
    "failed": gettext_lazy("%(title)s: could not be measured; agent.log on the machine says why."),
}  # fmt: skip


def why(step: Step, code: str, values: Mapping[str, Any]) -> str:
    """One sentence; empty where nothing has to be said."""
    told = _WHY.get(code)
    named = {"title": TITLES[step], "item": item(str(values.get("item", "")))}
    return str(told) % {**values, **named} if told else ""


def item(name: str) -> str:
    """An item of the requirements, as the plan names it, in the reader's language."""
    return str(ITEMS.get(name, name))


def more(step: Step, measured: Measured) -> str:
    """What stands behind the short words, where there is more to say."""
    return str(measured.get("version") or measured.get("names") or measured.get("missing") or "")


def fault(code: str) -> str:
    return str(FAULTS.get(code, ""))


# --- what is asked for
def needs(wanted: Requirements) -> list[tuple[str, str]]:
    """The requirements as rows: what, and how much of it."""
    rows = [(item(each.item), _amount(each.item, each.minimum)) for each in wanted.machine]
    rows.append((_("Required software"), _names(wanted.software)))
    rows.append((_("Forbidden processes"), _names(wanted.forbidden)))
    return rows


def _amount(item: str, minimum: float | str) -> str:
    told = f"{minimum:g}" if isinstance(minimum, int | float) else str(minimum)
    return told if is_measurable(item) else _("%(amount)s (not measured)") % {"amount": told}


def _names(programs: Any) -> str:
    return "、".join(program.name for program in programs) or pgettext("programs", "none")
