"""Messages, hands, attendance, outings and reasons through the control room (F7, F8, F9, F13, F14)."""

import json
from typing import Any

import polib
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from exams.models import Candidate
from incidents import operations as incidents
from incidents.documents import record_sheet
from incidents.models import Attendance, Message, Outing, RaisedHand
from incidents.reasons import category_of, reasons
from journal import clock
from journal.models import Event
from proctor_site.control_room import facts
from proctor_site.control_room.picture import picture
from tests.administration.browsing import client_of
from tests.control_room.stub import CHINESE, ROOT
from tests.day import Day

MODELS: tuple[Any, ...] = (Message, RaisedHand, Outing, Attendance)
LISTS = [f"/admin/incidents/{model.__name__.lower()}/" for model in MODELS]


@pytest.fixture
def browser(day: Day) -> Client:
    return client_of("boss")


def base(day: Day) -> str:
    return f"/admin/control-room/{day.session.uuid}/"


def post(browser: Client, day: Day, verb: str, **body: Any) -> tuple[int, dict[str, Any]]:
    response = browser.post(f"{base(day)}{verb}/", body, content_type="application/json")
    return response.status_code, response.json()


def row(day: Day, name: str) -> dict[str, Any]:
    found = picture(facts.read(day.session.uuid, clock.now()))["sittings"][str(day.sitting(name).pk)]
    return {key: found[key] for key in ("present_at", "unread", "outs", "away_ms", "out_at")}


@pytest.mark.django_db(databases="__all__")
def test_a_morning_with_people(day: Day, browser: Client):
    """Ticked by the ticket, written to, out and back: on the board, in the lists, on the record sheet."""
    scanned = [post(browser, day, "scan_ticket", ticket=ticket) for ticket in (day.ticket("Li"), "001", "9999")]
    day.in_exam("Li")
    day.in_exam("Wang")
    li, wang = str(day.sitting("Li").pk), str(day.sitting("Wang").pk)
    written = post(browser, day, "send_message", sittings=[li, wang, str(day.sitting("Chen").pk)], text="Quiet")
    out = post(browser, day, "let_out", sittings=[li], allowed_by="Ann", reason="上卫生间")
    out_at = clock.now_ms()
    day.later(minutes=3)

    assert [(status, answer["text"]) for status, answer in scanned] == [
        (200, "Li 已登记到场。"),
        (200, "Li 之前已登记到场。"),
        (409, "本场次没有准考证号 9999，请逐位核对。"),
    ]
    assert (written[1]["text"], out[0]) == ("3名考生中完成3名。", 200)
    assert row(day, "Li") | {"present_at": 0} == {
        "present_at": 0, "unread": 1, "outs": 1, "away_ms": 0, "out_at": out_at,
    }  # fmt: skip

    post(browser, day, "let_in", sittings=[li])

    assert row(day, "Li")["away_ms"] == 180_000
    lists = {
        kind: browser.get(f"{base(day)}list/{kind}/").json()["rows"] for kind in ("messages", "outings", "attendance")
    }
    assert [(entry["name"], entry["read"]) for entry in lists["messages"]][-1][1] == "未读"
    assert [(entry["away"], entry["allowed_by"]) for entry in lists["outings"]] == [("3分钟", "Ann")]
    assert [entry["mismatch"] for entry in lists["attendance"]][:3] == ["", "已登录，未登记到场", ""]
    assert browser.get(f"{base(day)}list/outings/?format=xlsx").status_code == 200
    assert [outing.away_ms for outing in record_sheet(day.session, day.now).outings] == [180_000]


@pytest.mark.django_db(databases="__all__")
def test_a_reason_leaves_its_category_in_the_journal_and_the_approved_stands_on_the_sheet(day: Day, browser: Client):
    Candidate.objects.filter(name="Li").update(factor_permille=1250, large_type=True)
    li = day.in_exam("Li")

    post(browser, day, "resume", sittings=[str(li.pk)], reason="断电：考场停电")

    values = json.loads(Event.objects.get(code="resumed").body)["values"]
    assert (values["category"], values["before"], values["after"]) == ("power", 1, 2)
    sheet = record_sheet(day.session, day.now)
    assert sheet.resumes[0].reason == "断电：考场停电"
    assert [(care.factor, care.ms, care.large_type) for care in sheet.care] == [(1.25, 1_350_000, True)]


@pytest.mark.django_db(databases="__all__")
def test_what_people_did_is_listed_to_be_read_in_a_fixed_number_of_queries(day: Day, browser: Client):
    happen(day, browser, "Li")
    for address in LISTS:
        browser.get(address)
    few = [queries(browser, address) for address in LISTS]

    happen(day, browser, "Wang")

    assert [queries(browser, address) for address in LISTS] == few
    for model, address in zip(MODELS, LISTS, strict=True):
        entry = browser.get(f"{address}{model.objects.first().pk}/change/")
        assert (entry.status_code, b'name="_save"' in entry.content) == (200, False)


def happen(day: Day, browser: Client, name: str) -> None:
    sitting = day.in_exam(name)
    incidents.raise_hand(sitting.holder_id, sitting.pk, "help")  # type: ignore[arg-type]  # in the exam
    chosen = {"sittings": [str(sitting.pk)]}
    post(browser, day, "send_message", **chosen, text="Quiet")
    post(browser, day, "let_out", **chosen, allowed_by="Ann", reason="toilet")
    post(browser, day, "mark_present", **chosen)


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connections["default"]) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_the_categories_of_the_dialogs_are_those_of_the_catalogue():
    """The page's words are the catalogue's, in both languages: by them a category is known again."""
    source = (ROOT / "static/control_room/dialogs/reason.js").read_text()
    said = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CHINESE))}

    for kind in reasons():
        with translation.override("en"):
            english = [category.words for category in reasons()[kind]]
        with translation.override("zh-hans"):
            chinese = [category.words for category in reasons()[kind]]
        assert [said[words] for words in english] == chinese
        assert [f'gettext("{words}")' in source for words in english] == [True] * len(english)


@pytest.mark.parametrize(
    ("reason", "code"),
    [("断电", "power"), ("Power cut: room", "power"), ("考试机故障，无法交卷", "broken"), ("断电了", "other")],
)
def test_a_category_is_known_by_its_words(reason: str, code: str):
    assert category_of(reason) == code
