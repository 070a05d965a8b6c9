"""The rooms of a 考点信息表 (B4)."""

import io
import pickle
from pathlib import Path

import pytest

from formats import centre_sheet
from formats.centre_sheet import RoomEntry, SessionOfRoom
from formats.refused import FileRefused

SAMPLES = Path(__file__).parents[2] / "samples"


def read(name: str) -> centre_sheet.CentreSheet:
    with (SAMPLES / name).open("rb") as stream:
        return centre_sheet.read(stream)


def test_three_rooms_are_read():
    sheet = read("centre_info_sheet.html")

    assert (sheet.exported_at, sheet.faults) == ("2019-11-28 10:39:06", [])
    assert [room.code for room in sheet.rooms] == ["1999999001", "1999999002", "1999999003"]
    assert sheet.rooms[0] == RoomEntry(
        code="1999999001",
        centre_code="1999999",
        address="192.168.2.46",
        registration_code="TCIBUWYM",
        sessions=(
            SessionOfRoom(
                number=1,
                name="第一场次",
                candidates=40,
                first_ticket="190119999990011001",
                last_ticket="190119999990011040",
            ),
            SessionOfRoom(
                number=2,
                name="第二场次",
                candidates=40,
                first_ticket="190119999990012001",
                last_ticket="190119999990012040",
            ),
        ),
        published_at="2019-11-20 23:45:35",
    )


def test_what_is_readable_of_a_bad_sheet_can_be_used():
    sheet = read("malformed/centre_info_sheet_bad.html")

    assert [room.is_complete for room in sheet.rooms] == [True, False, False]
    assert sheet.rooms[0] == read("centre_info_sheet.html").rooms[0]
    assert [(fault.code, fault.values["room"]) for fault in sheet.faults] == [
        ("centre_sheet.no_registration_code", "1999999002"),
        ("centre_sheet.other_centre", "2999999003"),
    ]


def test_nothing_of_a_script_is_kept():
    page = "<html><table><tr><th>考场代码</th><td><script>alert('1')</script>1999999001</td></tr></table></html>"

    sheet = centre_sheet.read(io.BytesIO(page.encode()))

    assert [room.code for room in sheet.rooms] == ["1999999001"]
    assert [fault.code for fault in sheet.faults] == [
        "centre_sheet.centre_code",
        "centre_sheet.no_registration_code",
        "centre_sheet.address",
    ]


def test_a_sheet_in_gb18030_is_read_without_its_declaration():
    page = (SAMPLES / "centre_info_sheet.html").read_text(encoding="utf-8").encode("gb18030")

    assert centre_sheet.read(io.BytesIO(page)) == read("centre_info_sheet.html")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\x00\x01", "file.not_text"),
        ("考场代码,考场注册码".encode(), "centre_sheet.not_html"),
        (b"<html><p>404</p></html>", "centre_sheet.no_rooms"),
    ],
)
def test_anything_else_is_refused(content, code):
    with pytest.raises(FileRefused) as refused:
        centre_sheet.read(io.BytesIO(content))

    assert [fault.code for fault in refused.value.faults] == [code]


def test_a_refusal_crosses_processes():
    with pytest.raises(FileRefused) as refused:
        centre_sheet.read(io.BytesIO(b""))

    copy = pickle.loads(pickle.dumps(refused.value))
    assert (str(copy), copy.code, copy.faults) == (str(refused.value), "file.refused", refused.value.faults)
