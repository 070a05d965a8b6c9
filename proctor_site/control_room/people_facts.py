"""What the board shows of people beside their sittings: marks of attendance, who is out, what is unread (F8, F9, F13)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count

from exams.models import Session, Sitting
from incidents.models import Attendance, Message, Outing
from journal.clock import to_ms


def people_of(session: Session, sittings: list[Sitting]) -> Mapping[UUID, dict[str, Any]]:
    """Fields of the board's rows by sitting, in three queries. An outing that lasts counts in `outs`, not in `away_ms`."""
    present = dict(Attendance.objects.standing().filter(candidate__session=session).values_list("candidate", "at"))
    unread = Message.objects.unread().filter(session=session, sitting__isnull=False).order_by()
    waiting = dict(unread.values_list("sitting").annotate(count=Count("pk")))
    outings = _outings(session)
    return {
        sitting.pk: {
            "present_at": to_ms(present[sitting.candidate_id]) if sitting.candidate_id in present else None,
            "unread": waiting.get(sitting.pk, 0),
            **_away(outings[sitting.pk]),
        }
        for sitting in sittings
    }


def people_counts(people: Mapping[UUID, dict[str, Any]]) -> dict[str, int]:
    """Sittings marked as present and out of the room, and messages that nobody has read."""
    rows = people.values()
    return {
        "present": sum(1 for row in rows if row["present_at"]),
        "out": sum(1 for row in rows if row["out_at"]),
        "unread": sum(row["unread"] for row in rows),
    }


def _outings(session: Session) -> Mapping[UUID, list[Outing]]:
    found: dict[UUID, list[Outing]] = defaultdict(list)
    for outing in Outing.objects.filter(sitting__session=session):
        found[outing.sitting_id].append(outing)
    return found


def _away(outings: list[Outing]) -> dict[str, Any]:
    ended = [outing.back_at - outing.at for outing in outings if outing.back_at]
    standing = [outing for outing in outings if outing.back_at is None]
    return {
        "outs": len(outings),
        "away_ms": sum(ended, timedelta()) // timedelta(milliseconds=1),
        "out_at": to_ms(standing[0].at) if standing else None,
    }
