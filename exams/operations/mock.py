"""What only a mock exam has: candidates who log in and answer by themselves, and 统一收卷 (M1–M3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from exams.models import MockAutomation, Session, Sitting
from exams.operations.asking import ask_machines
from exams.operations.session import allow_login, locked, not_ended, note
from formats.refused import N_, Refused
from journal import clock
from journal.actor import Actor
from rooms.models import Command, Machine, RemoteAct
from rooms.operations.machines import touch
from rooms.rights import require

COLLECT: Final = "collect_all"


def set_automation(
    actor: Actor, session: Session, *, log_in: bool | None = None, answer: bool | None = None
) -> MockAutomation:
    """Have the machines of a mock exam log their candidates in, and answer, or leave it to the candidates (M1, M2).

    Each names the state to reach; None leaves it as it is. What was logged in or answered before stays. Again does
    nothing. Raises `Refused` without the right, in a formal exam and after the end.
    """
    require(actor, "exams.run_session", session.room)
    _only_mock(session)
    with transaction.atomic():
        session = locked(session)
        not_ended(session)
        stored, _made = MockAutomation.objects.select_for_update().get_or_create(session=session)
        before = {"log_in": stored.logs_in, "answer": stored.answers}
        now = clock.now()
        stored.log_in_since = _since(stored.log_in_since, log_in, now)
        stored.answer_since = _since(stored.answer_since, answer, now)
        after = {"log_in": stored.logs_in, "answer": stored.answers}
        if after != before:
            stored.save(update_fields=["log_in_since", "answer_since"])
            note("automation_set", actor, session, before=before, after=after)
            touch(session.room.machines.values_list("pk", flat=True))
    return stored


def allow_mock_login(actor: Actor, session: Session, *, log_in: bool, answer: bool) -> Session:
    """允许登录 of a mock exam, with what was ticked beside it (M1): both, or with a refusal neither.

    Where login is allowed already it changes nothing: somebody else has chosen.
    """
    require(actor, "exams.run_session", session.room)
    _only_mock(session)
    with transaction.atomic():
        if locked(session).login_allowed_at is None:
            set_automation(actor, session, log_in=log_in, answer=answer)
        return allow_login(actor, session)


def collect_all(actor: Actor, session: Session, sittings: Sequence[Sitting] | None = None) -> RemoteAct:
    """统一收卷 (M3): the machines of all who are in the exam, or of these `sittings`, hand in what they have.

    The act follows what becomes of it; who is not in the exam or whose machine is offline is named in it at once.
    Pressed again it is for those who are left. Raises `Refused` without the right, in a formal exam, before the
    start and after the end, and when nobody is left to collect from.
    """
    require(actor, "exams.run_session", session.room)
    _only_mock(session)
    with transaction.atomic():
        session = locked(session)
        not_ended(session)
        machines = _machines(session, sittings)
        if not machines:
            raise Refused("collect.nobody", N_("Nobody of them is in the exam: there is nothing to collect."))
        arguments = {"submit": True, "session": str(session.uuid)}
        act = ask_machines(actor, session, machines, COLLECT, arguments)
        note("collected_all", actor, session, act=act.pk, machines=len(act.commands), left_out=len(act.refused))
    return act


def is_collected(sitting: Sitting) -> bool:
    """Whether the proctor has asked this sitting's machine to hand in: only that makes it early, and only in a mock."""
    if not sitting.session.plan.is_mock or sitting.holder_id is None or sitting.began_at is None:
        return False
    told = Command.objects.filter(machine_id=sitting.holder_id, kind="collect", issued_at__gte=sitting.began_at)
    return told.filter(arguments__submit=True, arguments__session=str(sitting.session.uuid)).exists()


def _only_mock(session: Session) -> None:
    if not session.plan.is_mock:
        raise Refused("mock.only", N_("This is a formal exam: automatic login, automatic answers and 统一收卷 are for mock exams only."))  # fmt: skip


def _since(stored: datetime | None, wanted: bool | None, now: datetime) -> datetime | None:
    if wanted is None:
        return stored
    return (stored or now) if wanted else None


def _machines(session: Session, sittings: Sequence[Sitting] | None) -> list[Machine]:
    in_exam = session.sittings.in_exam().filter(holder__isnull=False)
    chosen = in_exam if sittings is None else in_exam.filter(pk__in=[each.pk for each in sittings])
    return [each.holder for each in chosen.select_related("holder__room") if each.holder]
