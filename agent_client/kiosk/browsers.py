"""Which browser there is for the full screen, and how it is started: closed to everything but the daemon's page."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from yarl import URL

ON_LINUX: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
)
ON_WINDOWS: Final = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
PROGRAM_FOLDERS: Final = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
QUIET: Final = (
    "--no-first-run",
    "--no-default-browser-check",
    "--no-service-autorun",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-notifications",
    "--disable-search-engine-choice-screen",
    "--disable-session-crashed-bubble",
    "--disable-sync",
    "--deny-permission-prompts",
    "--noerrdialogs",
    "--no-pings",
    "--password-store=basic",  # else a desktop may ask for the password of its key ring
    "--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication",
)


@dataclass(frozen=True)
class Browser:
    """`more` are flags that only this place needs, as a test without a screen does."""

    program: str
    more: tuple[str, ...] = ()

    def command(self, page: str, profile: Path) -> list[str]:
        """To show `page` full screen and nothing else, with what it remembers in `profile`.

        Whatever is not the page's own origin goes to a proxy, and the proxy is the daemon, which answers nobody but the page.
        Other ports of this machine are no exception.
        """
        origin = URL(page)
        door = f"{origin.host}:{origin.port}"
        edge = ("--edge-kiosk-type=fullscreen",) if "edge" in Path(self.program).name.lower() else ()
        closed = (
            f"--proxy-server=http://{door}",
            f"--proxy-bypass-list=<-loopback>;{door}",
            f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {origin.host}",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
            "--disable-quic",
        )
        return [
            self.program, f"--user-data-dir={profile}", "--kiosk", "--incognito", *edge, *QUIET, *closed, *self.more, page,
        ]  # fmt: skip


def find(
    chosen: str = "", *, more: Sequence[str] = (), which: Callable[[str], str | None] = shutil.which
) -> Browser | None:
    """The one that was chosen, else the first of Chromium, Chrome and Edge that is installed."""
    names = [chosen] if chosen else _known()
    found = next((path for path in map(which, names) if path), None)
    return Browser(found, tuple(more)) if found else None


def _known() -> list[str]:
    if sys.platform != "win32":
        return list(ON_LINUX)
    return [str(path) for path in windows_places()]


def windows_places(environment: Mapping[str, str] = os.environ) -> list[Path]:
    """Where installers put them, for all people of the machine or for one."""
    folders = [Path(environment[name]) for name in PROGRAM_FOLDERS if name in environment]
    return [folder / name for name in ON_WINDOWS for folder in folders]
