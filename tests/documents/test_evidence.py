"""The evidence of one candidate for an appeal: explicit, recorded, whole (F17)."""

import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from exams.answers.models import LogRow
from incidents import operations as incidents
from incidents.evidence import evidence
from journal.models import Event
from proctor_site.templatetags.paper import breakable
from rooms.jobs import do
from rooms.models import Job
from tests.administration.browsing import client_of
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def told(day: Day, settings, tmp_path) -> Day:
    """Li has answered twice, got extra time for a reason, and handed in."""
    settings.DATA_DIR = tmp_path
    li = day.in_exam("Li")
    for value in ("B", "C"):
        day.answer(li, "single/1", value)
    incidents.give_extra_time(day.proctor, li, minutes=5, reason="鼠标更换")
    day.submitted("Li")
    return day


def address(day: Day) -> str:
    return reverse("documents:evidence", args=[day.session.uuid])


def taken(day: Day, client: Client, reason: str = "考生申诉") -> Job:
    client.post(address(day), {"sitting": day.sitting("Li").pk, "reason": reason})
    return Job.objects.get(kind="evidence")


def test_it_holds_time_answers_with_hashes_and_what_people_did(told: Day):
    found = evidence(told.sitting("Li").pk, told.now)

    rows = list(LogRow.objects.order_by("n"))
    assert found.answers == (("single/1", "C"),)
    assert [(each.place, each.value, each.chain) for each in found.changes] == [
        ("1/1", "B", rows[0].chain), ("1/2", "C", rows[1].chain),
    ]  # fmt: skip
    assert [(each.changes, each.chain, each.broken_at) for each in found.epochs] == [(2, rows[1].chain, None)]
    assert [each.chain for each in found.handed] == [rows[1].chain]
    assert [part.ms for part in found.parts] == [None, 90 * 60_000, 5 * 60_000]
    assert "extra_time_given" in [event.code for event in Event.objects.filter(sitting=told.sitting("Li").pk)]
    assert any("鼠标更换" in line.detail for line in found.acts)


def test_a_changed_answer_is_seen(told: Day):
    row = LogRow.objects.get(n=1)
    LogRow.objects.filter(pk=row.pk).update(body=row.body.replace('"B"', '"D"'))

    assert [each.broken_at for each in evidence(told.sitting("Li").pk, told.now).epochs] == [1]


def test_it_is_taken_with_a_reason_recorded_and_made_by_the_worker(told: Day):
    boss = client_of("boss")
    before = told.journal()

    job = taken(told, boss)
    do.call(str(job.pk), "proctor_site.documents.evidence")
    file = boss.get(reverse("documents:file", args=[job.pk])).getvalue()

    text = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages))
    person = told.sitting("Li").candidate
    parts = ("考生证据", person.id_number, "鼠标更换", "single/1", LogRow.objects.get(n=2).chain[:16], "调取考生证据")
    assert [part for part in parts if part not in text] == []
    assert told.journal() == [*before, "evidence_taken"]
    assert Event.objects.get(code="evidence_taken").private_values.get(key="reason").value == "考生申诉"


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_taken(told: Day, reason: str):
    before = told.journal()

    page = client_of("boss").post(address(told), {"sitting": told.sitting("Li").pk, "reason": reason, "q": "Li"})

    assert "请填写原因" in page.content.decode()
    assert (Job.objects.filter(kind="evidence").count(), told.journal()) == (0, before)


def test_nobody_chosen_is_said(told: Day):
    page = client_of("boss").post(address(told), {"sitting": "x", "reason": "考生申诉", "q": "Li"})

    assert "请先选择考生" in page.content.decode()


def test_the_candidate_is_found_by_ticket_name_or_seat_with_a_masked_number(told: Day):
    boss, person = client_of("boss"), told.sitting("Li").candidate

    pages = [boss.get(address(told), {"q": text}).content.decode() for text in (person.ticket[-4:], "Li")]

    assert [person.ticket in page for page in pages] == [True, True]
    assert person.id_number not in "".join(pages)
    assert "本场次没有符合的考生" in boss.get(address(told), {"q": "Nobody"}).content.decode()


@pytest.mark.parametrize("role", ["invigilator", "supervisor"])
def test_who_may_not_have_the_answers_may_not_have_the_evidence(told: Day, role: str):
    job = taken(told, client_of("boss"))
    told.person(role)
    client = client_of(role)

    places = [address(told), *(reverse(f"documents:{at}", args=[job.pk]) for at in ("job", "state", "file"))]

    assert [client.get(place).status_code for place in places] == [403] * 4


def test_what_a_candidate_typed_can_be_laid_out_and_shows_no_box():
    shown = breakable("x" * 150 + "\x0b\nabc")

    assert shown == f"{'x' * 60}\u200b{'x' * 60}\u200b{'x' * 30}\\x0b\nabc"
