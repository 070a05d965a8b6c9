"""Seat lists (B5)."""

from collections.abc import Sequence
from typing import BinaryIO, Final

from formats.refused import N_
from formats.spreadsheets.addresses import COLUMN as IP
from formats.spreadsheets.addresses import check_network, fault_of, typed_address
from formats.spreadsheets.faults import Faults, Place, Sheet
from formats.spreadsheets.records import Record
from formats.spreadsheets.rows import SeatRow, repeats
from formats.spreadsheets.tables import Layout, read_list

NUMBER: Final = "机位号"
HOSTNAME: Final = "计算机名"
NOTE: Final = "备注"
LAYOUT: Final = Layout(required=(NUMBER, IP), optional=(HOSTNAME, NOTE), titles=("机位",))
HEADERS: Final = (NUMBER, IP, HOSTNAME, NOTE)

LAST_SEAT: Final = 999
MOST_HOSTNAME: Final = 63


def seats(stream: BinaryIO, name: str, *, proctor_ip: str | None = None) -> Sheet[SeatRow]:
    """The seats of a list, with every fault of it; see `check_network` for `proctor_ip`."""
    faults = Faults()
    table = read_list(stream, name, LAYOUT, faults, most=LAST_SEAT)
    rows = [row for record in table.records if (row := _seat(record))]
    _check_numbers(rows, table.title, faults)
    _check_repeated_addresses(rows, table.title, faults)
    _check_hostnames(rows, table.title, faults)
    faults.extend(check_network(rows, proctor_ip=proctor_ip, sheet=table.title))
    return Sheet(rows, faults.told())


def _seat(record: Record) -> SeatRow | None:
    number = record.whole(NUMBER, least=1, most=LAST_SEAT)
    ip = _address(record)
    hostname = record.text(HOSTNAME, most=MOST_HOSTNAME)
    note = record.text(NOTE)
    if number is None or ip is None or hostname is None or note is None:
        return None
    return SeatRow(row=record.row, number=number, ip=ip, hostname=hostname, note=note)


def _address(record: Record) -> str | None:
    typed = record.text(IP)
    if typed is None:
        return None
    ip = typed_address(typed)
    if fault := fault_of(ip):
        code, told = fault
        record.fault(IP, code, told, ip=ip)
        return None
    return ip


def _check_numbers(rows: Sequence[SeatRow], sheet: str | None, faults: Faults) -> None:
    for row, first in repeats(rows, lambda row: row.number):
        told = N_("Seat number %(number)s is the same as in row %(first)d.")
        place = Place(sheet, row.row, NUMBER)
        faults.error(place, "seats.duplicate_number", told, number=f"{row.number:03d}", first=first.row)


def _check_repeated_addresses(rows: Sequence[SeatRow], sheet: str | None, faults: Faults) -> None:
    for row, first in repeats(rows, lambda row: row.ip):
        told = N_("IP address %(ip)s is the same as in row %(first)d.")
        faults.error(Place(sheet, row.row, IP), "seats.duplicate_ip", told, ip=row.ip, first=first.row)


def _check_hostnames(rows: Sequence[SeatRow], sheet: str | None, faults: Faults) -> None:
    named = [row for row in rows if row.hostname]
    for row, first in repeats(named, lambda row: row.hostname.casefold()):
        told = N_("Computer name %(name)s is the same as in row %(first)d; the seats are told apart by IP address.")
        place = Place(sheet, row.row, HOSTNAME)
        faults.warn(place, "seats.same_hostname", told, name=row.hostname, first=first.row)
