"""On the telephone room and test centre say the same words: on both pages, on paper and in refusals (E23)."""

from pathlib import Path

import polib
import pytest

from incidents.operations.codes import REFUSALS

CATALOGUES = Path(__file__).parents[2] / "locale" / "zh_Hans" / "LC_MESSAGES"
CONTEXT = "code request"
FIELDS = {
    "Kind of code": "授权类别",
    "Room code": "考场代码",
    "Exam project": "考试项目",
    "Session": "场次",
    "Minutes": "分钟数",
    "Number of candidates": "考生人数",
    "Digest of the tickets": "考生码",
    "Challenge": "请求码",
}
KINDS = {"late start": "Late start", "late candidate": "Late candidate", "extra time": "Extra time", "reset": "Reset"}


def chinese(domain: str, context: str | None) -> dict[str, str]:
    found = polib.pofile(str(CATALOGUES / f"{domain}.po"))
    return {entry.msgid: entry.msgstr for entry in found if entry.msgctxt == context and not entry.obsolete}


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_fields_of_a_request_have_one_name_each(domain: str):
    told = chinese(domain, CONTEXT)

    assert {field: told[field] for field in FIELDS} == FIELDS


def test_a_wrong_code_names_what_is_on_the_screen():
    refusal = REFUSALS["wrong"]
    told = chinese("django", None)[refusal]

    assert [field for field in FIELDS if field.lower() not in refusal.lower()] == []
    assert [word for word in FIELDS.values() if word not in told] == []


def test_the_kinds_have_one_name_each():
    page, room, centre = chinese("djangojs", "code"), chinese("django", "code"), chinese("django", "exam")

    told = {
        room[kind]: (page[KINDS[kind]], centre[{"reset": "reset of a candidate"}.get(kind, kind)]) for kind in KINDS
    }
    assert {word: set(others) for word, others in told.items()} == {word: {word} for word in told}
