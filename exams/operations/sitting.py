"""What a candidate does at a machine: log in, read the rules, hand in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from exams.answers import log
from exams.automation import logs_in_by_itself
from exams.entrance import ask_before_login
from exams.models import Claim, Session, Sitting, Submission
from exams.operations import login_tries
from exams.operations.closing import Head, believed, close, corrects, keep_submission
from exams.operations.mock import is_collected
from exams.operations.not_me import settled_by_login
from formats.refused import N_, Refused
from formats.typed import as_typed
from journal import clock, record
from journal.actor import Actor
from rooms.models import Machine
from rooms.operations.machines import touch
from rooms.operations.matters import open_matter, withdraw_matters


def log_in(machine_id: UUID, *, ticket: str, proof: str = "", address: str = "") -> Sitting:
    """Give the candidate's sitting to this machine (C2): the machine claims the sitting's epoch.

    The holder gets the same answer again. Returns the sitting as stored. Raises `Refused`
    outside the login window, for an unknown ticket or wrong proof, after handing in, after the
    late limit, and for a machine that is not the holder; the last also opens a matter. The fifth wrong try in a row
    locks the login at this machine.
    """
    machine = Machine.objects.select_related("room", "seat").get(pk=machine_id)
    session = _session_at(machine)
    with login_tries.counted(machine, session):
        sitting = _sitting_for(machine, session, as_typed(ticket), as_typed(proof))
    with transaction.atomic():
        sitting = _locked(sitting.pk)
        claim = Claim.objects.filter(sitting=sitting, epoch=sitting.epoch).first()
        if claim is None:
            return _claim(machine, sitting, address)
    if claim.machine_id == machine.pk:
        return sitting
    _held_elsewhere(machine, sitting, claim)
    raise Refused(
        "login.held_elsewhere",
        N_("This candidate is logged in at seat %(seat)s. Raise your hand: the invigilator can let you go on here."),
        seat=_seat_text(claim.seat_number),
    )


def read_rules(machine_id: UUID, sitting_id: UUID) -> Sitting:
    """The candidate pressed 我已阅读 (E7); after T0 the exam begins at once. Returns the sitting as stored."""
    with transaction.atomic():
        sitting = _locked(sitting_id)
        _require_holder(machine_id, sitting)
        if sitting.rules_read_at is None:
            sitting.rules_read_at = clock.now()
            sitting.save(update_fields=["rules_read_at"])
            _record("rules_read", sitting)
            begin([sitting], sitting.rules_read_at)
            touch([machine_id])
            login_tries.forget_tries(sitting.holder)  # type: ignore[arg-type]  # the holder was asked for
    return sitting


def begin(sittings: list[Sitting], now: datetime) -> list[Sitting]:
    """考试中 for those who are logged in and have read the rules, from max(T0, rules read); returns those who began.

    Inside the caller's transaction.
    """
    begun = [sitting for sitting in sittings if _may_begin(sitting, now)]
    for sitting in begun:
        sitting.state = Sitting.State.IN_EXAM
        sitting.began_at = max(sitting.subject.start_at, sitting.rules_read_at)  # type: ignore[type-var]  # _may_begin
    Sitting.objects.bulk_update(begun, ["state", "began_at"], batch_size=200)
    if begun:
        entries = [_entry("exam_begun", sitting, began_at=sitting.began_at) for sitting in begun]
        record.append_many(entries, chain=begun[0].room.chain)
        touch(sitting.holder_id for sitting in begun if sitting.holder_id)
    return begun


def submit(
    machine_id: UUID, sitting_id: UUID, *, by: str, head: Head, handed_in_at: datetime | None = None
) -> Submission:
    """Hand in at equal heads (C2, E24): what the machine states must be what the server holds.

    `handed_in_at` is when the candidate did so at the machine. It counts where it can be true, also when the deadline
    has closed the sitting meanwhile because nobody could hear it; else the sitting is closed now, or at its deadline.
    The same submit again gives the same submission. Raises `Refused` for a stale epoch, unequal
    heads, before the earliest submission time and outside the exam; then nothing has changed.
    """
    stored = log.head(sitting_id, head.epoch)
    with transaction.atomic():
        sitting = _locked(sitting_id)
        _require_claim(machine_id, sitting, head.epoch)
        if (stored.n, stored.chain.hex()) != (head.revision, head.chain):
            raise Refused("submit.unequal", N_("Not everything has arrived yet. It goes on by itself."))
        submission, now = _submission(sitting, head), clock.now()
        told = believed(sitting, handed_in_at, now) if by == Sitting.SubmittedBy.CANDIDATE else None
        if submission and sitting.state == Sitting.State.SUBMITTED and not corrects(sitting, told):
            return submission
        return _submit(sitting, head, _Hand(by, told, now))


def reopen(actor: Actor, sitting: Sitting) -> None:
    """考试中 again for a sitting that only its deadline has closed, when the ledger has a later one (E24, F2).

    Inside the caller's transaction, on a locked sitting. Does nothing while the deadline is not later than now.
    """
    by_deadline = sitting.submitted_by == Sitting.SubmittedBy.DEADLINE
    if not by_deadline or (sitting.deadline is not None and sitting.deadline <= clock.now()):
        return
    before = sitting.closed_at
    sitting.state, sitting.closed_at, sitting.submitted_by = Sitting.State.IN_EXAM, None, ""
    sitting.collected_at = None
    sitting.save(update_fields=["state", "closed_at", "submitted_by", "collected_at"])
    private = {"name": sitting.candidate.name, "ticket": sitting.candidate.ticket}
    values = {"before": "submitted", "after": "in_exam", "closed_at": before, "deadline": sitting.deadline}
    entry = record.Entry("reopened", actor, sitting.session.uuid, sitting.pk, values, private)
    record.append_many([entry], chain=sitting.room.chain)
    touch([sitting.holder_id] if sitting.holder_id else [])


def deadline_seen(machine_id: UUID, sitting_id: UUID, version: int) -> None:
    """The holder goes by this version of the deadline (F1)."""
    Sitting.objects.filter(pk=sitting_id, holder_id=machine_id, deadline_seen__lt=version).update(deadline_seen=version)


def planned_elsewhere(sitting: Sitting, seat: int | None) -> int | None:
    """The seat that the plan gave the candidate, if it is another one than `seat`; after a resume no seat is planned."""
    wanted = sitting.candidate.seat_number
    if wanted == seat or sitting.admission != Sitting.Admission.FIRST:
        return None
    return wanted


# --- log in
def _session_at(machine: Machine) -> Session:
    if not hasattr(machine, "seat"):
        raise Refused("login.no_seat", N_("This machine has no seat number yet. Tell the invigilator."))
    return _open_session(machine)


def _sitting_for(machine: Machine, session: Session, ticket: str, proof: str) -> Sitting:
    """The candidate's first sitting in the open session that is not settled; `Refused` where there is none."""
    sittings = _of_candidate(session, ticket)
    if not sittings:
        raise Refused("login.unknown_ticket", N_("This ticket number is not in this session. Check it digit by digit."))
    sitting = next((each for each in sittings if each.state not in Sitting.State.settled()), None)
    if sitting is None or not logs_in_by_itself(machine, sitting):
        _check_proof(session, sittings[0], proof)
    if sitting is not None:
        return sitting
    raise _settled(sittings[-1])


