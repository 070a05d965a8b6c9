"""Batch work from the lists of records, through the same verbs as everywhere (E9, E16, E21, F10)."""

from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.messages import get_messages
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from exams.models import TimeEntry
from incidents import operations as incidents
from incidents.models import Absence, ScreenLock, Violation
from tests.administration.browsing import client_of
from tests.day import PASSWORD, Day

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def boss(day: Day) -> Client:
    return client_of("boss")


def act(client: Client, model: type[Model], action: str, rows: list[Any], **values: object) -> Any:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    marked = {ACTION_CHECKBOX_NAME: [str(row.pk) for row in rows]}
    return client.post(address, {"action": action, **marked, **values})


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def violation(day: Day, name: str) -> Violation:
    return incidents.register_violation(day.proctor, day.sitting(name), type_code="A101", description="携带纸条")


def test_cancelling_violations_names_whom_it_concerns_and_who_is_left_out(day: Day, boss: Client):
    day.in_exam("Li")
    standing, gone = violation(day, "Li"), violation(day, "Wang")
    incidents.cancel_violation(day.proctor, gone, reason="误登")

    page = act(boss, Violation, "cancel_violation", [standing, gone]).content.decode()

    assert ("将办理 1 项" in page, "该违纪已取消。" in page) == (True, True)
    assert Violation.objects.standing().count() == 1


def test_confirmed_it_leaves_the_list_and_stays_in_the_journal(day: Day, boss: Client):
    day.in_exam("Li")
    entry = violation(day, "Li")

    act(boss, Violation, "cancel_violation", [entry], confirmed="1", reason="误登")

    assert not Violation.objects.standing().exists()
    assert day.journal()[-2:] == ["violation_registered", "violation_cancelled"]


def test_absences_are_taken_back_from_their_own_list(day: Day, boss: Client):
    day.started()
    day.at(9, 31)
    entries = [incidents.register_absence(day.proctor, day.sitting(name)) for name in ("Li", "Wang")]
    rows = list(Absence.objects.order_by("pk"))
    assert len(rows) == len(entries)

    response = act(boss, Absence, "undo_absence", rows, confirmed="1", reason="来了")
    again = act(boss, Absence, "undo_absence", rows[:1], confirmed="1", reason="来了")

    assert told(response)[-1] == "2 项中完成 2 项。"
    assert [text.split("：")[-1] for text in told(again)[-2:]] == ["该缺考登记已取消。", "1 项中完成 0 项。"]
    assert day.journal().count("absence_undone") == 2


def test_wrong_grants_are_taken_back_from_the_ledger(day: Day, boss: Client):
    """收回 for several lines at once (F1, E12); what is taken back already is left out."""
    people = [day.in_exam("Li"), day.in_exam("Wang")]
    for sitting in people:
        incidents.give_extra_time(day.proctor, sitting, minutes=3, reason="认错人")
    grants = list(TimeEntry.objects.order_by("pk"))

    asked = act(boss, TimeEntry, "take_back", grants).content.decode()
    done = act(boss, TimeEntry, "take_back", grants, confirmed="1", reason="认错人")
    again = act(boss, TimeEntry, "take_back", grants[:1], confirmed="1", reason="认错人")

    assert "将办理 2 项" in asked
    assert (told(done)[-1], told(again)[-1]) == ("2 项中完成 2 项。", "1 项中完成 0 项。")
    assert list(TimeEntry.objects.order_by("ms").values_list("ms", flat=True)) == [-180_000, -180_000, 180_000, 180_000]


def test_screens_are_unlocked_from_their_own_list_without_another_question(day: Day, boss: Client):
    locks = [incidents.lock_screen(day.proctor, day.in_exam(name), text="请安静") for name in ("Li", "Wang")]

    asked = act(boss, ScreenLock, "unlock_screen", locks).content.decode()
    act(boss, ScreenLock, "unlock_screen", locks, confirmed="1")

    assert "将办理 2 项" in asked
    assert ScreenLock.objects.closed().count() == 0
    assert day.journal().count("screen_unlocked") == 2


def test_violations_are_registered_for_several_from_the_list_of_sittings(day: Day, boss: Client):
    sittings = [day.in_exam("Li"), day.sitting("Wang")]
    model = type(sittings[0])

    fault = act(boss, model, "register_violation", sittings, confirmed="1", type_code="nonsense", description="x")
    done = act(boss, model, "register_violation", sittings, confirmed="1", type_code="A101", description="携带纸条")

    assert 'class="errorlist"' in fault.content.decode()
    assert told(done) == [
        "已完成："
        + "、".join(f"00{place} {name} …{day.ticket(name)[-7:]} Web" for place, name in ((1, "Li"), (2, "Wang"))),
        "2 项中完成 2 项。",
    ]
    assert Violation.objects.standing().count() == 2


@pytest.mark.parametrize(
    ("model", "action"),
    [(Violation, "cancel_violation"), (Absence, "undo_absence"), (ScreenLock, "unlock_screen")],
)
def test_who_only_looks_on_is_offered_none_of_it(day: Day, model: type[Model], action: str):
    day.person("supervisor", password=PASSWORD)
    li = day.in_exam("Li")
    violation(day, "Li")
    incidents.lock_screen(day.proctor, li, text="请安静")
    day.at(9, 31)
    incidents.register_absence(day.proctor, day.sitting("Wang"))
    before = day.journal()

    act(client_of("supervisor"), model, action, list(model._default_manager.all()), confirmed="1", reason="x")

    assert day.journal() == before
