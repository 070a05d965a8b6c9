"""考点信息表 on the page: what it says of each room, to be chosen from (B4)."""

from typing import Any

from django.utils.translation import gettext

from formats.centre_sheet import RoomEntry
from formats.refused import N_, Fault, FileRefused
from formats.spreadsheets import Kind
from proctor_site.importing.reading import Brought, read_files
from proctor_site.importing.readings import Context, FileRead
from proctor_site.parameters.forms import DEFAULT_PORT


def read_sheet(brought: Brought) -> list[RoomEntry]:
    """The rooms of a sheet, read by a process of its own. Raises `Refused` for anything that is no such sheet."""
    [file] = read_files([brought], Context())
    if file.kind != Kind.INFORMATION_SHEET or not file.rooms:
        raise FileRefused(_why(file))
    return list(file.rooms)


def told(entry: RoomEntry) -> dict[str, Any]:
    """One room as the page shows it; with faults it cannot be chosen."""
    host, port = _split(entry.address)
    return {
        "code": entry.code,
        "host": host,
        "port": port,
        "registration_code": entry.registration_code,
        "sessions": [f"{each.name} {each.candidates}" for each in entry.sessions],
        "published_at": entry.published_at,
        "note": entry.note,
        "faults": [gettext(fault.text) % fault.values for fault in entry.faults],
    }


def _why(file: FileRead) -> list[Fault]:
    if file.kind in (Kind.INFORMATION_SHEET, Kind.UNKNOWN) and file.faults:
        return list(file.faults)
    return [Fault(code="centre_sheet.other", text=N_("This is no information sheet of a test centre (考点信息表)."))]


def _split(address: str) -> tuple[str, int]:
    host, _colon, port = address.partition(":")
    return host, int(port) if port.isdecimal() else DEFAULT_PORT
