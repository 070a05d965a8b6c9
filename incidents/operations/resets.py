"""考生初始化: a candidate starts again with nothing, at the old deadline (E20)."""

from collections.abc import Sequence
from datetime import datetime

from exams.answers import log, progress
from exams.models import Sitting
from formats.refused import N_, Refused
from incidents.models import CodeRequest
from incidents.operations.codes import Asked, Permit, by_code
from incidents.operations.shared import given, login_allowed, note, one_session, stored
from journal import clock
from journal.actor import Actor
from rooms.operations.machines import touch
from rooms.operations.matters import withdraw_matters
from rooms.rights import require


def reset(actor: Actor, sittings: Sequence[Sitting], *, request: CodeRequest, code: str, reason: str) -> list[Sitting]:
    """Take candidates back to 未登录 with the old deadline: all of them or none.

    The epoch is raised, so the old machine is forced out; the old answers leave the sitting and stay sealed in the
    log. Raises `Refused` where the plan forbids it, for who has never logged in, has handed in or is absent, and
    for a code that does not permit it (`by_code`).
    """
    session = one_session(sittings)
    require(actor, "incidents.reset", session.room)
    text, keys = given(reason), [sitting.pk for sitting in sittings]
    progress.settle(keys)

    def begin_again(permit: Permit) -> list[Sitting]:
        return [_reset(actor, sitting, permit, text) for sitting in sittings]

    asked = Asked(CodeRequest.Kind.RESET, session, tuple(sittings))
    done = by_code(actor, request, code, asked, begin_again, reason=text)
    # after the commit, as with a resume: nobody can claim the next epoch until this is written;
    # `advance` and the next login write it should this process die here
    for sitting in done:
        log.leave_epochs(sitting.pk, sitting.epoch, clock.now_ms(), is_reset=True)
    progress.settle(keys)
    return done


def check_reset(sitting: Sitting, now: datetime) -> None:
    """`Refused` where a reset is not possible now; asked by the verb, its request and its preview."""
    login_allowed(sitting.session)
    name = sitting.candidate.name
    if not sitting.session.rules.allow_reset:
        raise Refused("reset.forbidden", N_("The plan does not allow that candidates are reset."))
    if sitting.state == Sitting.State.SUBMITTED:
        raise Refused("reset.submitted", N_("%(name)s has already handed in and cannot be reset."), name=name)
    if sitting.state == Sitting.State.ABSENT:
        raise Refused("reset.absent", N_("%(name)s is registered as absent. Undo the absence first."), name=name)
    if sitting.logged_in_at is None:
        raise Refused("reset.never_in", N_("%(name)s has never logged in; there is nothing to reset."), name=name)
    if sitting.state == Sitting.State.NOT_LOGGED_IN:
        raise Refused("reset.again", N_("%(name)s has been reset and can log in."), name=name)
    if sitting.deadline and sitting.deadline <= now:
        raise Refused("reset.over", N_("The exam time of %(name)s is over; nothing would be left."), name=name)


def _reset(actor: Actor, sitting: Sitting, permit: Permit, reason: str) -> Sitting:
    sitting = stored(sitting)
    check_reset(sitting, permit.now)
    old = sitting.holder_id
    values = {
        "before": sitting.state,
        "after": Sitting.State.NOT_LOGGED_IN,
        "epoch": sitting.epoch,
        "revision": sitting.revision,
        "head": sitting.chain,
        "answered": sitting.answered,
    }
    note("reset", actor, sitting, private={"reason": reason}, **values, **permit.values)
    sitting.locks.closed().update(lifted_at=permit.now)
    _begin_again(sitting)
    withdraw_matters(sitting.room, "package_waiting", sittings=[sitting.pk])
    touch([old] if old else [])
    return sitting


def _begin_again(sitting: Sitting) -> None:
    """As before the first login, but for the deadline and for having been in the exam, which stays true."""
    sitting.epoch += 1
    sitting.state, sitting.admission, sitting.holder = Sitting.State.NOT_LOGGED_IN, Sitting.Admission.RESET, None
    sitting.moves_to = None
    sitting.rules_read_at = sitting.last_saved_at = sitting.collected_at = None
    sitting.revision, sitting.answered = 0, 0
    sitting.chain = log.head(sitting.pk, sitting.epoch).chain.hex()
    sitting.save(
        update_fields=[
            "epoch", "state", "admission", "holder", "rules_read_at", "last_saved_at", "collected_at", "revision",
            "answered", "chain", "moves_to",
        ]
    )  # fmt: skip
