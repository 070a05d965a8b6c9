"""What is to be installed on a machine: files with their contents, and the system's programs to run. No I/O."""

import json
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final

from agent_client.options import CONFIG_FILE

NAME: Final = "jiankao-agent"
KIOSK: Final = "jiankao-kiosk"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """`program` begins a command line and `workdir` is where it has to run; `candidate` is the account at the screen.

    `settings` go into `config.json`. With `lock_browser` the browsers of this machine get policies that hold for everybody.
    """

    program: tuple[str, ...]
    workdir: str = ""
    candidate: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    allow_power: bool = False
    lock_browser: bool = False


@dataclass(frozen=True)
class File:
    """`keeps` names one that is the school's own: an installation adds to it, and a removal leaves it."""

    path: PurePath
    text: str
    mode: int = 0o644
    keeps: bool = False


@dataclass(frozen=True)
class Plan:
    """`after` is run once the files lie there; `before_removal` and `after_removal` around their removal. Each names what it is for."""

    files: tuple[File, ...]
    after: tuple[tuple[str, ...], ...] = ()
    before_removal: tuple[tuple[str, ...], ...] = ()
    after_removal: tuple[tuple[str, ...], ...] = ()


def config(wanted: Wanted, data: PurePath, **more: Any) -> File:
    """The data folder's `config.json` for this installation, with `more` that only its kind knows."""
    settings = {**wanted.settings, **more}
    if wanted.candidate:
        settings["candidate"] = wanted.candidate
    if wanted.allow_power:
        settings["allow_power"] = True
    return File(data / CONFIG_FILE, json.dumps(settings, ensure_ascii=False, indent=1) + "\n", keeps=True)


POLICY: Final[dict[str, Any]] = {
    "URLBlocklist": ["*"],
    "URLAllowlist": ["http://127.0.0.1"],
    "DeveloperToolsAvailability": 2,
    "BackgroundModeEnabled": False,
    "BrowserSignin": 0,
    "DownloadRestrictions": 3,
    "ExtensionInstallBlocklist": ["*"],
    "MetricsReportingEnabled": False,
    "PasswordManagerEnabled": False,
    "SyncDisabled": True,
    "TaskManagerEndProcessEnabled": False,
    "TranslateEnabled": False,
}


def policy_text() -> str:
    return json.dumps(POLICY, indent=1) + "\n"
