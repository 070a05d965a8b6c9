"""An act carries what the page showed of each candidate; what has changed since is said, and not done.

So the same act of two proctors, of two tabs or of an impatient hand happens once.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import transaction

from exams.models import Sitting
from formats.refused import N_, Refused
from proctor_site.control_room.act import Act, bad

ADDS_UP: Final = frozenset(
    {"give_extra_time", "register_violation"}
)  # done twice it is twice; other verbs name a state


@contextmanager
def as_shown(act: Act, sitting: Sitting) -> Iterator[None]:
    """Around a verb for one candidate: `Refused` with what is now, when it is not what the page showed.

    What adds up is looked at under the lock that the verb takes, so that of two at the same moment one is refused.
    """
    shown = _shown(act, sitting)
    if not shown:
        yield
    elif act.verb in ADDS_UP:
        with transaction.atomic():
            _check(Sitting.objects.select_for_update().get(pk=sitting.pk), sitting, shown)
            yield
    else:
        _check(sitting, sitting, shown)
        yield


def all_as_shown(act: Act, sittings: Iterable[Sitting]) -> None:
    """Before a verb for all or none: `Refused` for the first who has changed."""
    for sitting in sittings:
        _check(sitting, sitting, _shown(act, sitting))


def _shown(act: Act, sitting: Sitting) -> dict[str, Any]:
    shown = act.body.get("shown", {})
    found = shown.get(str(sitting.pk), {}) if isinstance(shown, dict) else None
    if not isinstance(found, dict):
        raise bad("shown")
    return found


def _check(stored: Sitting, named: Sitting, shown: dict[str, Any]) -> None:
    for name, (now_of, refused) in FACTS.items():
        if name in shown and shown[name] != now_of(stored):
            raise refused(named, now_of(stored), stored)


def _state(sitting: Sitting, now: Any, stored: Sitting) -> Refused:
    text = N_("%(name)s has changed meanwhile: %(state)s now. Nothing was done; look again.")
    return Refused("shown.state", text, name=sitting.candidate.name, state=Sitting.State(now).label)


def _time(sitting: Sitting, now: Any, stored: Sitting) -> Refused:
    ends = stored.deadline.astimezone(sitting.session.plan.zone).strftime("%H:%M:%S") if stored.deadline else "-"
    text = N_("The time of %(name)s was changed meanwhile; the end is %(ends)s now. Nothing was done; look again.")
    return Refused("shown.time", text, name=sitting.candidate.name, ends=ends)


def _violations(sitting: Sitting, now: Any, stored: Sitting) -> Refused:
    text = N_("%(name)s has %(count)d violations now; the last was just registered. Nothing was done; look again.")
    return Refused("shown.violations", text, name=sitting.candidate.name, count=now)


def _resumes(sitting: Sitting, now: Any, stored: Sitting) -> Refused:
    text = N_("%(name)s was resumed meanwhile, %(count)d times by now. Nothing was done; look again.")
    return Refused("shown.resumes", text, name=sitting.candidate.name, count=now)


def _locked(sitting: Sitting, now: Any, stored: Sitting) -> Refused:
    lock = stored.locks.closed().first()
    if lock is None:
        free = N_("The screen of %(name)s is not locked any more. Nothing was done.")
        return Refused("shown.locked", free, name=sitting.candidate.name)
    locked = N_("The screen of %(name)s is locked already by %(by)s: “%(text)s”. Nothing was done.")
    return Refused("shown.locked", locked, name=sitting.candidate.name, by=lock.by_name, text=lock.text)


FACTS: Final[dict[str, tuple[Callable[[Sitting], Any], Callable[[Sitting, Any, Sitting], Refused]]]] = {
    "state": (lambda sitting: sitting.state, _state),
    "deadline_version": (lambda sitting: sitting.deadline_version, _time),
    "violations": (lambda sitting: sitting.violations.standing().count(), _violations),
    "resumes": (lambda sitting: sitting.resumes.count(), _resumes),
    "locked": (lambda sitting: sitting.locks.closed().exists(), _locked),
}
