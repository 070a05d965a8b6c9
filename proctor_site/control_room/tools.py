"""Which button may be used, and why not (E2): a code with values, put into words by the page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from exams.models import Session, Sitting
from exams.operations import is_after_latest
from incidents.operations.codes import has_key
from journal.clock import to_ms
from proctor_site.control_room.facts import Facts

Tool = dict[str, Any]
READY: Final[Tool] = {"state": "ready"}
DONE: Final[Tool] = {"state": "done"}
State = Sitting.State


def off(why: str, **values: Any) -> Tool:
    return {"state": "off", "why": why, "values": values}


def tools(facts: Facts) -> dict[str, Tool]:
    """Every button of the toolbar by its verb."""
    shown = TOOLS | MOCK_TOOLS if facts.session.plan.is_mock else TOOLS
    found = {name: tool(facts) for name, tool in shown.items()}
    return found if not _waits_for_centre(facts) else {name: _waiting(name, tool) for name, tool in found.items()}


def _waits_for_centre(facts: Facts) -> bool:
    """The centre is away, and what it has to permit is not here (E1)."""
    session = facts.session
    is_here = session.authorised_at is not None or not session.plan.is_from_centre
    return facts.contact.is_away and (not is_here or session.ended_at is not None)


def _waiting(name: str, tool: Tool) -> Tool:
    return tool if name in ("authorise", "report") or tool["state"] != "ready" else off("centre_away")


def _start_client(facts: Facts) -> Tool:
    machines = [seat.machine for seat in facts.seats if seat.machine]
    if not machines:
        return off("no_machines")
    return DONE if all(machine.ui_on for machine in machines) else READY


def _authorise(facts: Facts) -> Tool:
    session = facts.session
    if session.authorised_at:
        return DONE
    if facts.papers_missing:
        return off("no_paper")
    if not facts.sittings:
        return off("no_candidates")
    opens, _planned = session.window(session.rules.auth_before_min)
    return off("window", **{"from": to_ms(opens)}) if facts.now < opens else READY


def _allow_login(facts: Facts) -> Tool:
    session = facts.session
    if session.login_allowed_at:
        return DONE
    if session.authorised_at is None:
        return off("not_authorised")
    opens, _planned = session.window(session.rules.login_before_min)
    return off("window", **{"from": to_ms(opens)}) if facts.now < opens else READY


def _allow_start(facts: Facts) -> Tool:
    session, rules = facts.session, facts.session.rules
    if session.start_at:
        return DONE
    opens, closes = session.window(rules.start_before_min, rules.start_after_min)
    if session.login_allowed_at is None and not _missed_its_authorization(facts):
        return off("no_login")
    if facts.now < opens:
        return off("window", **{"from": to_ms(opens)})
    if not is_after_latest(session, facts.now):
        return READY
    if not has_key(session):
        return off("no_codes")
    return {"state": "ready", "why": "late_code", "values": {"until": to_ms(closes)}}


def _missed_its_authorization(facts: Facts) -> bool:
    """Only a late-start code lets the centre's authorization still come (E8)."""
    session = facts.session
    return session.plan.is_from_centre and not session.authorised_at and is_after_latest(session, facts.now)


def _register_absence(facts: Facts) -> Tool:
    limit = facts.session.after_start(facts.session.rules.late_limit_min)
    if limit is None:
        return off("not_started")
    if facts.now < limit:
        return off("window", **{"from": to_ms(limit)})
    waiting = sum(row.sitting.never_came for row in facts.sittings)
    return {"state": "ready", "values": {"count": waiting}} if waiting else off("nobody")


def _incidents(facts: Facts) -> Tool:
    return READY if facts.session.login_allowed_at else off("no_login")


def _collect_single(facts: Facts) -> Tool:
    """In a formal exam from the earliest submission time on (E13)."""
    session = facts.session
    if not _started(facts):
        return off("not_started")
    earliest = session.after_start(session.rules.earliest_submit_min)
    if earliest and facts.now < earliest and not session.plan.is_mock:
        return off("window", **{"from": to_ms(earliest)})
    return READY


def _end_session(facts: Facts) -> Tool:
    if not _started(facts):
        return off("not_started")
    open_ones = len(facts.sittings) - len(facts.in_state(*State.settled()))
    return off("unsettled", count=open_ones) if open_ones else READY


def _collect_all(facts: Facts) -> Tool:
    if not _started(facts):
        return off("not_started")
    count = len(facts.in_state(State.IN_EXAM))
    return {"state": "ready", "values": {"count": count}} if count else off("nobody_in")


def _close_client(facts: Facts) -> Tool:
    busy = len(facts.in_state(State.IN_EXAM))
    return off("in_exam", count=busy) if busy else READY


def _report(session: Session) -> Tool:
    """The page says how far it is, and goes on by itself when the centre is back (A2)."""
    if session.ended_at is None:
        return off("not_ended")
    return DONE if session.reported_at else READY


def _until_ended(tool: Callable[[Facts], Tool]) -> Callable[[Facts], Tool]:
    def checked(facts: Facts) -> Tool:
        return off("ended") if facts.session.ended_at else tool(facts)

    return checked


def _started(facts: Facts) -> bool:
    start: datetime | None = facts.session.start_at
    return start is not None and start <= facts.now


TOOLS: Final[dict[str, Callable[[Facts], Tool]]] = {
    "start_client": _until_ended(_start_client),
    "authorise": _authorise,
    "allow_login": _allow_login,
    "allow_start": _allow_start,
    "register_absence": _until_ended(_register_absence),
    "register_violation": _until_ended(lambda facts: READY),
    "incidents": _until_ended(_incidents),
    "collect_single": _until_ended(_collect_single),
    "end_session": lambda facts: DONE if facts.session.ended_at else _end_session(facts),
    "report": lambda facts: _report(facts.session),
    "close_client": _close_client,
}

MOCK_TOOLS: Final[dict[str, Callable[[Facts], Tool]]] = {
    "auto_log_in": _until_ended(lambda facts: READY),
    "auto_answer": _until_ended(lambda facts: READY),
    "collect_all": _until_ended(_collect_all),
}
