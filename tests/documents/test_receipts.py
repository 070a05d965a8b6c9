"""A candidate's receipt: signed by the room, checked by anybody (F3)."""

from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from exams import receipts
from exams.answers.models import LogRow
from exams.live.submitting import _submit
from exams.models import Submission
from formats import candidate_receipt, messages
from formats.candidate_receipt import CandidateReceipt
from formats.refused import Refused
from formats.signing import public_of
from proctor_site.documents.rendering import html_of
from tests.day import ROOM_CODE, Day

pytestmark = pytest.mark.django_db(databases="__all__")
KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
RECEIPT = CandidateReceipt(
    room=ROOM_CODE, session=1, ticket="19:1", epoch=1, revision=2, at=1_772_845_200_000, by="candidate", chain="ab" * 32
)


@pytest.fixture
def handed(day: Day) -> Day:
    day.answer(day.in_exam("Li"), "single/1", "A")
    day.submitted("Li")
    return day


def line(day: Day) -> str:
    return receipts.signed(Submission.objects.select_related(*receipts.RELATED).get(sitting=day.sitting("Li")))


def said(*words: str) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("receipt", *words, stdout=out)
    return out.getvalue()


# --- the line
def test_what_was_signed_is_read_again_also_broken_over_lines():
    text = candidate_receipt.write(KEY, RECEIPT)

    assert candidate_receipt.read(f" {text[:60]}\n{text[60:]} ", public=public_of(KEY)) == RECEIPT


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "receipt.malformed"),
        ("JKR1:1:2", "receipt.malformed"),
        ("JKR2" + candidate_receipt.write(KEY, RECEIPT)[4:], "receipt.malformed"),
        (candidate_receipt.write(KEY, RECEIPT).replace(":2:", ":x:"), "receipt.malformed"),
        (candidate_receipt.write(KEY, RECEIPT).replace(":2:", ":3:"), "receipt.unsigned"),
        (candidate_receipt.write(KEY, RECEIPT)[:-4], "receipt.unsigned"),
        (candidate_receipt.write(KEY, RECEIPT) + "é", "receipt.unsigned"),
        (candidate_receipt.write(OTHER, RECEIPT), "receipt.unsigned"),
    ],
)
def test_what_is_changed_copied_wrongly_or_of_another_room_is_refused(text: str, code: str):
    with pytest.raises(Refused) as refused:
        candidate_receipt.read(text, public=public_of(KEY))

    assert refused.value.code == code


# --- from the room to the candidate, and back
def test_the_machine_gets_the_signed_line_when_it_hands_in(day: Day):
    li = day.in_exam("Li")
    change = day.answer(li, "single/1", "A")
    day.at(9, 30)
    stored = LogRow.objects.get(n=change.n)
    assert isinstance(li.holder_id, UUID)
    frame = messages.Submit(sitting=li.pk, epoch=1, revision=1, chain=stored.chain, by="candidate")

    answer = _submit(li.holder_id, frame)

    assert isinstance(answer, messages.Submitted)
    assert receipts.check(answer.receipt.signed).holds


def test_the_command_says_that_the_receipt_holds(handed: Day, tmp_path):
    file = tmp_path / "receipt.txt"
    file.write_text(line(handed) + "\n", "utf-8")

    for given in (line(handed), str(file)):
        assert "and its log leads to the same hash" in said("verify", given)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_time_is_that_of_the_paper_in_the_zone_of_the_plan(handed: Day, elsewhere: bool):
    key = ["--key", said("key", ROOM_CODE).split()[0]] if elsewhere else []

    assert "handed in at 2026-03-07 09:30:00 (Asia/Shanghai)" in said("verify", line(handed), *key)


def test_a_changed_log_is_seen(handed: Day):
    row = LogRow.objects.get()
    LogRow.objects.filter(pk=row.pk).update(body=row.body.replace('"A"', '"B"'))

    with pytest.raises(CommandError, match="genuine"):
        said("verify", line(handed))


def test_a_submission_that_the_room_does_not_hold_is_said(handed: Day):
    text = line(handed)
    Submission.objects.all().delete()

    with pytest.raises(CommandError, match="does not agree"):
        said("verify", text)


def test_another_machine_checks_the_signature_with_the_key_of_the_room(handed: Day):
    text = line(handed)
    key = said("key", ROOM_CODE).split()[0]
    handed.room.__class__.objects.filter(pk=handed.room.pk).update(code="1999999009")

    assert "The signature holds" in said("verify", text, "--key", key)
    with pytest.raises(CommandError, match="is not on this machine"):
        said("verify", text)


@pytest.mark.parametrize(
    "words", [("verify", "/nowhere"), ("verify", "JKR1:x", "--key", "00"), ("key", "1"), ("verify", "JKR1:x")]
)
def test_what_cannot_be_checked_is_said(day: Day, words: tuple[str, ...]):
    with pytest.raises(CommandError):
        said(*words)


def test_the_receipts_of_a_session_stand_on_paper(handed: Day):
    page = html_of("receipts", handed.session, handed.now, language="zh-hans")

    assert line(handed) in page
    assert page.count('<article class="slip">') == 1
