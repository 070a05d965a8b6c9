"""What the server refuses at a machine is said in the language of its screen (C2)."""

import re
from pathlib import Path

import polib

from agent_client import server_words, words
from formats.refused import Refused

ROOT = Path(__file__).parents[2]
PLACES = (
    "exams/operations/sitting.py",
    "exams/operations/login_tries.py",
    "exams/live/logins.py",
    "incidents/operations/attendance.py",
)
LOGIN = re.compile(r'Refused\(\s*"(login\.\w+)"')


def heard(code: str, text: str, **values: object) -> Refused:
    """As the daemon makes it of the server's frame."""
    return Refused(code, text.replace("%", "%%"), **values)


def test_a_refusal_of_the_server_is_english_on_an_english_screen():
    refused = heard("login.other_seat", "你的机位是007，请到那里登录。", seat="007")

    assert words.say(refused, "en") == "Your seat is 007. Please go there."
    assert words.say(refused, "zh") == "你的机位是007，请到那里登录。"


def test_what_is_not_known_here_or_has_other_values_is_said_in_the_servers_words():
    assert words.say(heard("login.new", "100%新"), "en") == "100%新"
    assert words.say(heard("login.other_seat", "请到别处"), "en") == "请到别处"


def test_what_the_daemon_refuses_itself_stays_its_own():
    own = Refused("number.not_shown", "The seat number can be changed only while the proctor has it shown.")

    assert words.say(own, "en") == own.text


def test_every_refusal_of_the_login_is_there_in_english():
    found = {code for place in PLACES for code in LOGIN.findall((ROOT / place).read_text("utf-8"))}

    assert "login.locked" in found
    assert found <= server_words.codes()


def test_the_sentences_are_those_of_the_server():
    """But one: of a number that is taken the server says by whom, in one sentence or the other."""
    catalogue = polib.pofile(str(ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid for entry in catalogue if not entry.obsolete}

    assert {code for code, text in server_words._EN.items() if text not in known} == {"number.taken"}