def _open_session(machine: Machine) -> Session:
    session = (
        Session.objects.live()
        .filter(plan__room=machine.room, login_allowed_at__isnull=False)
        .select_related("plan")
        .order_by("planned_start")
        .first()
    )
    if session is None:
        raise Refused("login.not_open", N_("Login is not open yet. Please wait."))
    return session


def _of_candidate(session: Session, ticket: str) -> list[Sitting]:
    found: QuerySet[Sitting] = session.sittings.filter(candidate__ticket=ticket)
    return list(found.select_related("candidate", "subject").order_by("subject__order"))


def _check_proof(session: Session, sitting: Sitting, proof: str) -> None:
    wanted = sitting.candidate.id_number
    if session.rules.login_by == "ticket_and_id" and proof.upper() != wanted.upper():
        raise Refused("login.proof", N_("The ID number does not belong to this ticket number. Check both."))


def _settled(sitting: Sitting) -> Refused:
    if sitting.state == Sitting.State.ABSENT:
        return Refused("login.absent", N_("You are registered as absent. Tell the invigilator."))
    return Refused("login.submitted", N_("You have already handed in."))


def _claim(machine: Machine, sitting: Sitting, address: str) -> Sitting:
    now = clock.now()
    _check_seat(machine, sitting)
    _check_late(sitting, now)
    ask_before_login(sitting)
    _check_machine_free(machine, sitting)
    if sitting.epoch > 1:
        is_reset = sitting.admission == Sitting.Admission.RESET
        log.leave_epochs(sitting.pk, sitting.epoch, clock.to_ms(now), is_reset=is_reset)
    seat = machine.seat.number
    Claim.objects.create(
        sitting=sitting, epoch=sitting.epoch, machine=machine, seat_number=seat, address=address or None, at=now
    )
    before = sitting.state
    sitting.holder, sitting.logged_in_at = machine, sitting.logged_in_at or now
    if sitting.state == Sitting.State.NOT_LOGGED_IN:
        sitting.state = Sitting.State.LOGGED_IN
    sitting.deadline_seen, sitting.moves_to = 0, None
    sitting.save(update_fields=["holder", "logged_in_at", "state", "deadline_seen", "moves_to"])
    _record("logged_in", sitting, epoch=sitting.epoch, seat=seat, before=before, after=sitting.state)
    settled_by_login(machine)
    if sitting.rules_read_at is not None:
        login_tries.forget_tries(machine)
    touch([machine.pk])
    return sitting


