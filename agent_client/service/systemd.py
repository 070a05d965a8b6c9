"""Debian: a unit with an account of its own, and a unit and an autostart entry for the candidate's session."""

import shlex
from pathlib import PurePosixPath
from typing import Final

from agent_client.service.plan import KIOSK, NAME, File, Plan, Wanted, config, policy_text

DATA: Final = f"/var/lib/{NAME}"
RUN: Final = f"/run/{NAME}"
GO: Final = f"{RUN}/uninstall"  # the daemon asks for its removal by making this file
POLICIES: Final = (
    "/etc/chromium/policies/managed",
    "/etc/opt/chrome/policies/managed",
    "/etc/opt/edge/policies/managed",
)
IMPORTED: Final = "DISPLAY WAYLAND_DISPLAY XAUTHORITY XDG_CURRENT_DESKTOP XDG_SESSION_TYPE"

SERVICE: Final = """\
[Unit]
Description=监考 Jiankao: candidate machine
After=network.target
StartLimitIntervalSec=0

[Service]
Type=exec
User={name}
Group={name}
UMask=0077
{workdir}StateDirectory={name}
StateDirectoryMode=0711
RuntimeDirectory={name}
RuntimeDirectoryMode=0750
ExecStart={program} --data {data} --kiosk {run}
Restart=always
RestartSec=1
SuccessExitStatus=75
RestartPreventExitStatus=75
OOMScoreAdjust=-500
# Files of the candidate's own programs are read, moved and removed whatever their mode, and packages go to any stick;
# written is nowhere but in the places below.
AmbientCapabilities=CAP_DAC_OVERRIDE
CapabilityBoundingSet=CAP_DAC_OVERRIDE
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=/run/lock -/media -/mnt
ProtectHome=yes
InaccessiblePaths=-/etc/shadow -/etc/gshadow -/etc/ssh
PrivateTmp=yes
ProtectControlGroups=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictSUIDSGID=yes
LockPersonality=yes

[Install]
WantedBy=multi-user.target
"""

ON_REQUEST: Final = """\
[Unit]
Description=监考 Jiankao: the proctor has asked for the removal of the candidate machine's program

[Path]
PathExists={go}

[Install]
WantedBy=multi-user.target
"""

REMOVAL: Final = """\
[Unit]
Description=监考 Jiankao: removal of the candidate machine's program

[Service]
Type=oneshot
{workdir}ExecStartPre=/bin/sleep 5
ExecStart={program} uninstall --keep-data
"""

SESSION: Final = """\
[Unit]
Description=监考 Jiankao: the candidate's page, full screen
{condition}StartLimitIntervalSec=0

[Service]
{workdir}ExecStart={program} kiosk --folder {run}
Restart=always
RestartSec=1
"""

AUTOSTART: Final = """\
[Desktop Entry]
Type=Application
Name=监考 Jiankao
Comment=Starts the candidate's page with the desktop
Exec=/bin/sh -c "systemctl --user import-environment {imported}; exec systemctl --user restart {kiosk}.service"
NoDisplay=true
X-GNOME-Autostart-enabled=true
"""

POWER: Final = """\
polkit.addRule(function (action, subject) {{
  if (/^org\\.freedesktop\\.login1\\.(reboot|power-off)/.test(action.id) && subject.user == "{name}") return polkit.Result.YES;
}});
"""


def plan(wanted: Wanted) -> Plan:
    """Everything for `wanted`; the order of the programs is the order in which one needs the other."""
    return Plan(
        files=(*_files(wanted), *_policies(wanted), *_power(wanted)),
        after=(
            ("systemd-sysusers", f"/etc/sysusers.d/{NAME}.conf"),
            ("systemctl", "daemon-reload"),
            ("systemctl", "enable", "--now", f"{NAME}-uninstall.path"),
            ("systemctl", "enable", f"{NAME}.service"),
            ("systemctl", "restart", f"{NAME}.service"),
        ),
        before_removal=(
            ("systemctl", "disable", f"{NAME}.service", f"{NAME}-uninstall.path"),
            ("systemctl", "stop", f"{NAME}-uninstall.path", f"{NAME}.service"),
        ),
        after_removal=(("systemctl", "daemon-reload"),),
    )


def _files(wanted: Wanted) -> list[File]:
    values = {
        "name": NAME, "data": DATA, "run": RUN, "go": GO, "kiosk": KIOSK, "imported": IMPORTED,
        "program": shlex.join(wanted.program),
        "workdir": f"WorkingDirectory={wanted.workdir}\n" if wanted.workdir else "",
        "condition": f"ConditionUser={wanted.candidate}\n" if wanted.candidate else "",
    }  # fmt: skip
    units = PurePosixPath("/etc/systemd/system")
    return [
        _file(f"/etc/sysusers.d/{NAME}.conf", _accounts(wanted.candidate)),
        _file(f"{units}/{NAME}.service", SERVICE.format(**values)),
        _file(f"{units}/{NAME}-uninstall.path", ON_REQUEST.format(**values)),
        _file(f"{units}/{NAME}-uninstall.service", REMOVAL.format(**values)),
        _file(f"/etc/systemd/user/{KIOSK}.service", SESSION.format(**values)),
        _file(f"/etc/xdg/autostart/{KIOSK}.desktop", AUTOSTART.format(**values)),
        config(wanted, PurePosixPath(DATA), uninstall=["/usr/bin/touch", GO]),
    ]


def _accounts(candidate: str) -> str:
    """The candidate's account reads the daemon's address as a member of its group, and nothing else of it."""
    lines = [f'u {NAME} - "监考 Jiankao" {DATA}']
    return "\n".join([*lines, *([f"m {candidate} {NAME}"] if candidate else [])]) + "\n"


def _policies(wanted: Wanted) -> list[File]:
    return [_file(f"{folder}/{NAME}.json", policy_text()) for folder in POLICIES] if wanted.lock_browser else []


def _power(wanted: Wanted) -> list[File]:
    path = f"/etc/polkit-1/rules.d/50-{NAME}.rules"
    return [_file(path, POWER.format(name=NAME))] if wanted.allow_power else []


def _file(path: str, text: str) -> File:
    return File(PurePosixPath(path), text)
