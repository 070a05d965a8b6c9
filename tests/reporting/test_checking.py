"""核对: every sitting is read from the disk again, and 上报 stays dark until each is clean or somebody answers for it (A1)."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from exams import blobs
from exams.answers.models import LogRow
from exams.models import Sitting
from exams.reporting.models import ResultUpload, Unrecoverable
from exams.reporting.verifying import look
from formats.refused import Refused
from incidents import operations as incidents
from incidents.people import Attendance, Message, RaisedHand
from journal.models import Event
from proctor_site.reporting import verifying, work
from proctor_site.reporting.checklist import Row, checklist
from proctor_site.reporting.records import records
from rooms.models import Command, Job
from tests.administration.browsing import client_of
from tests.day import PASSWORD, Day
from tests.reporting.conftest import FILE, done, ready, reported, session

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]

MOST_QUERIES = 56  # 54 today, two thirds of them for the person and the frame of the page


def verified(day: Day) -> list[Row]:
    done(verifying.ask_to_verify(day.proctor, session(day)), verifying)
    return checklist(look(session(day))).rows


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        act()
    return found.value.code


def report(day: Day) -> object:
    return work.ask_to_report(day.proctor, session(day))


def break_file(day: Day) -> None:
    sha256 = next(iter(found for found in LogRow.objects.filter(body__contains="sha256"))).body
    path = blobs.place(sha256.split('"sha256":"')[1][:64])
    path.write_bytes(FILE.replace(b"hello", b"hullo"))


def break_chain(day: Day) -> None:
    LogRow.objects.filter(sitting=day.sitting("Li").pk, n=1).update(body='{"kind":"answer","n":1}')


def lose_a_row(day: Day) -> None:
    LogRow.objects.filter(sitting=day.sitting("Li").pk, n=2).delete()


def not_confirmed(day: Day) -> None:
    Sitting.objects.filter(pk=day.sitting("Li").pk).update(collected_at=None)


def test_the_table_and_the_figures_are_those_of_the_manual(ended: Day):
    rows = verified(ended)

    li, wang = rows[0], rows[1]
    assert (li.package, li.is_collected, li.percent, li.violations, li.is_settled) == ("valid", True, 20, 1, True)
    assert (wang.package, wang.is_collected, wang.is_settled) == ("none", True, True)
    figures = [count for _name, count in checklist(look(session(ended))).figures]
    assert figures == [5, 1, 4, 1, 0, 0, 1]
    assert ended.journal()[-1] == "results_verified"


@pytest.mark.parametrize(
    ("what", "fault", "package"),
    [
        (break_file, "files", "broken"),
        (break_chain, "chain", "broken"),
        (lose_a_row, "head", "broken"),
        (not_confirmed, "uncollected", "valid"),
    ],
)
def test_what_is_not_clean_keeps_the_report_dark_until_somebody_answers_for_it(
    ended: Day, what: Callable[[Day], None], fault: str, package: str
):
    what(ended)
    li = verified(ended)[0]
    dark = refused(lambda: report(ended))

    incidents.confirm_unrecoverable(ended.proctor, li.sitting, reason="The disk is broken", password=PASSWORD)

    assert (fault in li.faults, li.package, dark) == (True, package, "report.unclean")
    assert checklist(look(session(ended))).is_clean
    assert refused(lambda: report(ended)) == "report.no_backup"
    assert ended.journal()[-1] == "unrecoverable_confirmed"


def test_a_confirmation_is_for_what_was_known_and_can_be_taken_back(ended: Day):
    not_confirmed(ended)
    li = verified(ended)[0].sitting
    incidents.confirm_unrecoverable(ended.proctor, li, reason="PC stolen", password=PASSWORD)

    break_file(ended)
    worse = verified(ended)[0].is_settled
    incidents.confirm_unrecoverable(ended.proctor, li, reason="and the disk", password=PASSWORD)
    both = checklist(look(session(ended))).is_clean
    incidents.undo_unrecoverable(ended.proctor, li)

    assert (worse, both, checklist(look(session(ended))).is_clean) == (False, True, False)
    assert Unrecoverable.objects.count() == 2


def test_nothing_is_confirmed_without_a_reason_a_password_or_a_fault(ended: Day):
    li = verified(ended)[0].sitting
    events = ended.journal()

    def confirm(reason: str, password: str) -> Callable[[], object]:
        return lambda: incidents.confirm_unrecoverable(ended.proctor, li, reason=reason, password=password)

    assert refused(confirm(" ", PASSWORD)) == "reason.missing"
    assert refused(confirm("x", "888")) == "password.wrong"
    assert refused(confirm("x", PASSWORD)) == "unrecoverable.clean"
    assert (ended.journal(), Unrecoverable.objects.count()) == (events, 0)


def test_what_comes_after_it_makes_a_verification_old(ended: Day):
    ready(ended)

    ended.answer(ended.sitting("Li"), "q3", "late")

    assert refused(lambda: report(ended)) == "report.unverified"


def test_collecting_again_asks_the_machine(ended: Day):
    not_confirmed(ended)
    asked = Command.objects.count()

    act = incidents.collect_again(ended.proctor, [ended.sitting("Li")])

    assert (len(act.commands) + len(act.refused), Command.objects.count() - asked) == (1, len(act.commands))
    assert ended.journal()[-1] == "collected_again"


def test_a_verification_that_was_cut_off_is_said_and_can_be_done_again(ended: Day, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verifying, "found_on_disk", lambda sitting: 1 // 0)
    verified(ended)
    monkeypatch.undo()
    browser, page = client_of("boss"), f"/admin/reporting/{ended.session.uuid}/"

    cut_off = browser.get(page).content.decode()
    browser.post(f"{page}verify/")
    done(Job.objects.get(), verifying)

    assert "核对因故障中断" in cut_off
    assert checklist(look(session(ended))).is_clean


def test_a_verification_is_of_the_person_who_asked_for_it(ended: Day):
    """Also where somebody else asked before, whose rights may have gone since."""
    verified(ended)
    colleague = ended.person("administrator")
    ended.boss.groups.clear()

    done(verifying.ask_to_verify(colleague, session(ended)), verifying)

    last = Event.objects.filter(code="results_verified").latest("number")
    assert (Job.objects.get().state, json.loads(last.body)["actor"]["user"]) == (Job.State.DONE, colleague.user_id)


def test_who_answers_for_what_is_reported_and_so_is_what_people_did(ended: Day):
    not_confirmed(ended)
    ready(ended)
    li = ended.sitting("Li")
    Attendance.objects.create(candidate=li.candidate, way="list", by=ended.boss, at=ended.now)
    Message.objects.create(session=ended.session, sitting=li, act=uuid4(), text="Wait", by=ended.boss, at=ended.now)

    told = {record["kind"]: record for record in records(session(ended))}

    assert (told["unrecoverable"]["faults"], told["unrecoverable"]["reason"]) == (["uncollected"], "The disk is broken")
    assert (told["attendance"]["candidate"], told["message"]["text"]) == (li.candidate.ticket, "Wait")


def test_only_an_administrator_may(ended: Day):
    li, invigilator = ended.sitting("Li"), ended.person("invigilator")

    codes = {
        refused(lambda: verifying.ask_to_verify(invigilator, session(ended))),
        refused(lambda: incidents.collect_again(invigilator, [li])),
        refused(lambda: incidents.confirm_unrecoverable(invigilator, li, reason="x", password=PASSWORD)),
        refused(lambda: incidents.undo_unrecoverable(invigilator, li)),
    }

    assert codes == {"right.missing"}


def settling(day: Day) -> list[str]:
    """What each way to settle Li is refused for."""
    li = day.sitting("Li")
    ways: list[Callable[[], object]] = [
        lambda: incidents.confirm_unrecoverable(day.proctor, li, reason="x", password=PASSWORD),
        lambda: incidents.undo_unrecoverable(day.proctor, li),
        lambda: incidents.collect_again(day.proctor, [li]),
    ]
    return [refused(way) for way in ways]


def test_what_the_centre_has_received_stays_as_it_is(ended: Day, centre: object):
    not_confirmed(ended)
    reported(ended)
    before = (ended.journal(), Command.objects.count())

    page = client_of("boss").get(f"/admin/reporting/{ended.session.uuid}/").content.decode()

    assert settling(ended) == ["report.done"] * 3
    assert (ended.journal(), Command.objects.count()) == before
    assert "重新回收" not in page


def test_what_a_machine_brings_after_the_receipt_can_be_settled_and_reported_as_a_new_version(
    ended: Day, centre: object
):
    reported(ended)
    ended.answer(ended.sitting("Li"), "q3", "from a machine that was away")
    break_file(ended)
    verified(ended)

    incidents.collect_again(ended.proctor, [ended.sitting("Li")])
    second = reported(ended)

    assert (second.version, second.is_received) == (2, True)
    assert Unrecoverable.objects.get().faults == ["files"]


def test_words_that_are_read_after_the_end_ask_for_no_new_backup(ended: Day):
    li = ended.sitting("Li")
    told = {"session": ended.session, "sitting": li, "by": ended.boss}
    assert li.holder is not None
    message = Message.objects.create(**told, act=uuid4(), text="Wait", at=ended.now)
    ready(ended)

    ended.later(minutes=5)
    Message.objects.filter(pk=message.pk).update(read_at=ended.now)
    Message.objects.create(**told, act=uuid4(), text="You may go", at=ended.now)
    RaisedHand.objects.create(id=uuid4(), machine=li.holder, sitting=li, words="May I?", at=ended.now)

    assert isinstance(report(ended), ResultUpload)


def test_what_else_is_registered_after_it_does(ended: Day):
    ready(ended)

    Attendance.objects.create(candidate=ended.sitting("Li").candidate, way="list", by=ended.boss, at=ended.now)

    assert refused(lambda: report(ended)) == "report.no_backup"


def test_the_page_reads_the_session_once(ended: Day):
    """Its sittings, the ends of their logs, and what is beside them."""
    ready(ended)
    browser, page = client_of("boss"), f"/admin/reporting/{ended.session.uuid}/"
    browser.get(page)

    with ExitStack() as stack:
        heard = [stack.enter_context(CaptureQueriesContext(connection)) for connection in connections.all()]
        browser.get(page)

    read = [query["sql"] for each in heard for query in each]
    assert sum("MAX(" in sql and "answers_logrow" in sql for sql in read) == 1
    assert sum('FROM "exams_sitting"' in sql and "ORDER BY" in sql for sql in read) == 1
    assert len(read) <= MOST_QUERIES


def test_a_person_sees_who_is_not_clean_and_confirms_it(ended: Day):
    not_confirmed(ended)
    browser, page = client_of("boss"), f"/admin/reporting/{ended.session.uuid}/"
    browser.get(page)
    verified(ended)

    shown = browser.get(page).content.decode()
    form = f"{page}unrecoverable/{ended.sitting('Li').pk}/"
    asked = browser.get(form).content.decode()
    wrong = browser.post(form, {"reason": "PC stolen", "password": "no"}).content.decode()
    browser.post(form, {"reason": "PC stolen", "password": PASSWORD})

    assert "确认无法回收" in shown
    assert "disabled" in shown
    assert "Li" in asked
    assert "errornote" in wrong or "errorlist" in wrong
    assert "PC stolen" in browser.get(page).content.decode()