def _check_seat(machine: Machine, sitting: Sitting) -> None:
    """At another seat than the planned one the plan may refuse the login, or have the proctor told (B12).

    Who was sent to another seat can log in only there (F6).
    """
    if sitting.moves_to is not None and sitting.moves_to != machine.seat.number:
        seat = _seat_text(sitting.moves_to)
        raise Refused("login.moved", N_("Your seat is now %(seat)s. Please go there."), seat=seat)
    wanted = planned_elsewhere(sitting, machine.seat.number)
    if wanted is None:
        return
    match sitting.session.rules.other_seat:
        case "refuse":
            raise Refused("login.other_seat", N_("Your seat is %(seat)s. Please go there."), seat=_seat_text(wanted))
        case "warn":
            _warn_of_other_seat(machine, sitting, wanted)


def _check_late(sitting: Sitting, now: datetime) -> None:
    """Only the first login of a candidate who was never in this session can be late (E11); not in a mock exam."""
    session = sitting.session
    limit = session.after_start(session.rules.late_limit_min)
    first = sitting.admission == Sitting.Admission.FIRST and sitting.logged_in_at is None
    if first and limit and now > limit and not session.plan.is_mock:
        raise Refused("login.late", N_("The time for entering is over. Tell the invigilator."))


def _check_machine_free(machine: Machine, sitting: Sitting) -> None:
    other = machine.held_sittings.filter(state__in=Sitting.State.entered()).exclude(pk=sitting.pk).first()
    if other is not None:
        raise Refused("login.machine_busy", N_("Another candidate is logged in at this machine. Tell the invigilator."))


def _held_elsewhere(machine: Machine, sitting: Sitting, claim: Claim) -> None:
    open_matter(
        machine.room,
        "second_machine",
        f"{sitting.pk}:{machine.pk}",
        machine=machine,
        session=sitting.session.uuid,
        sitting=sitting.pk,
        values={"seat": machine.seat.number, "held_at": claim.seat_number},
    )


def _warn_of_other_seat(machine: Machine, sitting: Sitting, planned: int) -> None:
    open_matter(
        machine.room,
        "other_seat",
        f"{sitting.pk}:{machine.pk}",
        machine=machine,
        session=sitting.session.uuid,
        sitting=sitting.pk,
        values={"seat": machine.seat.number, "planned": planned},
    )


# --- submit
@dataclass(frozen=True)
class _Hand:
    """By what it is handed in, since when by the candidate if that is believed, and when it arrives."""

    by: str
    at: datetime | None
    now: datetime


def _submission(sitting: Sitting, head: Head) -> Submission | None:
    return sitting.submissions.filter(epoch=head.epoch, revision=head.revision, chain=head.chain).first()


