"""What 浏览 shows of this machine, and what a 考点信息表 is read as (B3, B4)."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from proctor_site.parameters import folders
from proctor_site.parameters.folders import look_into
from tests.administration.browsing import client_of
from tests.day import Day

SAMPLES = Path(__file__).parents[2] / "samples"


# --- 浏览
@pytest.fixture
def disk(tmp_path: Path) -> Path:
    for name in ("b", "A", ".hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "file.txt").write_text("")
    (tmp_path / "elsewhere").symlink_to("/")
    return tmp_path


def test_only_folders_are_shown_no_hidden_ones_and_no_links(disk: Path):
    found = look_into(str(disk))

    assert (found.path, found.parent, found.folders) == (str(disk), str(disk.parent), ("A", "b"))


@pytest.mark.parametrize("asked", ["A/not/there", "file.txt", "A/../b/../A/x"])
def test_the_nearest_folder_that_is_there_is_opened(disk: Path, asked: str):
    assert look_into(str(disk / asked)).path in (str(disk), str(disk / "A"))


@pytest.mark.parametrize("asked", ["", "relative", "\0", "D:\\FileUp"])
def test_what_is_no_path_of_this_machine_begins_at_the_top(asked: str):
    found = look_into(asked)

    assert (found.path, found.parent) == ("/", "")


def test_a_folder_with_very_many_is_cut_off_and_says_so(disk: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folders, "MOST", 1)

    found = look_into(str(disk))

    assert (found.folders, found.more) == (("A",), True)


@pytest.mark.django_db(databases="__all__")
def test_a_folder_that_is_closed_is_told(day: Day, disk: Path, monkeypatch: pytest.MonkeyPatch):
    def closed(folder: Path) -> list[str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(folders, "_names", closed)

    answer = client_of("boss").get(reverse("steps:folders"), {"path": str(disk)})

    assert (answer.status_code, answer.json()["code"]) == (409, "folders.closed")


# --- 考点信息表
@pytest.fixture
def boss(day: Day) -> Client:
    return client_of("boss")


def brought(client: Client, path: Path):
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(reverse("steps:sheet"), {"sheet": upload})


@pytest.mark.django_db(databases="__all__")
def test_a_sheet_gives_its_rooms_in_its_order(boss: Client):
    rooms = brought(boss, SAMPLES / "centre_info_sheet.html").json()["rooms"]

    assert [room["code"] for room in rooms] == ["1999999001", "1999999002", "1999999003"]
    assert (rooms[0]["host"], rooms[0]["port"], rooms[0]["registration_code"], rooms[0]["faults"]) == (
        "192.168.2.46", 8100, "TCIBUWYM", [],
    )  # fmt: skip


@pytest.mark.django_db(databases="__all__")
def test_a_sheet_with_faults_says_them_room_by_room(boss: Client):
    rooms = brought(boss, SAMPLES / "malformed" / "centre_info_sheet_bad.html").json()["rooms"]

    assert any(room["faults"] for room in rooms)


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize(
    "name", ["seats_5.csv", "exam_plan_001.xlsx", "malformed/seats_html.csv", "malformed/bomb.xlsx"]
)
def test_anything_else_is_refused(boss: Client, name: str):
    answer = brought(boss, SAMPLES / name)

    assert (answer.status_code, "text" in answer.json()) == (409, True)


@pytest.mark.django_db(databases="__all__")
def test_no_file_is_told(boss: Client):
    assert boss.post(reverse("steps:sheet")).status_code == 400
