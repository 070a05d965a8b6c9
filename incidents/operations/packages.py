"""单机收卷 and 导入作答包: an answer package from a candidate's machine is taken by hand (E13, E14)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from exams.answers import log, progress
from exams.models import Claim, Session, Sitting
from exams.operations.closing import Head, believed, close, corrects, keep_submission
from exams.packages.finding import Found, Outcome, find
from exams.packages.keeping import adopt, keep_changes, keep_contents, moved_on
from exams.packages.keys import private_key
from exams.reporting.readiness import check_not_reported
from exams.reporting.verifying import look
from formats.answer_package import open_package
from formats.refused import N_, Refused
from incidents.operations.shared import given, login_allowed, not_ended, note, stored
from journal import clock
from journal.actor import Actor
from rooms.operations.machines import touch
from rooms.operations.matters import open_matter, withdraw_matters
from rooms.rights import require

RIGHT = "rooms.work_room"
AFTER_THE_EXAM = "exams.export_answers"
WAITING = "package_waiting"


@dataclass(frozen=True)
class Decision:
    """What a person has decided on the questions at which package and server differ.

    `take` are those at which the package shall count; `comparison` names what the person has seen.
    """

    take: frozenset[str] = frozenset()
    comparison: str = ""


@dataclass(frozen=True)
class Taken:
    """What became of a package: `added` changes were new, `late` of them do not count by themselves."""

    sitting: Sitting
    outcome: Outcome
    added: int
    late: int
    questions: tuple[str, ...]


def examine_package(actor: Actor, session: Session, stream: BinaryIO, *, wanted: Sitting | None = None) -> Found:
    """What is in a package, verified and compared; nothing changes. Raises `Refused` as `find` does."""
    require(actor, RIGHT, session.room)
    return find(session, open_package(stream, private_key(session.room)), wanted=wanted, now=clock.now())


def collect_package(
    actor: Actor, session: Session, stream: BinaryIO, *, decision: Decision, reason: str, wanted: Sitting | None = None
) -> Taken:
    """单机收卷: what the package has is taken, and the sitting is submitted (E13).

    Again changes nothing. Raises `Refused` as `find` does, before the earliest submission time of a formal exam,
    for who was never in the exam, after 结束考试, and while it is not decided what counts where package and server
    differ; then nothing has counted.
    """
    return _take(actor, session, stream, _Way("package_collected", check_collect, _submit), decision, reason, wanted)


def import_package(
    actor: Actor, session: Session, stream: BinaryIO, *, decision: Decision, reason: str, wanted: Sitting | None = None
) -> Taken:
    """导入作答包: what the package has is taken, the sitting stays open for a resume (E14).

    Until then it is an open matter. Again changes nothing. Raises `Refused` as `find` does, after handing in, for
    an absent candidate, after 结束考试, and while it is not decided what counts; then nothing has counted.
    """
    return _take(actor, session, stream, _Way("package_imported", check_import, _leave_open), decision, reason, wanted)


def recover_package(
    actor: Actor, session: Session, stream: BinaryIO, *, decision: Decision, reason: str, wanted: Sitting | None = None
) -> Taken:
    """导入作答包 of 核对: after 结束考试 what a submitted candidate's package has is added to what the server has (A1).

    Again changes nothing. Raises `Refused` as `find` does, before the end, once the centre has what there is, for who has
    not handed in, and while it is not decided what counts where package and server differ; then nothing has counted.
    """
    require(actor, AFTER_THE_EXAM, session.room)
    return _take(actor, session, stream, _Way("package_recovered", check_recover, _submit), decision, reason, wanted)


def check_recover(sitting: Sitting, now: datetime) -> None:
    """`Refused` where a package cannot be taken after the exam."""
    session, name = sitting.session, sitting.candidate.name
    if session.ended_at is None:
        raise Refused("recover.not_ended", N_("The session has not ended: use single collection."))
    check_not_reported(look(session))
    if sitting.state != Sitting.State.SUBMITTED:
        raise Refused("recover.absent", N_("%(name)s has not handed in: there is nothing to complete."), name=name)


def check_collect(sitting: Sitting, now: datetime) -> None:
    """`Refused` where 单机收卷 is not possible now; asked by the verb and before its comparison."""
    session, name = sitting.session, sitting.candidate.name
    not_ended(session)
    _not_absent(sitting)
    if sitting.began_at is None or sitting.state == Sitting.State.NOT_LOGGED_IN:
        raise Refused("collect.not_in_exam", N_("%(name)s is not in the exam: there is nothing to hand in."), name=name)
    if sitting.state == Sitting.State.SUBMITTED or session.plan.is_mock:
        return
    if sitting.deadline is None:
        raise Refused("submit.interrupted", N_("The exam stands still. You can hand in when it goes on."))
    earliest = session.after_start(session.rules.earliest_submit_min)
    if earliest and now < earliest:
        at = earliest.astimezone(session.plan.zone)
        raise Refused("collect.too_early", N_("Single collection is possible from %(at)s on."), at=f"{at:%H:%M:%S}")


def check_import(sitting: Sitting, now: datetime) -> None:
    """`Refused` where 导入作答包 is not possible now."""
    login_allowed(sitting.session)
    _not_absent(sitting)
    if sitting.state == Sitting.State.SUBMITTED:
        raise Refused(
            "import.submitted",
            N_("%(name)s has handed in. Use single collection to add what this answer package has."),
            name=sitting.candidate.name,
        )


@dataclass(frozen=True)
class _Way:
    """What tells the two verbs apart: the event, the rule, and what becomes of the sitting."""

    event: str
    check: Callable[[Sitting, datetime], None]
    finish: Callable[["_Doing"], bool]


@dataclass(frozen=True)
class _Doing:
    """One package on its way into a sitting that is locked; `take` are the questions that were decided for it."""

    actor: Actor
    sitting: Sitting
    found: Found
    take: frozenset[str]
    now: datetime

    @property
    def handed_in_at(self) -> datetime | None:
        """By the candidate at that machine, where the package is proven to be its and whole."""
        told = self.found.manifest.submitted_at
        if told is None or not (self.found.is_proven and _is_whole(self.found)):
            return None
        return believed(self.sitting, clock.from_ms(told), self.now)


def _take(
    actor: Actor, session: Session, stream: BinaryIO, way: _Way, decision: Decision, reason: str, wanted: Sitting | None
) -> Taken:
    require(actor, RIGHT, session.room)
    text, now = given(reason), clock.now()
    package = open_package(stream, private_key(session.room))
    found = find(session, package, wanted=wanted, now=now)
    way.check(found.sitting, now)
    take = _decided(found, decision)
    keep_contents(package, session.room.pk, clock.to_ms(now))
    return _lay_in(actor, found, way, take, text, now)


def _lay_in(actor: Actor, found: Found, way: _Way, take: frozenset[str], reason: str, now: datetime) -> Taken:
    with transaction.atomic():
        sitting = stored(found.sitting)
        way.check(sitting, now)
        if sitting.epoch != found.sitting.epoch or log.head(*found.key) != found.server:
            raise moved_on()
        doing = _Doing(actor, sitting, found, take, now)
        keep_changes(found, clock.to_ms(now))
        adopt(found, take, clock.to_ms(now))
        progress.settle([sitting.pk])
        before = sitting.state
        sitting.refresh_from_db(fields=["revision", "chain", "answered", "last_saved_at"])
        if way.finish(doing):
            note(
                way.event,
                actor,
                sitting,
                private={"reason": reason},
                before=before,
                after=sitting.state,
                **_facts(doing),
            )
    return Taken(sitting, found.outcome, len(found.new), found.late_new, tuple(sorted(take)))


def _decided(found: Found, decision: Decision) -> frozenset[str]:
    """The questions at which the package shall count."""
    if not found.differences:
        return frozenset()
    if not decision.comparison:
        raise Refused(
            "answer_package.undecided",
            N_("Package and server differ at %(count)d questions. Compare them and choose what shall count."),
            count=len(found.differences),
        )
    known = {difference.question for difference in found.differences}
    if decision.comparison != found.comparison or not decision.take <= known:
        raise moved_on()
    return decision.take


def _submit(doing: _Doing) -> bool:
    """Whether this changed anything: the sitting is submitted, and collected when the machine has nothing more."""
    sitting, found = doing.sitting, doing.found
    is_new = bool(found.new or doing.take)
    is_moved = sitting.state != Sitting.State.SUBMITTED or corrects(sitting, doing.handed_in_at)
    if is_moved:
        _close(sitting, doing)
    if _is_whole(found) and (is_moved or sitting.collected_at is None):
        sitting.collected_at = sitting.collected_at or doing.now
        _keep_submission(doing)
        is_new = True
    sitting.save(update_fields=["state", "closed_at", "submitted_by", "collected_at"])
    for kind in ("second_machine", WAITING):
        withdraw_matters(sitting.room, kind, sittings=[sitting.pk])
    touch([sitting.holder_id] if sitting.holder_id else [])
    return is_new or is_moved


def _close(sitting: Sitting, doing: _Doing) -> None:
    """When the candidate handed in at the machine; else at the deadline, as the session clock would (E24)."""
    if doing.handed_in_at is not None:
        close(sitting, Sitting.SubmittedBy.CANDIDATE, doing.handed_in_at)
    elif sitting.deadline is not None and sitting.deadline <= doing.now:
        close(sitting, Sitting.SubmittedBy.DEADLINE, sitting.deadline)
    else:
        close(sitting, Sitting.SubmittedBy.PROCTOR, doing.now)


def _is_whole(found: Found) -> bool:
    """Whether the server has now exactly what that machine has, and no other machine has worked since."""
    return found.is_last and found.manifest.revision >= found.server.n


def _keep_submission(doing: _Doing) -> None:
    manifest = doing.found.manifest
    keep_submission(doing.sitting, Head(manifest.epoch, manifest.revision, manifest.chain), doing.now)


def _leave_open(doing: _Doing) -> bool:
    """Whether this changed anything: who works at a machine has to be resumed to see what was imported."""
    sitting, found = doing.sitting, doing.found
    if not found.new and not doing.take:
        return False
    if Claim.objects.filter(sitting=sitting, epoch=sitting.epoch).exists():
        open_matter(
            sitting.room,
            WAITING,
            str(sitting.pk),
            machine=sitting.holder,
            session=sitting.session.uuid,
            sitting=sitting.pk,
            values={"revision": found.manifest.revision, "added": len(found.new)},
        )
    return True


def _facts(doing: _Doing) -> dict[str, object]:
    found, manifest = doing.found, doing.found.manifest
    return {
        "outcome": found.outcome.value,
        "closed_at": doing.sitting.closed_at,
        "epoch": manifest.epoch,
        "machine": manifest.machine,
        "revision_before": found.server.n,
        "head_before": found.server.chain.hex(),
        "revision": manifest.revision,
        "head": manifest.chain,
        "added": len(found.new),
        "late": found.late_new,
        "proven": found.is_proven,
        "taken": sorted(doing.take),
        "kept": sorted({each.question for each in found.differences} - doing.take),
    }


def _not_absent(sitting: Sitting) -> None:
    if sitting.state == Sitting.State.ABSENT:
        name = sitting.candidate.name
        raise Refused("package.absent", N_("%(name)s is registered as absent. Undo the absence first."), name=name)
