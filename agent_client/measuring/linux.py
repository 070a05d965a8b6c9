"""Linux: what the kernel's files, systemd and the installed packages tell."""

import os
import platform
import re
import shutil
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import psutil

from agent_client.measuring.platforms import Browser, Screen, System, said_by

Ask = Callable[..., str]
BROWSERS: Final = ("chromium", "google-chrome", "google-chrome-stable", "microsoft-edge", "firefox-esr", "firefox")
FIREWALLS: Final = ("ufw", "firewalld", "nftables")
FIRST_PERSON: Final = 1000  # below are accounts of the system, and in this range those that systemd makes for a service
DYNAMIC: Final = range(61184, 65520)


class Linux:
    """`root` is where the system's files lie, `ask` runs a program; tests give others."""

    def __init__(self, root: Path = Path("/"), ask: Ask = said_by) -> None:
        self._root = root
        self._ask = ask

    def system(self) -> System:
        told = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', _read(self._root / "etc/os-release"), re.MULTILINE))
        bits = 64 if platform.machine().endswith("64") else 32
        return System(told.get("ID", "linux").capitalize(), told.get("VERSION_ID", ""), bits)

    def screen(self) -> Screen | None:
        """The first mode of a connected output is the one that the screen prefers; no desktop has to be asked for it."""
        for output in sorted(self._root.glob("sys/class/drm/*/status")):
            mode = re.match(r"(\d+)x(\d+)", _read(output.with_name("modes")))
            if _read(output) == "connected" and mode:
                return Screen(int(mode[1]), int(mode[2]))
        size = re.match(r"(\d+),(\d+)", _read(self._root / "sys/class/graphics/fb0/virtual_size"))
        return Screen(int(size[1]), int(size[2])) if size else None

    def browser(self) -> Browser | None:
        for name in BROWSERS:
            path = shutil.which(name)
            found = _browser_at(path, os.stat(path).st_mtime_ns, self._ask) if path else None
            if found:
                return found
        return None

    def has_program(self, executables: Sequence[str]) -> bool:
        return any(shutil.which(name) for name in executables)

    def firewall(self) -> str:
        told = self._ask("systemctl", "is-active", *FIREWALLS).split()
        if len(told) != len(FIREWALLS):
            return "unknown"
        return "on" if "active" in told else "off"

    def sleep_minutes(self) -> int | None:
        """Never, where sleeping is masked. Else it depends on the desktop of whoever is logged in, which is not ours to ask."""
        return 0 if self._ask("systemctl", "is-enabled", "suspend.target") == "masked" else None

    def input_methods(self) -> list[str]:
        fcitx = self._root.glob("usr/share/fcitx5/inputmethod/*.conf")
        ibus = self._root.glob("usr/share/ibus/component/*.xml")
        return sorted({path.stem for path in (*fcitx, *ibus)})

    def is_isolated(self) -> bool | None:
        uid = os.getuid()
        at_the_desk = {each.name for each in psutil.users()}
        return (uid < FIRST_PERSON or uid in DYNAMIC) and _name_of(uid) not in at_the_desk


@lru_cache(maxsize=16)
def _browser_at(path: str, changed_ns: int, ask: Ask) -> Browser | None:
    """Asked once for each version of the file: it starts half a browser."""
    found = re.search(r"(Chromium|Google Chrome|Microsoft Edge|Mozilla Firefox)\D*(\d[\d.]*)", ask(path, "--version"))
    return Browser(found[1], found[2]) if found else None


def _name_of(uid: int) -> str:
    try:
        return psutil.Process().username()
    except (KeyError, psutil.Error):  # an account without a name
        return str(uid)


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip()
    except OSError:  # not there, or for the administrator only
        return ""
