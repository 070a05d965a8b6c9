"""本机检测: the proctor's own machine beside what the manual asks of it in 2.1 (B8)."""

import platform
import re
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final, Literal

import psutil
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rooms.models import CentreLink, Room

CORES, GHZ, MEMORY_GB, DISK_GB, NET_MBIT, USB_PORTS = 4, 2.0, 4, 50, 1000, 2
OLDEST_WINDOWS, OLDEST_DEBIAN = 7, 12
SUBNET_BITS: Final = 24
USB: Final = Path("/sys/bus/usb/devices")
OS_RELEASE: Final = Path("/etc/os-release")
Verdict = Literal["pass", "fail", "warn", "unknown"]


@dataclass(frozen=True)
class Line:
    title: str
    wanted: str
    found: str
    verdict: Verdict


def own_machine(room: Room, now: datetime) -> list[Line]:
    """Each line of the manual's table that a program can look at; what cannot be told is unknown."""
    return [_cpu(), _clock_rate(), _memory(), _disk(room), *_network(room), _system(), _usb(), *_centre(room, now)]


def _line(title: str, wanted: str, found: str | None, *, enough: bool) -> Line:
    verdict: Verdict = "unknown" if found is None else "pass" if enough else "fail"
    return Line(title, wanted, found or pgettext("check", "unknown"), verdict)


def _cpu() -> Line:
    cores = psutil.cpu_count()
    return _line(_("CPU cores"), f"≥ {CORES}", str(cores) if cores else None, enough=(cores or 0) >= CORES)


def _clock_rate() -> Line:
    try:
        told = psutil.cpu_freq()
    except (OSError, NotImplementedError):  # not told on this machine
        told = None
    ghz = round((told.max or told.current) / 1000, 1) if told else 0
    return _line(_("CPU clock"), f"≥ {GHZ:g} GHz", f"{ghz:.1f} GHz" if ghz else None, enough=ghz >= GHZ)


def _memory() -> Line:
    total = psutil.virtual_memory().total / 1e9
    return _line(_("Memory"), f"≥ {MEMORY_GB} GB", f"{total:.1f} GB", enough=total >= MEMORY_GB)


def _disk(room: Room) -> Line:
    folder = Path(room.storage_path or settings.DATA_DIR)
    try:
        free = shutil.disk_usage(folder).free / 1e9
    except OSError:  # the folder was taken away; 封场检测 says so too
        return _line(_("Free disk"), f"≥ {DISK_GB} GB", _("%(folder)s is not there") % {"folder": folder}, enough=False)
    return _line(_("Free disk"), f"≥ {DISK_GB} GB", f"{free:.0f} GB", enough=free >= DISK_GB)


# --- the network
def _network(room: Room) -> Iterator[Line]:
    card = _card_with(room.proctor_ip)
    yield _line(
        _("Proctor machine IP"), _("one of this machine"), room.proctor_ip if card else _("not of this machine"),
        enough=bool(card),
    )  # fmt: skip
    stats = psutil.net_if_stats().get(card) if card else None
    speed, full = (stats.speed, stats.duplex == psutil.NIC_DUPLEX_FULL) if stats else (0, False)
    told = f"{speed} Mb/s" + (_(", full duplex") if full else "")
    yield _line(
        _("Network card"), _("1000 Mb/s, full duplex"), told if speed else None, enough=speed >= NET_MBIT and full
    )
    yield _in_one_network(room)


def _card_with(address: str | None) -> str | None:
    for name, addresses in psutil.net_if_addrs().items():
        if any(each.family == socket.AF_INET and each.address == address for each in addresses):
            return name
    return None


def _in_one_network(room: Room) -> Line:
    """Seats whose address is in another network than the proctor's machine."""
    title, wanted = _("Same network as the seats"), _("all seats")
    if not room.proctor_ip:
        return _line(title, wanted, None, enough=False)
    network = ip_network(f"{room.proctor_ip}/{SUBNET_BITS}", strict=False)
    others = [seat.shown for seat in room.seats.order_by("number") if ip_address(seat.ip) not in network]
    return _line(
        title,
        wanted,
        _("all but %(seats)s") % {"seats": "、".join(others[:5])} if others else wanted,
        enough=not others,
    )


# --- the rest
def _system() -> Line:
    wanted = f"Windows {OLDEST_WINDOWS} / Debian {OLDEST_DEBIAN}, 64 bit"
    name, version = _named_system()
    number = re.match(r"\d+", version)
    oldest = {"Windows": OLDEST_WINDOWS, "Debian": OLDEST_DEBIAN}.get(name)
    enough = bool(number and oldest and int(number[0]) >= oldest and platform.machine().endswith("64"))
    found = f"{name} {version}".strip() or None
    return _line(_("Operating system"), wanted, found, enough=enough)


def _named_system() -> tuple[str, str]:
    if platform.system() == "Windows":
        return "Windows", platform.release()
    told = dict(
        re.findall(r'^(\w+)="?([^"\n]*)"?$', OS_RELEASE.read_text() if OS_RELEASE.exists() else "", re.MULTILINE)
    )
    return told.get("ID", platform.system()).capitalize(), told.get("VERSION_ID", "")


def _usb() -> Line:
    """Ports of the root hubs, where the kernel tells them."""
    ports = sum(int(each.read_text()) for each in USB.glob("usb*/maxchild")) if USB.is_dir() else 0
    return _line(_("USB ports"), f"≥ {USB_PORTS}", str(ports) if ports else None, enough=ports >= USB_PORTS)


def _centre(room: Room, now: datetime) -> Iterator[Line]:
    """The manual: the proctor's machine must reach the centre's. In 单机 mode nobody is to be reached."""
    if room.mode != Room.Mode.CENTRE:
        return
    link = CentreLink.objects.filter(room=room).first()
    answers = link is not None and link.answers(now)
    yield _line(_("Test centre"), _("answers"), _("answers") if answers else _("does not answer"), enough=answers)
