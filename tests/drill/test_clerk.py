"""The drill reads at the test centre which codes were computed and used, and says where they differ (E23, T1)."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drill.clerk import Clerk, Codes
from drill.day_files import DayFiles
from drill.faults import Broken
from drill.programs import Centre
from drill.web import Browser, said_on

ROOM = "1999999001"
HEAD = "<tr><th>计算时间</th><th>考场</th></tr>"


class Pages(Browser):
    """A browser that holds its pages already."""

    def __init__(self, **pages: str) -> None:
        self._pages = pages

    async def page(self, path: str) -> str:
        return self._pages[path.strip("/")]


def clerk(**pages: str) -> Clerk:
    nowhere = Path("nowhere")
    files = DayFiles(nowhere, nowhere, nowhere, nowhere, people=(), room_code=ROOM)
    found = Clerk(Centre(nowhere, nowhere), files)
    found.pages = Pages(**pages)
    return found


def row(code: str, used: str = "-", *, is_strange: bool = False) -> str:
    first = '<span class="st alarm">非本考点计算</span>' if is_strange else "11-25 10:00"
    cells = (first, ROOM, "延考", "1", "0", "0", "7K2M9QXA", code, f'<span class="st">{used}</span>')
    return f"<tr{' class=bad' * is_strange}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def test_codes_are_read_as_computed_and_as_used():
    page = HEAD + row("STRANGE0", f"{datetime.now(UTC):%m-%d %H:%M}", is_strange=True) + row("B0000000")
    page += row("A0000000", "11-25 10:05")

    found = asyncio.run(clerk(codes=page).codes())

    assert found == Codes(issued=("A0000000", "B0000000"), used=("A0000000", "STRANGE0"))


def test_a_list_without_codes_holds_none():
    page = HEAD + '<tr><td colspan="9">还没有授权码。</td></tr>'

    assert asyncio.run(clerk(codes=page).codes()) == Codes((), ())


@pytest.mark.parametrize(
    ("codes", "typed", "faults"),
    [
        (Codes(("A",), ("A",)), ["A"], []),
        (Codes((), ()), [], []),
        (Codes(("A",), ()), ["A"], ["codes reported as used at the centre: none; typed: A"]),
        (Codes((), ("A",)), ["A"], ["codes computed at the centre: none; typed: A"]),
        (Codes(("A", "B"), ("A",)), ["A"], ["codes computed at the centre: A, B; typed: A"]),
        (
            Codes((), ()),
            ["A"],
            ["codes computed at the centre: none; typed: A", "codes reported as used at the centre: none; typed: A"],
        ),
    ],
)
def test_what_differs_from_the_codes_typed_in_the_room_is_a_fault(codes: Codes, typed: list[str], faults: list[str]):
    assert list(codes.faults(typed)) == faults


def test_the_registration_code_is_that_of_the_room():
    page = "<tr><th>考场代码</th></tr><tr><td>1999999002</td><td>-</td><td>OTHERONE</td></tr>"
    page += f'<tr><td class="mono"><b>{ROOM}</b></td><td>-</td><td class="mono">ABCDEFGH</td><td></td></tr>'

    assert asyncio.run(clerk(rooms=page).registration_code()) == "ABCDEFGH"


def test_a_room_that_the_centre_does_not_have_is_named():
    with pytest.raises(Broken, match=f"the centre has no room {ROOM}"):
        asyncio.run(clerk(rooms="<tr><td>1999999002</td></tr>").registration_code())


def test_what_a_page_refuses_is_told_in_its_words():
    page = '<form><ul class="errorlist" id="id_code_error"><li>考场代码 &amp; 注册码</li></ul><p class="st alarm">不符</p></form>'

    assert said_on(page) == "考场代码 & 注册码; 不符"
