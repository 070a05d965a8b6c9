"""The first login, and the way out of it (B1, S5)."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from journal.models import Event
from proctor_site.first_start import FIRST_NAME, FIRST_PASSWORD, make_first_account
from rooms.models import Room
from tests.administration.browsing import LOCAL

pytestmark = pytest.mark.django_db(databases="__all__")
INDEX, LOGIN, CHANGE = (reverse(f"admin:{name}") for name in ("index", "login", "password_change"))
ELSEWHERE = "192.168.0.77"
NEW = "玉门关外-2026"


@pytest.fixture
def installed() -> None:
    make_first_account()


def log_in(client: Client, password: str = FIRST_PASSWORD) -> int:
    return client.post(LOGIN, {"username": FIRST_NAME, "password": password, "next": INDEX}).status_code


def change(client: Client, new: str, *, old: str = FIRST_PASSWORD) -> str:
    """The page that comes back; empty when the password was changed."""
    response = client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})
    return "" if response.status_code == 302 else response.content.decode()


def test_the_machine_itself_gets_in_and_every_page_says_what_to_do(installed: None):
    client = Client(REMOTE_ADDR=LOCAL)

    status = log_in(client)

    pages = [client.get(url).content.decode() for url in (INDEX, CHANGE, reverse("admin:rooms_seat_changelist"))]
    assert status == 302
    assert [("密码仍是缺省密码 888" in page, f'href="{CHANGE}"' in page) for page in pages] == [(True, True)] * 3


@pytest.mark.parametrize("url", [INDEX, LOGIN, "/", reverse("control-room:choose")])
def test_another_machine_is_refused_with_the_reason_in_both_languages(installed: None, url: str):
    response = Client(REMOTE_ADDR=ELSEWHERE).get(url)

    page = response.content.decode()
    assert response.status_code == 403
    assert "请在监考机上登录，选择【修改密码】。" in page
    assert "the administration answers only to the machine itself" in page


def test_after_the_change_every_machine_is_answered(installed: None):
    client = Client(REMOTE_ADDR=LOCAL)
    log_in(client)

    told = change(client, NEW)

    far = Client(REMOTE_ADDR=ELSEWHERE)
    assert (told, log_in(far, NEW), far.get(INDEX).status_code) == ("", 302, 200)
    assert "缺省密码" not in far.get(INDEX).content.decode()
    assert list(Event.objects.values_list("code", flat=True)) == ["first_account", "password_changed"]


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("short-7", "密码至少 8 个字符。</li>"),
        ("password123", "这个密码太常见了"),
        ("1999999001", "密码不能是考场代码"),
        (FIRST_PASSWORD, "新密码与原密码相同"),
    ],
)
def test_a_weak_password_is_refused_with_the_rule_it_breaks(installed: None, new: str, reason: str):
    Room.objects.create(code="1999999001")
    client = Client(REMOTE_ADDR=LOCAL)
    log_in(client)

    page = change(client, new)

    assert reason in page
    assert User.objects.get().check_password(FIRST_PASSWORD)


def test_a_wrong_old_password_changes_nothing(installed: None):
    client = Client(REMOTE_ADDR=LOCAL)
    log_in(client)

    assert change(client, NEW, old="999")
    assert User.objects.get().check_password(FIRST_PASSWORD)


def test_five_wrong_passwords_lock_the_name_out_and_say_how_long(installed: None):
    client = Client(REMOTE_ADDR=LOCAL)
    for _attempt in range(4):
        log_in(client, "wrong")

    response = client.post(LOGIN, {"username": FIRST_NAME, "password": "wrong"})

    page = response.content.decode()
    assert response.status_code == 429
    assert ("请等候15分钟后再试" in page, "Wait 15 minutes" in page) == (True, True)


def test_the_language_is_chosen_by_hand_and_kept_in_the_cookie(installed: None):
    client = Client(REMOTE_ADDR=LOCAL, HTTP_ACCEPT_LANGUAGE="en")
    chinese = client.get(LOGIN).content.decode()

    client.post(reverse("set_language"), {"language": "en", "next": LOGIN})

    assert ("监考管理系统" in chinese, client.cookies["jiankao_room_language"].value) == (True, "en")
    assert "Proctor management system" in client.get(LOGIN).content.decode()
