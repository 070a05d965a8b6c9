"""Nothing of the candidate's log is told in the program's own words, and nothing of other people (E19, S1)."""

import json
import re
from collections.abc import Mapping
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from exams.models import Plan, Sitting
from exams.operations import Person, Unsealed, enter_session
from exams.packages import finding as package
from formats.messages import CommandKind, Outcome
from formats.refused import Refused
from incidents import operations as incidents
from incidents.candidate_log.telling import candidate_log
from incidents.candidate_log.values import COMMANDS, NAMED, OUTCOMES
from incidents.candidate_log.words import LABELS, MACHINE_WORDS, NOT_TOLD, told
from incidents.event_names import NAMES
from incidents.matter_names import MATTERS
from incidents.models import CodeRequest
from incidents.time_line import time_line
from journal.models import Event, PrivateValue
from rooms.operations import open_matter
from tests.candidate_log.told_keys import ROOT, codes_noted, keys_written, values_written
from tests.day import PASSWORD, Day
from tests.rights.people import full

EVENTS = ("incidents", "exams", "rooms/operations/matters.py", "rooms/operations/watched.py", "proctor_site/watch")


@pytest.mark.parametrize("places", [EVENTS, ("agent_client",)])
def test_every_key_that_may_be_written_has_a_label_or_is_not_told(places: tuple[str, ...]):
    assert sorted(keys_written(*places) - set(LABELS) - NOT_TOLD) == []


RAW = re.compile(r"[a-z_]{2,}")
CHAIN = re.compile(r"[0-9a-f]{16,}")


def zh(values: Mapping[str, object], code: str = "") -> str:
    with translation.override("zh-hans"):
        return told(values, ZoneInfo("Asia/Shanghai"), code)


@pytest.mark.parametrize("places", [EVENTS, ("agent_client",)])
def test_every_value_that_the_program_itself_writes_is_told_in_words(places: tuple[str, ...]):
    written = {pair for pair in values_written(*places) if pair[0] in LABELS}

    assert [pair for pair in sorted(written) if RAW.search(zh(dict([pair])))] == []


def test_every_value_of_a_closed_list_is_told_in_words():
    lists = {"outcome": [*get_args(Outcome), *package.Outcome], "kind": get_args(CommandKind), "state": Sitting.State}
    pairs = [(key, str(value)) for key, values in (lists | NAMED).items() for value in values]

    assert [pair for pair in pairs if RAW.search(zh(dict([pair])))] == []
    assert (set(get_args(CommandKind)), set(lists["outcome"])) == (set(COMMANDS), set(OUTCOMES))


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        ("resumed", {"before": 1, "after": 2}, "轮次 1 → 2"),
        ("candidate_moved", {"before": 7, "after": 13}, "机位 007 → 013"),
        ("candidate_moved", {"before": None, "after": 13}, "机位 013"),
        ("reset", {"before": "in_exam", "after": "not_logged_in"}, "状态 考试中 → 未登录"),
        ("extra_time_given", {"before": 1772850600000, "after": 1772850900000}, "结束时间 10:30:00 → 10:35:00"),
        ("matter_taken", {"before": None, "after": 7}, ""),
        ("package_collected", {"taken": ["single/3", "text/1"]}, "采用作答包 单选题3、简答题1"),
        ("automation_set", {"before": {"log_in": True}, "after": {"log_in": False}}, "自动登录 否"),
    ],
)
def test_what_has_changed_says_of_what(code: str, values: dict[str, object], said: str):
    assert zh(values, code) == said


def test_every_line_of_a_machine_has_a_name():
    assert sorted(codes_noted("agent_client") - set(MACHINE_WORDS)) == []


def test_every_event_has_a_name():
    written = {code for place in ("incidents", "exams", "rooms", "proctor_site") for code in codes_noted(place)}

    assert sorted(written - set(NAMES)) == []


def test_the_kinds_of_matters_have_the_page_s_names():
    page = (ROOT / "static/control_room/words/matters.js").read_text("utf-8")

    assert dict(re.findall(r'^  (\w+): \{ look.*?gettext\("([^"]*)"\)', page, re.M)) == _english(MATTERS)


