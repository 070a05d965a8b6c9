"""参数配置: the page, everything that is wrong at once and at its field, and the centre (B1, B3)."""

import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from journal.models import Event
from proctor_site.first_start import FIRST_PASSWORD, make_first_account
from rooms import storage
from rooms.models import CentreLink, Room, Staff
from tests.administration.browsing import LOCAL, client_of
from tests.day import ROOM_CODE, Day
from tests.uplink.conftest import centre, closed_port, impatient
from tests.uplink.stand_in import CODE, StandIn

__all__ = ["centre", "closed_port", "impatient"]  # fixtures
pytestmark = pytest.mark.django_db(databases="__all__")
PAGE = reverse("steps:parameters")
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def browser(settings, tmp_path: Path) -> Client:
    """Of the administrator of a new installation, in Chinese."""
    settings.DATA_DIR = tmp_path / "data"
    make_first_account()
    return client_of("admin")


def asked(folder: Path, **other: Any) -> dict[str, Any]:
    """What is typed into the page; standalone if nothing else is said."""
    typed = {"code": "001", "mode": "standalone", "port": "8100", "proctor_ip": LOCAL, "storage_path": str(folder)}
    return {"room": "", **typed, **other}


def connected(folder: Path, port: int, **other: Any) -> dict[str, Any]:
    return asked(folder, mode="centre", host="127.0.0.1", port=port, registration_code=CODE, **other)


def told(client: Client, typed: dict[str, Any]) -> dict[str, list[str]]:
    """What is said at each field; empty when it was saved."""
    response = client.post(PAGE, typed)
    return {} if response.status_code == 302 else response.context["form"].errors


def journal() -> list[str]:
    return list(Event.objects.exclude(code="first_account").order_by("pk").values_list("code", flat=True))


