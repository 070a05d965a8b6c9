"""The marked fallback where no service can be installed: daemon and browser start with one person's desktop."""

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Final

from agent_client.service.plan import NAME, File, Plan, Wanted, config

ENTRY: Final = """\
[Desktop Entry]
Type=Application
Name=监考 Jiankao
Comment=Without a service: the candidate's account can reach the answers
Exec={command}
NoDisplay=true
"""
RUN_KEY: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"


def on_linux(wanted: Wanted, *, home: Path, data: Path) -> Plan:
    """An entry of the desktop's, for this person only."""
    inner = f"{shlex.join(_command(wanted, data))} >/dev/null 2>&1"
    go_there = f"cd {shlex.quote(wanted.workdir)} && " if wanted.workdir else ""
    command = f'/bin/sh -c "{go_there}exec {inner}"'
    entry = File(home / ".config" / "autostart" / f"{NAME}.desktop", ENTRY.format(command=command))
    return Plan(files=(entry, _config(wanted, data)))


def on_windows(wanted: Wanted, *, data: Path) -> Plan:
    """A value under Run, for this person only."""
    command = " ".join(f'"{part}"' for part in _command(wanted, data))
    return Plan(
        files=(_config(wanted, data),),
        after=(("reg", "add", RUN_KEY, "/v", NAME, "/t", "REG_SZ", "/d", command, "/f"),),
        before_removal=(("reg", "delete", RUN_KEY, "/v", NAME, "/f"),),
    )


def _config(wanted: Wanted, data: Path) -> File:
    """No other account works in the folder: the candidate's is this one."""
    return config(replace(wanted, candidate=""), data)


def _command(wanted: Wanted, data: Path) -> list[str]:
    return [*wanted.program, "--data", str(data), "--browser"]
