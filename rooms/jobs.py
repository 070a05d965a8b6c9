"""Slow work in the worker process: asked for once, told how far it is, taken up again when its worker died."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django_tasks import task

from formats.refused import Refused
from journal import clock
from rooms.models import Job, Room

log = logging.getLogger(__name__)
BEAT_EVERY_S: Final = 2.0
DEAD_AFTER: Final = timedelta(seconds=15)
NOBODY_WORKS_AFTER: Final = timedelta(seconds=5)
MOST_ATTEMPTS: Final = 2
State = Job.State
ANEW: Final = {"state": State.WAITING, "attempts": 0, "progress": 0, "ended_at": None, "beat_at": None}


class Cancelled(Exception):
    """Somebody took the job back while it ran."""


class Progress:
    """What work says about itself."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def tell(self, percent: int) -> None:
        """How far it is. Raises `Cancelled` when nobody wants it any more."""
        if not _running(self.job).update(progress=percent, beat_at=clock.now()):
            raise Cancelled


Work: TypeAlias = Callable[[Progress], dict[str, Any]]
_works: Final[dict[str, Work]] = {}


def slow_work(kind: str) -> Callable[[Work], Work]:
    """Names a function as the work of jobs of this kind; what it returns becomes the job's `result`."""

    def named(work: Work) -> Work:
        _works[kind] = work
        return work

    return named


# --- asking
def ask_for(
    kind: str, key: str, *, arguments: Mapping[str, Any], room: Room | None = None, by: int | None = None
) -> Job:
    """The job of this key: a new one, or the one that is there. One that failed or was cancelled begins anew, for who asks now."""
    with transaction.atomic():
        facts = {"kind": kind, "room": room, "by_id": by, "arguments": dict(arguments), "created_at": clock.now()}
        job, is_new = Job.objects.get_or_create(key=key, defaults=facts)
        if is_new:
            _enqueue(job)
        elif job.state in (State.FAILED, State.CANCELLED):
            ask_again(job, arguments=arguments, by=by)
    return job


def ask_again(job: Job, *, arguments: Mapping[str, Any], by: int | None) -> None:
    """Once more from the beginning, for who asks now; what the work has noted in its arguments itself stays."""
    _take_back(job, {**ANEW, "result": {}, "arguments": {**job.arguments, **arguments}, "by_id": by})


def begin_anew(job: Job) -> None:
    """Once more from the beginning, for who asked before."""
    _take_back(job, {**ANEW, "result": {}})


def look_at(job_id: UUID, now: datetime) -> Job:
    """The job as it stands; one whose worker died is taken up once more. Raises `Job.DoesNotExist`."""
    job = Job.objects.select_related("room").get(pk=job_id)
    if job.state == State.RUNNING and job.beat_at and now - job.beat_at > DEAD_AFTER:
        if job.attempts < MOST_ATTEMPTS:
            _take_back(job, {"state": State.WAITING, "beat_at": None})
        else:
            _running(job).update(state=State.FAILED, ended_at=now, result={"code": "worker.died"})
        job.refresh_from_db()
    return job


def nobody_works(job: Job, now: datetime) -> bool:
    """It waits, and no worker is to be seen that might take it."""
    if job.state != State.WAITING or now - job.created_at < NOBODY_WORKS_AFTER:
        return False
    return not Job.objects.filter(state=State.RUNNING, beat_at__gt=now - DEAD_AFTER).exists()


def cancel(job: Job) -> None:
    """Take a job back; one that has ended stays as it is."""
    Job.objects.open().filter(pk=job.pk).update(state=State.CANCELLED, ended_at=clock.now())


# --- working
@task()
def do(job_id: str, module: str) -> None:
    """What the worker calls: claim the job, work, and write down how it ended."""
    import_module(module)
    job = _claim(UUID(job_id))
    if job is None:
        return
    with _beating(job):
        state, result = _outcome(job)
    ended = {"state": state, "result": result, "progress": 100, "ended_at": clock.now()}
    _running(job).update(**ended)


def _outcome(job: Job) -> tuple[Job.State, dict[str, Any]]:
    try:
        return State.DONE, _works[job.kind](Progress(job))
    except Cancelled:
        return State.CANCELLED, {}
    except Refused as refused:
        return State.FAILED, {"code": refused.code, "text": refused.text, "values": refused.values}
    except Exception as fault:  # whatever it is, the page that waits has to hear of it
        log.exception("job %s (%s) failed", job.pk, job.kind)
        return State.FAILED, {"code": "failed", "fault": f"{type(fault).__name__}: {fault}"[:500]}


def _claim(job_id: UUID) -> Job | None:
    """The job, now ours; none if it was cancelled or somebody else has it."""
    job = Job.objects.select_related("room").filter(pk=job_id, state=State.WAITING).first()
    if job is None:
        return None
    mine = {"state": State.RUNNING, "attempts": job.attempts + 1, "beat_at": clock.now(), "progress": 0}
    if not Job.objects.filter(pk=job_id, state=State.WAITING, attempts=job.attempts).update(**mine):
        return None
    job.state, job.attempts = State.RUNNING, job.attempts + 1
    return job


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """A sign of life every other second for as long as the block lasts: the work itself may be deep in a library."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, over), name=f"beat of {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(job: Job, over: threading.Event) -> None:
    try:
        while not over.wait(BEAT_EVERY_S):
            try:
                _running(job).update(beat_at=clock.now())
            except OperationalError:  # the database is busy; the next beat is near
                log.warning("job %s missed a beat", job.pk)
    finally:
        connection.close()


def _running(job: Job) -> Any:
    """This very run of the job: another worker's, and a cancelled one, is not touched."""
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)


def _take_back(job: Job, facts: dict[str, Any]) -> None:
    with transaction.atomic():
        if Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts).update(
            **facts, created_at=clock.now()
        ):
            job.refresh_from_db()
            _enqueue(job)


def _enqueue(job: Job) -> None:
    """In the transaction that makes the job: the queue is in the same database."""
    do.enqueue(str(job.pk), _works[job.kind].__module__)
