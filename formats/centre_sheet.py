"""The 考点信息表 of a test centre: an HTML page with one table a room (B4)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import BinaryIO, Final

from formats.refused import N_, Fault
from formats.spreadsheets.addresses import fault_of
from formats.spreadsheets.cells import half_width, one_line
from formats.spreadsheets.delimited import decode
from formats.spreadsheets.faults import refuse
from formats.spreadsheets.workbooks import content_of, is_html

CENTRE_CODE: Final = "考点代码"
ADDRESS: Final = "考点机IP"
ROOM_CODE: Final = "考场代码"
REGISTRATION_CODE: Final = "考场注册码"
COUNTS: Final = "考场人数"
TICKETS: Final = "准考证范围"
PUBLISHED: Final = "考试数据包发布时间"
NOTE: Final = "备注"

MOST_CHARACTERS: Final = 1_000_000
EXPORTED: Final = re.compile(r"考点信息导出时间[：:]\s*([0-9:\- ]+)")
COUNT: Final = re.compile(r"\[(\d)\]([^：:\[]*)[：:]\s*(\d+)(?=\s|$)")
TICKET_RANGE: Final = re.compile(r"\[(\d)\]([^：:\[]*)[：:]\s*(\d{18})-(\d{18})(?=\s|$)")
NOT_SHOWN: Final = {"script", "style", "template", "noscript"}


@dataclass(frozen=True, kw_only=True)
class SessionOfRoom:
    """One session of a room: how many candidates, and the first and last ticket number; "" if not told."""

    number: int
    name: str
    candidates: int
    first_ticket: str = ""
    last_ticket: str = ""


@dataclass(frozen=True, kw_only=True)
class RoomEntry:
    """What the sheet says about one room. With a fault, only what is not at fault may be taken over.

    `code` is the full code, `address` host or host:port of the centre's machine.
    """

    code: str
    centre_code: str
    address: str
    registration_code: str
    sessions: tuple[SessionOfRoom, ...] = ()
    published_at: str = ""
    note: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether a room can be registered with it."""
        return not self.faults


@dataclass(frozen=True)
class CentreSheet:
    """The rooms of a sheet in its order; `exported_at` as it stands there."""

    rooms: tuple[RoomEntry, ...]
    exported_at: str = ""

    @property
    def faults(self) -> list[Fault]:
        return [fault for room in self.rooms for fault in room.faults]


def read(stream: BinaryIO) -> CentreSheet:
    """The rooms of an information sheet, with the faults of each.

    The encoding is what the bytes are, whatever the page declares; scripts are
    passed over. Raises `FileRefused` for anything that is no such sheet.
    """
    text = decode(content_of(stream))
    if not is_html(text) or len(text) > MOST_CHARACTERS:
        raise refuse("centre_sheet.not_html", N_("This is no information sheet of a test centre (考点信息表)."))
    page = _Page()
    page.feed(text)
    page.close()
    rooms = tuple(_room(pairs) for pairs in map(_pairs, page.tables) if ROOM_CODE in pairs)
    if not rooms:
        raise refuse("centre_sheet.no_rooms", N_("There is no room in this sheet. Export 考点信息表 anew."))
    exported = EXPORTED.search(page.text)
    return CentreSheet(rooms, exported[1].strip() if exported else "")


class _Page(HTMLParser):
    """Text of the page's tables, row by row and cell by cell; nothing else of it is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.text = ""
        self._hidden = 0
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in NOT_SHOWN:
            self._hidden += 1
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        self._in_cell = self._in_cell or tag in {"td", "th"}
        if tag in {"td", "th"} and self.tables and self.tables[-1]:
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in NOT_SHOWN:
            self._hidden = max(0, self._hidden - 1)
        self._in_cell = self._in_cell and tag not in {"td", "th", "table"}

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if not self._in_cell:
            self.text += data
        elif self.tables and self.tables[-1] and self.tables[-1][-1]:
            self.tables[-1][-1][-1] += data


def _pairs(table: Sequence[Sequence[str]]) -> dict[str, str]:
    """Heading and value, which stand side by side."""
    cells = [one_line(cell) for row in table for cell in row]
    return dict(zip(cells[::2], cells[1::2], strict=False))


def _room(pairs: Mapping[str, str]) -> RoomEntry:
    code = half_width(pairs[ROOM_CODE])
    centre_code = half_width(pairs.get(CENTRE_CODE, ""))
    address = half_width(pairs.get(ADDRESS, ""))
    registration_code = half_width(pairs.get(REGISTRATION_CODE, ""))
    return RoomEntry(
        code=code,
        centre_code=centre_code,
        address=address,
        registration_code=registration_code,
        sessions=_sessions(pairs.get(COUNTS, ""), pairs.get(TICKETS, "")),
        published_at=pairs.get(PUBLISHED, ""),
        note=pairs.get(NOTE, ""),
        faults=(*_code_faults(code, centre_code), *_faults(code, address, registration_code)),
    )


def _sessions(counts: str, tickets: str) -> tuple[SessionOfRoom, ...]:
    ranges = {match[1]: (match[3], match[4]) for match in TICKET_RANGE.finditer(tickets)}
    sessions = []
    for number, name, candidates in COUNT.findall(half_width(counts)):
        first, last = ranges.get(number, ("", ""))
        session = SessionOfRoom(
            number=int(number), name=name.strip(), candidates=int(candidates), first_ticket=first, last_ticket=last
        )
        sessions.append(session)
    return tuple(sessions)


def _code_faults(code: str, centre_code: str) -> list[Fault]:
    if not re.fullmatch("[0-9]{7}", centre_code):
        return [
            _fault("centre_code", N_("Room %(room)s: the centre code is missing or no 7 digits."), CENTRE_CODE, code)
        ]
    if not re.fullmatch("[0-9]{10}", code):
        return [_fault("room_code", N_("Room %(room)s: the room code is no 10 digits."), ROOM_CODE, code)]
    if not code.startswith(centre_code):
        told = N_("Room %(room)s: the room code does not begin with the centre code %(centre)s.")
        return [_fault("other_centre", told, ROOM_CODE, code, centre=centre_code)]
    return []


def _faults(code: str, address: str, registration_code: str) -> list[Fault]:
    faults = []
    if not registration_code:
        told = N_("Room %(room)s: the registration code is missing. Ask the test centre for it.")
        faults.append(_fault("no_registration_code", told, REGISTRATION_CODE, code))
    if fault_of(re.sub(r":\d{1,5}$", "", address)):
        told = N_("Room %(room)s: “%(address)s” is no address of the test centre's machine.")
        faults.append(_fault("address", told, ADDRESS, code, address=address))
    return faults


def _fault(code: str, told: str, column: str, room: str, **values: str) -> Fault:
    return Fault(code=f"centre_sheet.{code}", text=told, values={"room": room, **values}, column=column)