def _submit(sitting: Sitting, head: Head, hand: _Hand) -> Submission:
    before = {"before": sitting.closed_at} if corrects(sitting, hand.at) else {}
    if sitting.state != Sitting.State.SUBMITTED or before:
        _close(sitting, hand)
    sitting.revision, sitting.chain, sitting.collected_at = head.revision, head.chain, hand.now
    sitting.save(update_fields=["state", "closed_at", "submitted_by", "revision", "chain", "collected_at"])
    stored = keep_submission(sitting, head, hand.now)
    for kind in ("second_machine", "package_waiting"):
        withdraw_matters(sitting.room, kind, sittings=[sitting.pk])
    values = {"by": sitting.submitted_by, "closed_at": sitting.closed_at, **before}
    _record("submitted", sitting, epoch=head.epoch, revision=head.revision, chain=head.chain, **values)
    touch([sitting.holder_id] if sitting.holder_id else [])
    return stored


def _close(sitting: Sitting, hand: _Hand) -> None:
    """By the candidate since he did so, by the deadline at the deadline, whenever the message comes."""
    if sitting.state not in (Sitting.State.IN_EXAM, Sitting.State.SUBMITTED):
        raise Refused("submit.not_in_exam", N_("The exam has not begun for you. There is nothing to hand in."))
    if hand.at is not None:
        return close(sitting, Sitting.SubmittedBy.CANDIDATE, hand.at)
    if sitting.deadline is not None and sitting.deadline <= hand.now:
        return close(sitting, Sitting.SubmittedBy.DEADLINE, sitting.deadline)
    if hand.by == Sitting.SubmittedBy.PROCTOR and is_collected(sitting):
        return close(sitting, Sitting.SubmittedBy.PROCTOR, hand.now)
    _check_early(sitting, hand.by, hand.now)
    return close(sitting, Sitting.SubmittedBy.CANDIDATE, hand.now)


def _check_early(sitting: Sitting, by: str, now: datetime) -> None:
    if by == Sitting.SubmittedBy.DEADLINE:
        raise Refused("submit.not_due", N_("The deadline has not been reached. Please go on."))
    if sitting.deadline is None:
        raise Refused("submit.interrupted", N_("The exam stands still. You can hand in when it goes on."))
    earliest = sitting.session.after_start(sitting.session.rules.earliest_submit_min)
    if earliest and now < earliest:
        at = earliest.astimezone(sitting.session.plan.zone)
        raise Refused("submit.too_early", N_("You can hand in from %(at)s on."), at=f"{at:%H:%M:%S}")


# --- shared
def _locked(sitting_id: UUID) -> Sitting:
    """The sitting as stored, locked until the transaction ends; `Refused` where there is none."""
    found = (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("candidate", "subject__session", "session__plan__room")
        .filter(pk=sitting_id)
        .first()
    )
    if found is None:
        raise Refused("sitting.unknown", N_("This sitting is not in this room. Tell the invigilator."))
    return found


def _may_begin(sitting: Sitting, now: datetime) -> bool:
    start = sitting.subject.start_at
    return (
        sitting.state == Sitting.State.LOGGED_IN
        and sitting.rules_read_at is not None
        and start is not None
        and start <= now
    )


def _require_holder(machine_id: UUID, sitting: Sitting) -> None:
    if sitting.holder_id != machine_id:
        raise Refused("sitting.not_holder", N_("This candidate is no longer at this machine."))


def _require_claim(machine_id: UUID, sitting: Sitting, epoch: int) -> None:
    claimed = Claim.objects.filter(sitting=sitting, epoch=epoch, machine_id=machine_id).exists()
    if not claimed or epoch != sitting.epoch:
        raise Refused("sitting.not_holder", N_("This candidate is no longer at this machine."))


def _record(code: str, sitting: Sitting, **values: Any) -> None:
    record.append_many([_entry(code, sitting, **values)], chain=sitting.room.chain)


def _entry(code: str, sitting: Sitting, **values: Any) -> record.Entry:
    """An event that the candidate's machine caused."""
    machine = Actor(kind="machine", machine=sitting.holder_id)
    private = {"name": sitting.candidate.name, "ticket": sitting.candidate.ticket}
    return record.Entry(code, machine, sitting.session.uuid, sitting.pk, values, private)


def _seat_text(number: int | None) -> str:
    return f"{number:03d}" if number else "-"
