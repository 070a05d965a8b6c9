"""Retention: of what is over identities become pseudonyms and answers go; what happened stays proved (issue 6)."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from exams import blobs
from exams.answers.models import LogRow
from exams.models import Candidate
from exams.reporting.operations import report_result
from formats.refused import Refused
from incidents.models import Violation
from journal.models import Chain, PrivateValue
from journal.record import verify
from tests.administration.browsing import client_of
from tests.day import Day
from tests.reporting.conftest import reported
from tests.reporting.stand_in import ResultCentre

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


def purge(*words: str) -> str:
    said = StringIO()
    call_command("purge", *words, "--lang", "en", stdout=said)
    return said.getvalue()


@pytest.fixture
def over(ended: Day, centre: ResultCentre) -> Day:
    """Reported three years and a day ago."""
    reported(ended)
    ended.later(days=1096)
    return ended


def test_what_is_over_is_shown_first_and_nothing_changes(over: Day):
    before = (over.journal(), LogRow.objects.count(), PrivateValue.objects.count())

    said = purge("--dry-run")

    assert "5 identities, 2 rows of answers" in said
    assert (over.journal(), LogRow.objects.count(), PrivateValue.objects.count()) == before


def test_identities_become_pseudonyms_answers_go_and_the_chain_holds(over: Day, here: Path):
    session = over.session
    sha256 = LogRow.objects.get(body__contains="sha256").body.split('"sha256":"')[1][:64]

    purge("--confirm")

    people = list(Candidate.objects.order_by("sequence").values_list("ticket", "name", "id_number"))
    assert people == [(f"P-{number}", f"P-{number}", "") for number in range(1, 6)]
    assert (Violation.objects.get().description, LogRow.objects.count()) == ("", 0)
    assert not blobs.place(sha256).exists()
    assert not PrivateValue.objects.filter(event__session=session.uuid).exclude(event__code="purged").exists()
    assert [fault for chain in Chain.objects.all() for fault in verify(chain)] == []
    assert over.journal()[-1] == "purged"
    assert "Nothing has been kept long enough" in purge("--confirm")


def test_what_is_not_reported_or_not_old_enough_stays(ended: Day):
    ended.later(days=5000)
    assert "Nothing has been kept long enough" in purge("--confirm")

    assert not Candidate.objects.filter(ticket__startswith="P-").exists()


def test_what_was_purged_is_neither_verified_nor_reported_again(over: Day):
    purge("--confirm")
    before = over.journal()

    page = client_of("boss").get(f"/admin/reporting/{over.session.uuid}/").content.decode()
    with pytest.raises(Refused) as refused:
        report_result(over.proctor, over.session, content="ab" * 32)

    assert (refused.value.code, over.journal()) == ("report.purged", before)
    assert "已按保存期限清除" in page


def test_each_of_the_two_has_its_own_time(over: Day):
    purge("--confirm", "--identities-days", "0")

    assert (Candidate.objects.filter(ticket__startswith="P-").count(), LogRow.objects.count()) == (0, 0)