def _english(names: Mapping[str, object]) -> dict[str, str]:
    with translation.override("en"):
        return {key: str(name) for key, name in names.items()}


@pytest.mark.django_db(databases="__all__")
def test_an_eventful_day_is_told_without_a_raw_key(day: Day):
    full(day)
    raw = {
        key
        for event in Event.objects.prefetch_related("private_values").filter(session=day.session.uuid)
        for key in (*json.loads(event.body)["values"], *(each.key for each in event.private_values.all()))
    }

    assert {key for key in raw if not re.fullmatch(r"invigilator_\d+", key)} - set(LABELS) - NOT_TOLD == set()


@pytest.mark.django_db(databases="__all__")
def test_an_eventful_day_is_told_without_a_raw_value(day: Day):
    """In the candidates' logs and on the printed time line; what people typed is theirs."""
    full(day)
    incidents.change_seat(day.proctor, day.sitting("Wang"), seat=7, reason="switch")
    day.answer(day.sitting("Li"), "single/1", "A")
    typed = {each.value for each in PrivateValue.objects.all()}
    with translation.override("zh-hans"):
        logs = [line for name in ("Li", "Wang") for line in candidate_log(day.sitting(name).pk, day.now).lines]
        moments = time_line(day.session).moments
    told_lines = [(line.what, line.detail) for line in logs] + [(moment.what, moment.detail) for moment in moments]
    details = {(what, part) for what, detail in told_lines for part in detail.split("；")}

    assert {pair for pair in details if RAW.search(_own_words(pair[1], typed))} == set()
    assert [moment.detail for moment in moments if moment.what == "出现待处理事项" and not moment.detail] == []


def _own_words(text: str, typed: set[str]) -> str:
    for each in sorted(typed, key=len, reverse=True):
        text = text.replace(each, "")
    return CHAIN.sub("", text)


@pytest.mark.django_db(databases="__all__")
def test_who_runs_the_session_is_named_without_telephones(day: Day):
    day.authorised()
    people = [Person("李四", "15011111112"), Person("王五", "010-6255 1111")]
    unsealed = Unsealed("演练", PASSWORD)
    enter_session(
        day.proctor, day.session, administrator=Person("张三", "15011111111"), invigilators=people, unsealed=unsealed
    )

    [line] = [line for line in lines(day, "Li") if line[0] == str(NAMES["session_entered"])]

    assert line[1] == "系统管理员 张三；监考老师 李四；监考老师 王五；未封场进入的原因 演练"


@pytest.mark.django_db(databases="__all__")
def test_a_matter_of_the_session_says_what_it_was(day: Day):
    open_matter(day.room, "late_limit", "x", session=day.session.uuid)

    assert lines(day, "Li")[-1] == ("出现待处理事项", "类型 迟到时限已到，请登记缺考")


@pytest.mark.django_db(databases="__all__")
def test_a_refused_code_is_told_only_of_those_it_was_for(day: Day):
    Plan.objects.update(code_key=bytes(32))
    li, _wang = day.in_exam("Li"), day.in_exam("Wang")
    request = incidents.request_code(
        day.proctor, day.session, kind=CodeRequest.Kind.EXTRA_TIME, sittings=[li], minutes=15
    )
    with pytest.raises(Refused):
        incidents.give_extra_time_by_code(
            day.proctor, [li], minutes=15, reason="断电", request=request, code="AAAA AAAA"
        )
    incidents.withdraw_code_request(day.proctor, request)

    of_codes = {name: [line for line in lines(day, name) if "授权码" in line[0]] for name in ("Li", "Wang")}

    assert [what for what, _detail in of_codes["Li"]] == ["申请授权码", "授权码被拒绝", "撤回授权码申请"]
    assert "原因 授权码错误" in of_codes["Li"][1][1]
    assert of_codes["Wang"] == []


def lines(day: Day, name: str) -> list[tuple[str, str]]:
    with translation.override("zh-hans"):
        return [(line.what, line.detail) for line in candidate_log(day.sitting(name).pk, day.now).lines]
