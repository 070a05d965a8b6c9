"""The lines of each source, in a fixed number of queries."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from exams.answers import log
from exams.answers.models import LogRow
from exams.models import Sitting
from incidents.candidate_log.lines import Line, Source
from incidents.candidate_log.stays import Stay
from incidents.candidate_log.values import clock_text
from incidents.candidate_log.words import name_of_line, told
from incidents.event_names import name_of
from incidents.questions import question_name
from incidents.telling import seat_text, span
from journal import clock
from journal.models import Event
from rooms.logbook.models import LogLine
from rooms.models import Cut

Kind = LogRow.Kind
DELAY: Final = timedelta(seconds=2)
STANDINGS: Final = {
    LogRow.Standing.QUARANTINE: "quarantine",
    LogRow.Standing.LATE: "late",
    LogRow.Standing.UNFIT: "unfit",
}


# --- the journal
def journal_lines(sitting: Sitting) -> Iterable[Line]:
    """What happened to the candidate, and to the whole session."""
    of_session = Q(session=sitting.session.uuid, sitting__isnull=True)
    events = Event.objects.filter(Q(sitting=sitting.pk) | of_session).prefetch_related("private_values")
    for event in events.order_by("at", "number"):
        body = json.loads(event.body)
        if event.sitting or _concerns(sitting, body["values"].get("sittings")):
            yield _event_line(sitting, event, body)


def _concerns(sitting: Sitting, named: object) -> bool:
    """An event of the session is everybody's unless it names sittings; some only count them."""
    return not isinstance(named, list) or not named or str(sitting.pk) in named


def _event_line(sitting: Sitting, event: Event, body: dict[str, Any]) -> Line:
    private = {each.key: each.value for each in event.private_values.all()}
    is_person = body["actor"]["kind"] == "user"
    seat = body["values"].get("seat")
    return Line(
        at=event.at,
        source=Source.PERSON if is_person else Source.SERVER,
        what=name_of(event.code),
        detail=told({**body["values"], **private}, sitting.session.plan.zone, event.code),
        who=private.get("actor", "") if is_person else "",
        place=" ".join(filter(None, (seat_text(seat) if seat else "", event.address))),
    )


# --- links, as the server saw them
def cut_lines(stays: Sequence[Stay]) -> Iterable[Line]:
    for cut in Cut.objects.filter(machine__in={stay.machine for stay in stays}):
        stay = next((each for each in stays if each.machine == cut.machine_id and each.covers(cut.began_at)), None)
        if stay is None:
            continue
        yield Line(cut.began_at, Source.SERVER, name_of("link_down"), place=_place(stay))
        if cut.ended_at:
            away = span(round((cut.ended_at - cut.began_at).total_seconds()) * 1000)
            detail = _("away for %(time)s") % {"time": away}
            yield Line(cut.ended_at, Source.SERVER, name_of("link_up"), detail, place=_place(stay))


# --- answers
def answer_lines(sitting: Sitting) -> Iterable[Line]:
    """That something was saved and how it stands; never what was answered."""
    rows = LogRow.objects.using(log.answers_alias()).of(sitting.pk)
    for row in rows.only("kind", "epoch", "n", "body", "standing", "received_at_ms").iterator(500):
        yield _change_line(sitting, row) if row.kind == Kind.CHANGE else _marker_line(row)


def _change_line(sitting: Sitting, row: LogRow) -> Line:
    change, received = json.loads(row.body), clock.from_ms(row.received_at_ms)
    made = clock.from_ms(change["at"])
    parts = [_question(change), _("change %(n)d of epoch %(epoch)d") % {"n": row.n, "epoch": row.epoch}]
    if received - made > DELAY:
        parts.append(_("made at %(at)s") % {"at": clock_text(made, sitting.session.plan.zone)})
    return Line(received, Source.ANSWERS, _saved(change, row), _("; ").join(filter(None, parts)))


def _question(change: dict[str, Any]) -> str:
    if change["kind"] != "file":
        return question_name(change.get("question", ""))
    size = _("%(bytes)d bytes") % {"bytes": change.get("size") or 0}
    return f"{change.get('path') or ''} ({size if change.get('sha256') else _('removed')})"


def _saved(change: dict[str, Any], row: LogRow) -> str:
    match row.standing:
        case LogRow.Standing.QUARANTINE:
            return _("Saved in quarantine: from an epoch that is over")
        case LogRow.Standing.LATE:
            return _("Saved as late: after the deadline")
        case LogRow.Standing.UNFIT:
            return _("Set aside: the question cannot have this answer")
    return _("File saved") if change["kind"] == "file" else _("Answer saved")


def _marker_line(row: LogRow) -> Line:
    words = {
        Kind.CLOSED: _("Epoch closed in the log of answers"),
        Kind.RESET: _("Answers begin anew from here"),
        Kind.ADOPTED: _("Answers taken over"),
    }
    detail = _("epoch %(epoch)d") % {"epoch": row.epoch}
    return Line(clock.from_ms(row.received_at_ms), Source.ANSWERS, words[Kind(row.kind)], detail)


# --- the machines' own logs
def machine_lines(sitting: Sitting, stays: Sequence[Stay]) -> Iterable[Line]:
    """What the machines wrote while the candidate sat there, or about this sitting at any time."""
    if not stays:
        return
    rows = LogLine.objects.filter(machine__in={stay.machine for stay in stays}, at__gte=min(s.began for s in stays))
    for row in rows.order_by("at", "seq"):
        stay = _stay_of(row, sitting, stays)
        if stay is not None:
            detail = told(row.values, sitting.session.plan.zone)
            what = name_of_line(row.code)
            yield Line(row.at, Source.MACHINE, what, detail, place=_place(stay), machine_at=row.machine_at)


def _stay_of(row: LogLine, sitting: Sitting, stays: Sequence[Stay]) -> Stay | None:
    here = [stay for stay in stays if stay.machine == row.machine_id]
    about = row.values.get("sitting")
    if about is not None:
        return here[-1] if about == str(sitting.pk) else None
    return next((stay for stay in here if stay.covers(row.at)), None)


def _place(stay: Stay) -> str:
    return f"{seat_text(stay.seat)} {stay.hostname}".strip()
