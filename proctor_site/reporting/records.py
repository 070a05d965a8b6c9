"""What happened in a session beside the answers, as plain records in a fixed order."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import Model, QuerySet

from exams.models import Session, TimeEntry
from exams.reporting.models import Unrecoverable
from incidents.models import Absence, CodeRequest, Outage, Resume, ScreenLock, Violation
from incidents.people import Attendance, Outing, RaisedHand
from journal import record

Record = dict[str, Any]
# What may still happen to words when the exam is over, each moment with what is told beside it: reported, but the
# result is no other one for it.
TRAFFIC: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "message": (("read_at",),),
    "raised_hand": (("answered_at", "answered_by"),),
    "screen_lock": (("acknowledged_at",), ("lifted_at",)),
}
OF_SITTINGS: tuple[tuple[str, type[Model], Sequence[str]], ...] = (
    ("violation", Violation, ("type__code", "description", "happened_at", "by__username", "at", "cancelled_at")),
    ("resume", Resume, ("epoch", "from_seat", "was_in_exam", "cut_began_at", "code", "reason", "by__username", "at")),
    ("time_entry", TimeEntry, ("cause", "ms", "began_at", "ended_at", "reason", "code", "by__username", "at")),
    ("absence", Absence, ("by__username", "at", "reason", "undone_at")),
    ("screen_lock", ScreenLock, ("text", "by__username", "at", "acknowledged_at", "lifted_at")),
    ("outage", Outage, ("epoch", "cause", "began_at", "ended_at", "at")),
    ("outing", Outing, ("reason", "allowed_by", "by__username", "at", "back_at", "back_by__username")),
    ("raised_hand", RaisedHand, ("words", "at", "answered_at", "answered_by__username")),
    ("unrecoverable", Unrecoverable, ("faults", "reason", "by__username", "at", "undone_at")),
)
ATTENDANCE: Sequence[str] = ("candidate__ticket", "way", "by__username", "at", "undone_at")
MESSAGE: Sequence[str] = ("sitting_id", "act", "text", "by__username", "at", "read_at")
CODE: Sequence[str] = (
    "kind", "minutes", "count", "tickets", "challenge", "code", "reason", "used_at", "used_by__username", "at",
    "by__username", "closed_at", "closed_why",
)  # fmt: skip
INTERRUPTION: Sequence[str] = ("text", "reason", "whole_room", "began_at", "ended_at", "by__username")


def records(session: Session) -> Iterator[Record]:
    """What concerns one sitting, then attendance and messages, then interruptions and codes with whom they concern."""
    for kind, model, names in OF_SITTINGS:
        found = model._default_manager.filter(sitting__session=session).order_by("pk")
        more = ("attachment",) if kind == "violation" else ()
        for row in _values(found, ("sitting_id", *names, *more)):
            path = row.pop("attachment", "")
            yield {"kind": kind, **row, **({"attachment_path": path} if path else {})}
    yield from _named("attendance", Attendance.objects.filter(candidate__session=session), ATTENDANCE)
    yield from _named("message", session.messages.all(), MESSAGE)
    yield from _with_sittings("interruption", session.interruptions.all(), INTERRUPTION)
    yield from _with_sittings("code", CodeRequest.objects.filter(session=session), CODE, renamed={"kind": "act"})


def at_the_end(found: Record, ended_at_ms: int) -> Record | None:
    """A record as it stood at 结束考试 where it is mere traffic; none where that came later.

    A message that is read, a hand that is answered or a screen that is unlocked after the end makes no other result,
    nor does a message that is sent then. Whatever else is registered later (a violation, a confirmation) does.
    """
    moments = TRAFFIC.get(found["kind"])
    if moments is None:
        return found
    later = (names for names in moments if (found[names[0]] or 0) > ended_at_ms)
    gone = {name: None for names in later for name in names}
    return {**found, **gone} if found["at"] <= ended_at_ms else None


def _named(kind: str, found: QuerySet[Any], names: Sequence[str]) -> Iterator[Record]:
    for row in found.order_by("at", "pk").values(*names):
        yield {"kind": kind, **{_short(name): record.plain(value) for name, value in row.items()}}


def _with_sittings(
    kind: str, found: QuerySet[Any], names: Sequence[str], *, renamed: dict[str, str] | None = None
) -> Iterator[Record]:
    for row in found.order_by("pk").prefetch_related("sittings"):
        (values,) = _values(type(row)._default_manager.filter(pk=row.pk), names)
        named = {(renamed or {}).get(name, name): value for name, value in values.items()}
        yield {"kind": kind, **named, "sittings": sorted(str(sitting.pk) for sitting in row.sittings.all())}


def _values(found: QuerySet[Any], names: Sequence[str]) -> Iterable[Record]:
    """Plain JSON under short names: `type__code` is told as `type`, `by__username` as `by`."""
    for row in found.values(*names):
        yield {_short(name): record.plain(value) for name, value in row.items()}


def _short(name: str) -> str:
    return name.split("__")[0].removesuffix("_id")
