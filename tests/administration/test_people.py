"""用户管理: accounts in three roles, and that the last administrator is never locked out (S1, S5)."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from formats.refused import Refused
from journal.models import Event
from rooms.models import Room, Staff
from rooms.operations import staff as verbs
from tests.administration.browsing import client_of
from tests.day import PASSWORD, ROOM_CODE, Day

pytestmark = pytest.mark.django_db(databases="__all__")
NEW = "玉门关外-2026"
LIST, ADD = reverse("people:list"), reverse("people:add")


def page_of(act: str, account: str) -> str:
    return reverse(f"people:{act}", args=[Staff.objects.get(user__username=account).pk])


def typed(**other: Any) -> dict[str, Any]:
    return {
        "account": "zhou",
        "name": "周敏",
        "phone": "13800000000",
        "role": "invigilator",
        "password": NEW,
        "again": NEW,
    } | other


def errors(client: Client, url: str, given: dict[str, Any]) -> dict[str, list[str]]:
    """What is said at each field; empty when it was done."""
    response = client.post(url, given)
    return {} if response.status_code == 302 else response.context["form"].errors


def journal() -> list[str]:
    return [
        code
        for code in Event.objects.filter(chain__name="site").values_list("code", flat=True)
        if "staff" in code or "password" in code
    ]


@pytest.fixture
def boss(day: Day) -> Client:
    return client_of("boss")


def test_the_list_shows_name_phone_role_rooms_and_whether_it_is_in_use(day: Day, boss: Client):
    errors(boss, ADD, typed(rooms=[day.room.pk]))
    errors(boss, page_of("deactivate", "zhou"), {})

    page = boss.get(LIST).content.decode()

    row = page.split('<th scope="row">zhou</th>')[1].split("</tr>")[0]
    assert [words in row for words in ("周敏", "13800000000", "监考员", ROOM_CODE, "已停用", "启用")] == [True] * 6


def test_who_was_added_logs_in_with_the_rights_of_the_role(day: Day, boss: Client):
    told = errors(boss, ADD, typed(rooms=[day.room.pk]))

    client = Client(REMOTE_ADDR="127.0.0.1")
    client.post(reverse("admin:login"), {"username": "zhou", "password": NEW, "next": "/admin/"})
    actor = day.actor(User.objects.get(username="zhou"))

    assert (told, client.get(reverse("admin:index")).status_code) == ({}, 200)
    assert (actor.role, actor.rooms, "incidents.resume" in actor.permissions, "exams.end_session" in actor.permissions) == (
        "invigilator", frozenset({day.room.pk}), True, False,
    )  # fmt: skip
    assert journal() == ["staff_added"]


@pytest.mark.parametrize("phone", ["abc", "12", "13800x00000", "----- -----"])
def test_what_is_no_telephone_number_is_refused_at_its_field(day: Day, boss: Client, phone: str):
    told = errors(boss, ADD, typed(phone=phone))

    assert list(told) == ["phone"]
    assert not Staff.objects.filter(user__username="zhou").exists()
    assert errors(boss, ADD, typed(phone="+86 (010) 6555-1234")) == {}


def test_names_and_phones_are_committed_to_only(day: Day, boss: Client):
    errors(boss, ADD, typed())
    errors(boss, page_of("change", "zhou"), {"name": "周敏", "phone": "13911111111", "role": "supervisor"})

    added, changed = Event.objects.filter(code__startswith="staff_").order_by("pk")

    assert ("周敏" in added.body, "13911111111" in changed.body) == (False, False)
    assert ('"role":"invigilator"' in changed.body, '"role":"supervisor"' in changed.body) == (True, True)
    assert {value.key for value in changed.private_values.all()} >= {"name_before", "phone_before", "phone_after"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"account": "BOSS"}, "account"),
        ({"account": "a b"}, "account"),
        ({"name": " "}, "name"),
        ({"again": "another one"}, "again"),
        ({"password": "short-7", "again": "short-7"}, "password"),
        ({"password": "password123", "again": "password123"}, "password"),
        ({"password": ROOM_CODE, "again": ROOM_CODE}, "password"),
        ({"role": "king"}, "role"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_no_account_is_made(
    day: Day, boss: Client, wrong: dict[str, str], field: str
):
    assert list(errors(boss, ADD, typed(**wrong))) == [field]
    assert (User.objects.count(), journal()) == (1, [])


def test_a_changed_role_changes_the_rights_at_once(day: Day, boss: Client):
    day.person("invigilator")

    errors(boss, page_of("change", "invigilator"), {"name": "x", "role": "supervisor"})

    actor = day.actor(User.objects.get(username="invigilator"))
    assert (actor.role, actor.rooms, "incidents.resume" in actor.permissions) == ("supervisor", None, False)


def test_saving_the_same_again_is_no_event(day: Day, boss: Client):
    errors(boss, page_of("change", "boss"), {"name": "Boss", "role": "administrator"})

    assert journal() == []


def test_a_reset_password_works_and_ends_what_was_open(day: Day, boss: Client):
    day.person("invigilator")
    other = client_of("invigilator")
    old = errors(boss, page_of("password", "invigilator"), {"password": PASSWORD, "again": PASSWORD})

    told = errors(boss, page_of("password", "invigilator"), {"password": NEW, "again": NEW})

    assert (list(old), told) == (["password"], {})  # not the old one (S5)
    assert other.get(LIST).status_code == 302
    assert User.objects.get(username="invigilator").check_password(NEW)
    assert journal() == ["password_reset"]


def test_one_s_own_reset_does_not_end_the_own_page(day: Day, boss: Client):
    errors(boss, page_of("password", "boss"), {"password": NEW, "again": NEW})

    assert boss.get(LIST).status_code == 200


def test_a_switched_off_account_is_out_at_once_and_comes_back(day: Day, boss: Client):
    day.person("invigilator")
    other = client_of("invigilator")

    asked = boss.get(page_of("deactivate", "invigilator"))
    told = [errors(boss, page_of("deactivate", "invigilator"), {}) for _twice in range(2)]
    out = other.get(LIST).status_code
    errors(boss, page_of("reactivate", "invigilator"), {})

    assert (asked.status_code, told, out, other.get(LIST).status_code) == (200, [{}, {}], 302, 200)
    assert journal() == ["staff_deactivated", "staff_reactivated"]


# --- the last administrator
@pytest.mark.parametrize("change", [{"role": "invigilator"}, {"role": "administrator", "rooms": "room"}])
def test_the_last_administrator_for_all_rooms_stays_one(day: Day, boss: Client, change: dict[str, Any]):
    day.person("administrator")  # of this room only
    given = {**change, "rooms": [day.room.pk]} if "rooms" in change else change

    told = errors(boss, page_of("change", "boss"), {"name": "Boss", **given})

    staff = Staff.objects.get(user__username="boss")
    assert (list(told), staff.role, staff.rooms.count(), journal()) == (["__all__"], "administrator", 0, [])


def test_nobody_switches_off_the_own_account_or_the_last_administrator(day: Day):
    me = Staff.objects.get(user=day.boss)
    second = verbs.add_staff(day.proctor, account="second", password=NEW, role="administrator", name="Second")
    actor = day.actor(second.user)

    with pytest.raises(Refused) as myself:
        verbs.deactivate_staff(day.proctor, me)
    verbs.deactivate_staff(actor, me)
    with pytest.raises(Refused) as the_last:
        verbs.change_staff(actor, second, role="supervisor", name="Second")

    assert (myself.value.code, the_last.value.code) == ("staff.yourself", "staff.last_administrator")
    assert [user.username for user in verbs.full_administrators()] == ["second"]


# --- rights
@pytest.mark.parametrize("role", ["invigilator", "supervisor"])
def test_others_see_the_list_and_change_nothing(day: Day, role: str):
    day.person(role)
    client = client_of(role)
    pages = [ADD, *(page_of(act, "boss") for act in ("change", "password", "deactivate", "reactivate"))]

    assert (client.get(LIST).status_code, "重置密码" in client.get(LIST).content.decode()) == (200, False)
    assert {client.get(url).status_code for url in pages} == {403}
    assert {client.post(url, typed()).status_code for url in pages} == {403}
    assert journal() == []


def test_an_administrator_of_one_room_manages_the_people_of_that_room_only(day: Day):
    day.person("administrator")
    day.person("invigilator")
    other = Room.objects.create(code="002")
    client = client_of("administrator")

    refused = [
        errors(client, page_of("change", "boss"), {"name": "x", "role": "supervisor", "rooms": [day.room.pk]}),
        errors(client, page_of("password", "boss"), {"password": NEW, "again": NEW}),
        errors(client, page_of("change", "invigilator"), {"name": "x", "role": "administrator"}),
        errors(client, page_of("change", "invigilator"), {"name": "x", "role": "invigilator", "rooms": [other.pk]}),
        errors(client, ADD, typed()),
    ]
    done = errors(client, ADD, typed(rooms=[day.room.pk]))

    assert ([list(each) for each in refused], done) == ([["__all__"], ["__all__"], ["rooms"], ["rooms"], ["rooms"]], {})
    assert journal() == ["staff_added"]


def test_people_of_other_rooms_are_not_there_for_an_administrator_of_one_room(day: Day):
    other = Room.objects.create(code="002")
    verbs.add_staff(day.proctor, account="far", password=NEW, role="invigilator", name="Far", rooms=[other])
    day.person("administrator")
    client = client_of("administrator")

    answers = [client.get(page_of("change", "far")).status_code, client.post(page_of("deactivate", "far")).status_code]

    assert (answers, "Far" in client.get(LIST).content.decode()) == ([404, 404], False)
    assert User.objects.get(username="far").is_active


def test_the_library_s_own_pages_for_accounts_are_gone(day: Day, boss: Client):
    User.objects.filter(username="boss").update(is_superuser=True)

    assert [boss.get(f"/admin/auth/{model}/").status_code for model in ("user", "group")] == [404, 404]


def test_the_list_asks_the_database_equally_often_for_one_and_for_many(day: Day, boss: Client):
    def queries() -> int:
        with CaptureQueriesContext(connections["default"]) as caught:
            boss.get(LIST)
        return len(caught)

    few = queries()
    for role in ("administrator", "invigilator", "supervisor"):
        day.person(role)

    assert queries() == few
