"""What only the operating system can tell; each answer may be unknown, and then says so."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

ASKED_WITHIN_S: Final = 8.0


@dataclass(frozen=True)
class System:
    """`bits` is the width of the system, 32 or 64."""

    name: str
    version: str
    bits: int


@dataclass(frozen=True)
class Screen:
    width: int
    height: int


@dataclass(frozen=True)
class Browser:
    name: str
    version: str


class Platform(Protocol):
    """Every question may take seconds, and is asked in a thread. None, "unknown" and "" mean: not to be had."""

    def system(self) -> System: ...

    def screen(self) -> Screen | None: ...

    def browser(self) -> Browser | None:
        """The one that the page would be opened in."""

    def has_program(self, executables: Sequence[str]) -> bool:
        """Whether a program with one of these names is installed."""

    def firewall(self) -> str:
        """ "on", "off" or "unknown"."""

    def sleep_minutes(self) -> int | None:
        """After how many minutes without a touch the machine sleeps; 0 for never."""

    def input_methods(self) -> list[str]: ...

    def is_isolated(self) -> bool | None:
        """Whether this process has an account of its own, which the candidate does not work in."""


def said_by(*command: str) -> str:
    """What a program prints; nothing when it is not there, fails to answer, or takes too long: that is unknown."""
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=ASKED_WITHIN_S, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip()


def this_platform() -> Platform:
    if sys.platform == "win32":
        from agent_client.measuring.windows import Windows  # its registry module is only there

        return Windows()
    from agent_client.measuring.linux import Linux  # as above, for symmetry: only one of the two is loaded

    return Linux()
