"""Retention: of what is over identities become pseudonyms and answers go; what happened stays proved (issue 6)."""

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from exams import blobs
from exams.answers.models import LogRow
from exams.models import Candidate, HeldAuthorization
from exams.reporting.models import ResultBackup
from exams.reporting.operations import report_result
from formats.refused import Refused
from incidents.models import Violation
from journal.models import Chain, PrivateValue
from journal.record import verify
from proctor_site.backup.contents import MANIFEST
from rooms.logbook.models import LogLine
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


def test_machines_logs_authorizations_and_files_go_too_and_backups_are_named(over: Day, here: Path):
    """Up to where the next session of the room began whose candidates still have names."""
    session, machine = over.session, over.room.machines.first()
    began = session.login_allowed_at
    assert machine is not None
    assert began is not None
    HeldAuthorization.objects.create(
        session=session, envelope=b"{}", source="file", received_at=began, valid_from=began, valid_until=began
    )
    for seq, at in enumerate((began, over.now), 1):
        LogLine.objects.create(machine=machine, seq=seq, at=at, machine_at=at, received_at=at, code="x")
    left = {name: written(here / name / "left", days=8) for name in ("packages", "uploads", "collecting", "documents")}
    fresh = written(here / "packages" / "fresh", days=1)
    written(here / "backups" / "jiankao-old" / MANIFEST, days=1)

    shown, done = purge("--dry-run"), purge("--confirm")

    assert "1 lines of machine logs" in shown
    assert "4 files go" in shown
    for told in (shown, done):
        assert str(here / "backups" / "jiankao-old") in told
        assert ResultBackup.objects.get().path in told
    assert [line.seq for line in LogLine.objects.all()] == [2]
    assert not HeldAuthorization.objects.exists()
    assert ([path.exists() for path in left.values()], fresh.exists()) == ([False] * 4, True)


def written(path: Path, *, days: int) -> Path:
    """A file that has lain there for so long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    at = time.time() - days * 86_400
    os.utime(path, (at, at))
    return path


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
