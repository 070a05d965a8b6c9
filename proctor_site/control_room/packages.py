"""Answer packages on the page: shown with what one would change, and taken (E13, E14)."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.models import Sitting
from exams.packages.comparing import Difference, Extent, Given
from exams.packages.finding import Found
from exams.packages.words import late_said, outcome_said
from incidents import operations as incidents
from incidents.operations import Decision, Taken
from incidents.operations.packages import AFTER_THE_EXAM, RIGHT, check_collect, check_import, check_recover
from journal import clock
from proctor_site.control_room.act import Act, Answer, bad, done
from proctor_site.control_room.package_shelf import Brought
from rooms.rights import require

WAYS: Final = {"collect_package": check_collect, "import_package": check_import, "recover_package": check_recover}


# --- the acts
def _examine(act: Act) -> Answer:
    check = WAYS.get(act.text("for"))
    if check is None:
        raise bad("for")
    with _brought(act).opened() as stream:
        found = incidents.examine_package(act.actor, act.session, stream, wanted=_wanted(act))
    check(found.sitting, clock.now())
    return done(outcome_said(found), package=told(found))


def _collect(act: Act) -> Answer:
    taken = _take(act, incidents.collect_package)
    return _done(taken, _("Single collection done: %(name)s has submitted."))


def _import(act: Act) -> Answer:
    taken = _take(act, incidents.import_package)
    if not taken.added and not taken.questions:
        return _done(taken, _("Everything in the answer package of %(name)s is here already."))
    return _done(taken, _("The answer package of %(name)s is imported. Now resume the candidate."))


def _recover(act: Act) -> Answer:
    require(act.actor, AFTER_THE_EXAM, act.session.room)
    taken = _take(act, incidents.recover_package)
    if not taken.added and not taken.questions:
        return _done(taken, _("Everything in the answer package of %(name)s is here already."))
    return _done(taken, _("The answer package of %(name)s is taken. Verify the results again."))


def _take(act: Act, verb: Callable[..., Taken]) -> Taken:
    questions = act.body.get("take", [])
    if not isinstance(questions, list) or not all(isinstance(question, str) for question in questions):
        raise bad("take")
    decision = Decision(frozenset(questions), act.text("comparison"))
    with _brought(act).opened() as stream:
        taken = verb(act.actor, act.session, stream, decision=decision, reason=act.text("reason"), wanted=_wanted(act))
    _brought(act).forget()
    return taken


def _done(taken: Taken, text: str) -> Answer:
    sitting = taken.sitting
    added = ngettext("%(count)d change was new", "%(count)d changes were new", taken.added) % {"count": taken.added}
    result = {"sitting": str(sitting.pk), "name": sitting.candidate.name, "ok": True, "text": added}
    return {**done(text % {"name": sitting.candidate.name}), "results": [result]}


def _wanted(act: Act) -> Sitting | None:
    """Whose package the person expects, if one candidate was chosen."""
    if not act.body.get("sittings"):
        return None
    chosen = act.sittings()
    return chosen[0] if len(chosen) == 1 else None


def _brought(act: Act) -> Brought:
    """What this person has brought; `Refused` without the right, before it is looked for."""
    require(act.actor, RIGHT, act.session.room)
    try:
        upload = UUID(act.text("upload"))
    except ValueError as fault:
        raise bad("upload") from fault
    return Brought(act.session.uuid, act.actor.user_id or 0, upload)


# --- what the page shows
def told(found: Found) -> dict[str, Any]:
    """A package as the page shows it; times in ms."""
    manifest = found.manifest
    return {
        "sitting": str(found.sitting.pk),
        "outcome": found.outcome.value,
        "epoch": manifest.epoch,
        "seat": found.claim.seat_number,
        "made_at": manifest.made_at,
        "changes": manifest.revision,
        "server_changes": found.server.n,
        "new": len(found.new),
        "late": found.late_new,
        "late_text": late_said(found),
        "proven": found.is_proven,
        "files": len(manifest.contents),
        "bytes": sum(content.size for content in manifest.contents),
        "handed_in_at": manifest.submitted_at,
        "sides": {name: _extent(getattr(found.sides, name)) for name in ("package", "server", "taken")},
        "comparison": found.comparison,
        "differences": [_difference(difference) for difference in found.differences],
    }


def _extent(extent: Extent) -> dict[str, int | None]:
    return {"answered": extent.answered, "files": extent.files, "last_at": extent.last_at}


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "question": difference.question,
        "kind": difference.kind,
        "late": difference.late,
        "proposed": difference.is_proposed,
        "server": _given(difference.server),
        "package": _given(difference.package),
    }


def _given(given: Given) -> dict[str, Any]:
    files = [{"path": path, "size": entry.size} for path, entry in sorted(given.files.items())]
    return {"value": given.value, "files": files, "at": given.at}


PACKAGE_ACTS: Final[dict[str, Callable[[Act], Answer]]] = {
    "examine_package": _examine,
    "collect_package": _collect,
    "import_package": _import,
    "recover_package": _recover,
}