# --- the first login
def test_after_the_first_login_the_page_that_opens_is_this_one(settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    make_first_account()
    client = Client(REMOTE_ADDR=LOCAL)

    response = client.post(
        reverse("admin:login"),
        {"username": "admin", "password": FIRST_PASSWORD, "next": reverse("admin:index")},
        follow=True,
    )

    page = response.content.decode()
    assert response.redirect_chain[-1][0] == PAGE
    assert [
        words in page
        for words in (
            "参数配置",
            "基础设置",
            "考场代码",
            "考点机IP",
            "注册码",
            "监考机IP",
            "存储路径",
            "浏览",
            "密码仍是缺省密码 888",
        )
    ] == [True] * 9


def test_once_there_is_a_room_the_overview_opens(browser: Client, tmp_path: Path):
    told(browser, asked(tmp_path / "FileUp"))
    User.objects.filter(username="admin").update(is_staff=True)

    response = Client(REMOTE_ADDR=LOCAL).post(
        reverse("admin:login"), {"username": "admin", "password": FIRST_PASSWORD, "next": reverse("admin:index")}
    )

    assert response.url == reverse("admin:index")


# --- saving
def test_saving_makes_the_folder_and_ticks_the_first_step(browser: Client, tmp_path: Path):
    folder = tmp_path / "disk" / "FileUp"

    assert told(browser, asked(folder)) == {}

    room = Room.objects.get()
    assert (room.code, room.mode, room.proctor_ip, room.storage_path) == ("001", "standalone", LOCAL, str(folder))
    assert (list(folder.iterdir()), journal()) == ([], ["parameters_set"])
    assert '<li class="ok on"' in browser.get(PAGE).content.decode()


def test_what_is_stored_is_shown_when_the_page_is_opened_again(browser: Client, tmp_path: Path):
    told(browser, asked(tmp_path / "FileUp"))

    form = browser.get(PAGE).context["form"]

    assert (form["code"].value(), form["mode"].value(), form["storage_path"].value()) == (
        "001", "standalone", str(tmp_path / "FileUp"),
    )  # fmt: skip


def test_every_fault_is_told_at_once_at_its_field_and_nothing_is_made(browser: Client, tmp_path: Path):
    typed = asked(
        Path("FileUp"), code="01", mode="centre", proctor_ip="10.9.8.7", port="0", host="", registration_code=""
    )

    errors = told(browser, typed)

    assert sorted(errors) == ["code", "host", "port", "proctor_ip", "registration_code", "storage_path"]
    assert (Room.objects.exists(), journal()) == (False, [])


def test_the_verb_s_own_faults_come_together_and_no_folder_is_left(browser: Client, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(storage, "free_gb", lambda folder: 5)

    errors = told(browser, asked(tmp_path / "FileUp", code="01"))

    assert (sorted(errors), (tmp_path / "FileUp").exists()) == (["code", "storage_path"], False)
    assert "剩余 5 GB" in errors["storage_path"][0]


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing(browser: Client, tmp_path: Path, monkeypatch):
    def no_space(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "_write", no_space)

    errors = told(browser, asked(tmp_path / "a" / "b"))

    assert (list(errors), (tmp_path / "a").exists(), Room.objects.exists()) == (["storage_path"], False, False)


def test_a_file_is_no_folder(browser: Client, tmp_path: Path):
    (tmp_path / "file").write_text("")

    assert list(told(browser, asked(tmp_path / "file"))) == ["storage_path"]
    assert list(told(browser, asked(tmp_path / "file" / "below"))) == ["storage_path"]


def test_more_than_five_gigabytes_are_counted_on_the_disk_of_the_folder(tmp_path: Path, monkeypatch):
    asked_for: list[Path] = []
    monkeypatch.setattr(shutil, "disk_usage", lambda path: asked_for.append(path) or Usage(0, 0, 6 * storage.GB))

    storage.make_ready(str(tmp_path / "new"))

    assert asked_for == [tmp_path]


@pytest.mark.parametrize(("platform", "path"), [("win32", "D:\\FileUp"), ("linux", None)])
def test_the_default_path_follows_the_platform(settings, tmp_path: Path, monkeypatch, platform: str, path: str | None):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("rooms.storage.sys.platform", platform)

    assert storage.default_path() == (path or str(tmp_path / "FileUp"))


# --- the code
def test_three_digits_mean_the_only_room_that_ends_in_them(day: Day, tmp_path: Path):
    errors = told(client_of("boss"), asked(tmp_path / "FileUp"))

    assert (errors, Room.objects.get().code) == ({}, ROOM_CODE)


def test_the_code_of_a_room_with_an_exam_stays(day: Day, tmp_path: Path):
    errors = told(client_of("boss"), asked(tmp_path / "FileUp", room=ROOM_CODE, code="002"))

    assert (list(errors), Room.objects.get().code) == (["code"], ROOM_CODE)


def test_a_new_code_ends_the_registration_of_the_old_one(browser: Client, centre: StandIn, tmp_path: Path):
    told(browser, connected(tmp_path / "FileUp", centre.port))

    errors = told(browser, connected(tmp_path / "FileUp", centre.port, room=ROOM_CODE, code="1999999002"))

    assert list(errors) == ["code"]  # the centre knows no such room
    assert (Room.objects.get().code, CentreLink.objects.get().is_registered) == ("1999999002", False)


def test_a_second_room_has_a_page_of_its_own(browser: Client, tmp_path: Path):
    told(browser, asked(tmp_path / "one"))
    new = browser.get(PAGE, {"room": "new"}).context["form"]

    errors = told(browser, asked(tmp_path / "two", code="002"))
    browser.post(reverse("steps:choose-room"), {"room": "001", "next": PAGE})

    assert (new["code"].value(), errors) == ("", {})
    assert [room.code for room in Room.objects.all()] == ["001", "002"]
    assert browser.get(PAGE).context["form"]["code"].value() == "001"


# --- the centre
def test_connected_to_a_centre_the_room_is_registered(browser: Client, centre: StandIn, tmp_path: Path):
    errors = told(browser, connected(tmp_path / "FileUp", centre.port))

    room = Room.objects.get()
    assert (errors, room.code, room.mode) == ({}, ROOM_CODE, "centre")  # the centre knows the whole code
    assert journal() == ["parameters_set", "room_registered"]
    assert "已在 1999999 Centre 注册" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"), [({"registration_code": "WRONG"}, "registration_code"), ({"code": "007"}, "code")]
)
def test_what_the_centre_refuses_is_told_at_its_field_and_the_room_is_not_ticked(
    browser: Client, centre: StandIn, tmp_path: Path, wrong: dict[str, str], field: str
):
    response = browser.post(PAGE, connected(tmp_path / "FileUp", centre.port) | wrong)

    assert (response.status_code, list(response.context["form"].errors)) == (409, [field])
    assert "参数已保存" in response.content.decode()
    assert '<li class="open on"' in browser.get(PAGE).content.decode()


def test_a_room_of_another_machine_needs_the_centre_s_release(browser: Client, centre: StandIn, tmp_path: Path):
    centre.holder = "another machine"

    errors = told(browser, connected(tmp_path / "FileUp", centre.port))

    assert "192.168.0.9" in errors["registration_code"][0]


def test_an_unreachable_centre_is_told_at_its_address(
    browser: Client, closed_port: int, impatient: None, tmp_path: Path
):
    assert list(told(browser, connected(tmp_path / "FileUp", closed_port))) == ["host"]


def test_another_centre_than_the_pinned_one_has_to_be_confirmed(browser: Client, centre: StandIn, tmp_path: Path):
    told(browser, connected(tmp_path / "FileUp", centre.port))
    CentreLink.objects.update(public_key=b"x" * 32, host="elsewhere")
    typed = connected(tmp_path / "FileUp", centre.port, room=ROOM_CODE)

    refused = browser.post(PAGE, typed)
    key = refused.context["form"].other_key

    assert f'name="confirmed_key" value="{key}"' in refused.content.decode()
    assert told(browser, {**typed, "confirmed_key": key}) == {}


def test_saving_again_does_not_ask_the_centre_when_nothing_about_it_changed(
    browser: Client, centre: StandIn, tmp_path: Path
):
    told(browser, connected(tmp_path / "one", centre.port))
    before = len(centre.heard)

    errors = told(browser, connected(tmp_path / "two", centre.port, room=ROOM_CODE))

    assert (errors, len(centre.heard), Room.objects.get().storage_path) == ({}, before, str(tmp_path / "two"))


# --- rights
@pytest.mark.parametrize("role", ["invigilator", "supervisor"])
def test_who_may_not_manage_looks_and_saves_nothing(day: Day, tmp_path: Path, role: str):
    day.person(role)
    client = client_of(role)

    page = client.get(PAGE)
    saved = client.post(PAGE, asked(tmp_path / "FileUp", room=ROOM_CODE))
    refused = [client.get(reverse("steps:folders")), client.post(reverse("steps:sheet"))]

    assert (page.status_code, page.context["form"].fields["code"].disabled) == (200, True)
    assert ([saved.status_code, *(each.status_code for each in refused)], (tmp_path / "FileUp").exists()) == (
        [403] * 3,
        False,
    )


def test_an_administrator_of_one_room_can_neither_change_nor_make_another(day: Day, tmp_path: Path):
    day.person("administrator")
    other = Room.objects.create(code="002")
    client = client_of("administrator")

    answers = [
        client.post(PAGE, asked(tmp_path / "FileUp", **typed))
        for typed in ({"code": "002"}, {"room": "002", "code": "002"}, {"code": "003"})
    ]

    other.refresh_from_db()
    assert [answer.status_code for answer in answers] == [409, 404, 409]
    assert (other.proctor_ip, Room.objects.count(), (tmp_path / "FileUp").exists()) == (None, 2, False)
    assert Staff.objects.get(user__username="administrator").rooms.get() == day.room
