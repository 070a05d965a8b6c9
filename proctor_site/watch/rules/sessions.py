"""What of a session waits for a person: windows that are open, and what is to be done when they are over."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from proctor_site.watch.facts import RoomLook, SessionLook, State
from proctor_site.watch.rules.writing import in_session
from rooms.operations import Cause

BY_ITSELF_WITHIN: Final = timedelta(seconds=10)
SessionRule = Callable[[RoomLook, SessionLook], Cause | None]


def _window_authorise(room: RoomLook, look: SessionLook) -> Cause | None:
    session = look.session
    opens, closes = session.window(look.rules.auth_before_min, look.rules.start_after_min)
    if session.authorised_at or room.now < opens or not look.people:
        return None
    return in_session(room, look, "window_authorise", opens, until=closes)


def _window_login(room: RoomLook, look: SessionLook) -> Cause | None:
    """In a formal exam login opens by itself, unless something is in its way (E6, M1)."""
    session = look.session
    opens, closes = session.window(look.rules.login_before_min, look.rules.start_after_min)
    if session.login_allowed_at or not session.authorised_at or room.now < opens:
        return None
    is_due = session.plan.is_mock or room.now - max(opens, session.authorised_at) > BY_ITSELF_WITHIN
    return in_session(room, look, "window_login", opens, is_due=is_due, until=closes)


def _window_start(room: RoomLook, look: SessionLook) -> Cause | None:
    session, rules = look.session, look.rules
    opens, closes = session.window(rules.start_before_min, rules.start_after_min)
    if session.start_at or not session.login_allowed_at or room.now < opens:
        return None
    return in_session(room, look, "window_start", opens, until=closes)


def _late_limit(room: RoomLook, look: SessionLook) -> Cause | None:
    """Who has not come by now is absent, and somebody has to say so (E21)."""
    limit = look.session.after_start(look.rules.late_limit_min)
    if limit is None or room.now < limit or not any(person.sitting.never_came for person in look.people):
        return None
    return in_session(room, look, "late_limit", limit)


def _all_submitted(room: RoomLook, look: SessionLook) -> Cause | None:
    """Nobody is left: the session can be ended (E22)."""
    start = look.session.start_at
    if start is None or start > room.now or not look.people:
        return None
    if not all(person.is_in(*State.settled()) for person in look.people):
        return None
    moments = [person.sitting.closed_at or person.sitting.absent_at or start for person in look.people]
    return in_session(room, look, "all_submitted", max(moments))


SESSION_RULES: Final[dict[str, SessionRule]] = {
    "window_authorise": _window_authorise,
    "window_login": _window_login,
    "window_start": _window_start,
    "late_limit": _late_limit,
    "all_submitted": _all_submitted,
}
