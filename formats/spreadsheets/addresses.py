"""IPv4 addresses of seats, and the network that they share (manual 2.1)."""

from collections import Counter
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from formats.refused import N_, Fault
from formats.spreadsheets.cells import half_width
from formats.spreadsheets.faults import Faults, Place
from formats.spreadsheets.rows import SeatRow

COLUMN: Final = "IP地址"
LOOPBACK: Final = IPv4Network("127.0.0.0/8")
THIS_HOST: Final = IPv4Network("0.0.0.0/8")
FIRST_RESERVED: Final = IPv4Address("240.0.0.0")
STOPS: Final = str.maketrans("。｡．", "...")


def typed_address(text: str) -> str:
    """An address as typed, in ASCII."""
    return half_width(text.translate(STOPS)).strip()


def fault_of(ip: str) -> tuple[str, str] | None:
    """Code and reason why `ip` can be no machine's address; None if it can."""
    if not ip:
        return "seats.ip_empty", N_("The IP address is empty.")
    if ":" in ip:
        return "seats.ip_port", N_("IP %(ip)s: give the address alone, without a port.")
    parts = ip.split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return "seats.ip_name", N_("“%(ip)s” is no IP address; give four numbers as in 192.168.0.15.")
    if len(parts) != 4:
        return _count_fault(len(parts))
    if any(len(part) > 1 and part.startswith("0") for part in parts):
        return "seats.ip_leading_zero", N_("IP %(ip)s: a number begins with 0; some systems would read it as octal.")
    if any(int(part) > 255 for part in parts):
        return "seats.ip_range", N_("IP %(ip)s: a number is larger than 255.")
    return _use_fault(IPv4Address(ip))


def check_network(rows: Sequence[SeatRow], *, proctor_ip: str | None = None, sheet: str | None = None) -> list[Fault]:
    """Addresses of another network than the proctor's machine (B5): each has to be confirmed.

    Without `proctor_ip` the file's most frequent network counts. A loopback address is
    an error, unless the proctor's own is one, as in a rehearsal on a single machine.
    """
    faults = Faults()
    home = _home(rows, proctor_ip)
    for row in rows:
        address = IPv4Address(row.ip)
        place = Place(sheet, row.row, COLUMN)
        if address in LOOPBACK and home != LOOPBACK:
            told = N_("IP %(ip)s is the loopback address of a machine to itself.")
            faults.error(place, "seats.ip_loopback", told, ip=row.ip)
        elif home and address not in home:
            told = N_("IP %(ip)s is not in the network %(network)s of the room. Correct it, or confirm it.")
            faults.confirm(place, "seats.other_network", told, ip=row.ip, network=str(home))
    return faults.told()


def _count_fault(parts: int) -> tuple[str, str]:
    if parts < 4:
        return "seats.ip_short", N_("IP %(ip)s: parts are missing; give four numbers.")
    return "seats.ip_long", N_("IP %(ip)s has too many parts; give four numbers.")


def _use_fault(address: IPv4Address) -> tuple[str, str] | None:
    if address in THIS_HOST:
        return "seats.ip_unspecified", N_("IP %(ip)s means no machine.")
    if address.is_multicast:
        return "seats.ip_multicast", N_("IP %(ip)s is a multicast address, not that of one machine.")
    if address >= FIRST_RESERVED:
        return "seats.ip_reserved", N_("IP %(ip)s is a reserved or broadcast address.")
    return None


def _home(rows: Sequence[SeatRow], proctor_ip: str | None) -> IPv4Network | None:
    if proctor_ip is not None:
        return _network(IPv4Address(proctor_ip))
    networks = Counter(network for row in rows if (network := _network(IPv4Address(row.ip))) != LOOPBACK)
    return networks.most_common(1)[0][0] if networks else None


def _network(address: IPv4Address) -> IPv4Network:
    """Its /24; all of 127.0.0.0/8 is one."""
    return LOOPBACK if address in LOOPBACK else IPv4Network((address, 24), strict=False)
