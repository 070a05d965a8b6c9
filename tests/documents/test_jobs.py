"""Slow work: asked for once, made by the worker, taken up again once when its worker died (docs/architecture.md)."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from exams.models import Session
from formats.refused import Refused
from proctor_site.documents.works import RECORD_SHEET, ask_for_paper, file_of
from rooms import jobs
from rooms.jobs import Progress, ask_for, cancel, do, look_at, nobody_works, slow_work
from rooms.models import Job
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
State = Job.State


@slow_work("test")
def _counts(progress: Progress) -> dict[str, object]:
    progress.tell(50)
    return {"asked": progress.job.arguments["asked"]}


@slow_work("test_refused")
def _refused(progress: Progress) -> dict[str, object]:
    raise Refused("test.no", "Not with %(what)s.", what="this")


@slow_work("test_broken")
def _broken(progress: Progress) -> dict[str, object]:
    raise RuntimeError("broken")


@slow_work("test_cancelled")
def _cancelled(progress: Progress) -> dict[str, object]:
    cancel(progress.job)
    progress.tell(50)
    raise AssertionError("work goes on after it was cancelled")


def asked(kind: str = "test", key: str = "one") -> Job:
    return ask_for(kind, key, arguments={"asked": 1})


def worked(job: Job) -> Job:
    do.call(str(job.pk), __name__)
    job.refresh_from_db()
    return job


def test_the_same_key_is_one_job(day: Day):
    first, second = asked(), asked()

    assert (first.pk, DBTaskResult.objects.count()) == (second.pk, 1)


def test_a_job_ends_with_what_its_work_returned(day: Day):
    job = worked(asked())

    assert (job.state, job.progress, job.result, job.attempts) == (State.DONE, 100, {"asked": 1}, 1)
    assert asked().pk == job.pk


def test_a_refusal_is_kept_for_the_page_that_waits(day: Day):
    job = worked(asked("test_refused"))

    assert (job.state, job.result) == (
        State.FAILED, {"code": "test.no", "text": "Not with %(what)s.", "values": {"what": "this"}},
    )  # fmt: skip


@pytest.mark.filterwarnings("ignore")
def test_what_failed_begins_anew_when_it_is_asked_for_again(day: Day):
    failed = worked(asked("test_broken"))

    again = asked("test_broken")

    assert (failed.state, failed.result["fault"]) == (State.FAILED, "RuntimeError: broken")
    assert (again.pk, again.state, again.attempts) == (failed.pk, State.WAITING, 0)
    assert DBTaskResult.objects.count() == 2


def test_cancelled_work_stops_where_it_next_tells_how_far_it_is(day: Day):
    job = worked(asked("test_cancelled"))

    assert (job.state, job.result) == (State.CANCELLED, {})


def test_a_cancelled_job_is_not_begun(day: Day):
    job = asked()
    cancel(job)

    assert worked(job).attempts == 0


def test_two_workers_do_not_do_the_same_job(day: Day):
    job = worked(asked())

    worked(job)

    assert job.attempts == 1


def test_a_job_whose_worker_died_is_taken_up_once_more_and_then_given_up(day: Day):
    job = asked()
    looks = []
    for _run in range(2):
        assert jobs._claim(job.pk) is not None
        day.later(seconds=20)
        looks.append(look_at(job.pk, day.now).state)

    assert (looks, DBTaskResult.objects.count()) == ([State.WAITING, State.FAILED], 2)


def test_a_beating_job_is_left_alone(day: Day):
    job = asked()
    jobs._claim(job.pk)
    day.later(seconds=10)

    assert look_at(job.pk, day.now).state == State.RUNNING


def test_that_no_worker_runs_is_seen_after_five_seconds(day: Day):
    job = asked()
    at_once = nobody_works(job, day.now)
    later = nobody_works(job, day.now + timedelta(seconds=6))
    busy = asked(key="two")
    jobs._claim(busy.pk)

    assert (at_once, later, nobody_works(job, day.now + timedelta(seconds=6))) == (False, True, False)


def test_the_sheet_is_made_once_until_the_journal_goes_on(day: Day, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    first = ask_for_paper(RECORD_SHEET, day.session, language="zh-hans", by=day.boss.pk)
    do.call(str(first.pk), "proctor_site.documents.works")
    again = ask_for_paper(RECORD_SHEET, day.session, language="zh-hans", by=day.boss.pk)
    Session.objects.update(authorised_at=None)
    day.authorised()
    later = ask_for_paper(RECORD_SHEET, day.session, language="zh-hans", by=day.boss.pk)

    assert (again.pk, again.state) == (first.pk, State.DONE)
    assert file_of(first).read_bytes().startswith(b"%PDF-")
    assert (later.pk == first.pk, later.state) == (False, State.WAITING)


def test_a_file_that_was_lost_is_made_again(day: Day, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    first = ask_for_paper(RECORD_SHEET, day.session, language="zh-hans", by=day.boss.pk)
    do.call(str(first.pk), "proctor_site.documents.works")
    file_of(first).unlink()

    assert ask_for_paper(RECORD_SHEET, day.session, language="zh-hans", by=day.boss.pk).state == State.WAITING
