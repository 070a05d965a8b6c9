"""The acts of the control room on time and seats: 补回, what is taken back, interruptions, moves (F1, F2, F5, F6)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.models import Sitting, TimeEntry
from formats.refused import N_, Refused
from incidents import operations as incidents
from incidents.models import Interruption
from incidents.telling import seat_text, whole_span
from journal import clock
from proctor_site.control_room.act import Act, Answer, bad, done
from proctor_site.control_room.coded_acts import code_request

Settle = Callable[..., Any]


def _give_back(act: Act) -> Answer:
    return _settle_losses(act, incidents.give_back, _given)


def _given(entries: list[TimeEntry]) -> str:
    return _("%(span)s given back") % {"span": whole_span(sum(entry.ms or 0 for entry in entries))}


def gives_back(act: Act) -> bool:
    """What was lost is to be given back together with a resume or a move (F2, F6)."""
    return act.body.get("give_back") is True


def booked(entries: list[TimeEntry]) -> str:
    """Done, and what was given back with it."""
    return _("Done, %(given)s") % {"given": _given(entries)} if entries else _("Done")


def _give_back_by_code(act: Act) -> Answer:
    """All of them or none: one code is for all."""
    given = incidents.give_back_by_code(
        act.actor,
        list(_losses(act)),
        until=_moment(act, "until"),
        minutes=act.number("minutes"),
        reason=act.text("reason"),
        request=code_request(act),
        code=act.text("code"),
    )
    by_sitting: dict[Sitting, list[TimeEntry]] = {}
    for entry in given:
        by_sitting.setdefault(entry.sitting, []).append(entry)
    return _summed([_result(sitting, partial(_given, entries)) for sitting, entries in by_sitting.items()])


def _refuse_loss(act: Act) -> Answer:
    return _settle_losses(act, incidents.refuse_loss, lambda entry: _("Noted; no time is given back"))


def _settle_losses(act: Act, verb: Settle, told: Callable[[Any], str]) -> Answer:
    """Loss by loss, each of its own candidate: one refusal stops no other."""
    until, reason = _moment(act, "until"), act.text("reason")
    results = [
        _result(sitting, lambda: told(verb(act.actor, sitting, began_at=began, until=until, reason=reason)))  # noqa: B023 - called at once
        for sitting, began in _losses(act)
    ]
    return _summed(results)


def _losses(act: Act) -> Iterable[tuple[Sitting, datetime]]:
    losses = act.body.get("losses")
    if not isinstance(losses, list) or not all(isinstance(loss, dict) for loss in losses):
        raise bad("losses")
    if not losses:
        raise Refused("act.nobody", N_("Choose at least one candidate."))
    act.body["sittings"] = [loss.get("sitting") for loss in losses]
    sittings = {str(sitting.pk): sitting for sitting in act.sittings()}
    for loss in losses:
        began, sitting = loss.get("began"), sittings.get(str(loss.get("sitting")))
        if sitting is None or not isinstance(began, int) or isinstance(began, bool):
            raise bad("losses")
        yield sitting, clock.from_ms(began)


def _result(sitting: Sitting, act: Callable[[], str]) -> Answer:
    told = {"sitting": str(sitting.pk), "name": sitting.candidate.name}
    try:
        return {**told, "ok": True, "text": act()}
    except Refused as refused:
        return {**told, "ok": False, "code": refused.code, "text": refused.say(_)}


def _summed(results: list[Answer]) -> Answer:
    count = sum(1 for result in results if result["ok"])
    text = ngettext("%(done)d of %(all)d loss settled.", "%(done)d of %(all)d losses settled.", len(results))
    return {"ok": count > 0, "text": text % {"done": count, "all": len(results)}, "results": results}


def _take_back_time(act: Act) -> Answer:
    entries = TimeEntry.objects.select_related("sitting__session__plan__room", "sitting__candidate")
    entry = entries.filter(pk=act.number("entry"), sitting__session=act.session).first()
    if entry is None:
        raise Refused("take_back.unknown", N_("This entry is not in the ledger of this session."))
    taken = incidents.take_back_time(act.actor, entry, reason=act.text("reason"))
    return done(_("%(span)s taken back.") % {"span": whole_span(-(taken.ms or 0))})


# --- interruptions
def _interrupt(act: Act) -> Answer:
    interruption = incidents.interrupt(
        act.actor, act.session, text=act.text("text"), reason=act.text("reason"), sittings=_some(act)
    )
    return done(_stopped(interruption.sittings.count()))


def _stopped(count: int) -> str:
    return ngettext("%(count)d candidate stands still.", "%(count)d candidates stand still.", count) % {"count": count}


def _interrupt_afterwards(act: Act) -> Answer:
    interruption = incidents.interrupt_afterwards(
        act.actor,
        act.session,
        began_at=_moment(act, "from"),
        ended_at=_moment(act, "to"),
        reason=act.text("reason"),
        sittings=_some(act),
    )
    count = interruption.sittings.count()
    text = ngettext("%(count)d candidate was credited.", "%(count)d candidates were credited.", count)
    return done(text % {"count": count})


def _go_on(act: Act) -> Answer:
    found = Interruption.objects.select_related("session__plan__room")
    interruption = found.filter(pk=act.number("interruption"), session=act.session).first()
    if interruption is None:
        raise Refused("interrupt.unknown", N_("This interruption does not belong to this session."))
    return done(_credited(incidents.go_on(act.actor, interruption).sittings.count()))


def _credited(count: int) -> str:
    text = ngettext(
        "The exam goes on; %(count)d candidate was credited.",
        "The exam goes on; %(count)d candidates were credited.",
        count,
    )
    return text % {"count": count}


def _some(act: Act) -> list[Sitting] | None:
    """None for the whole room."""
    return None if act.body.get("sittings") == "all" else act.sittings()


# --- seats
def _change_seat(act: Act) -> Answer:
    sitting, seat, reason = _one(act.sittings()), act.number("seat"), act.text("reason")
    if gives_back(act):
        return _sent([sitting], incidents.change_seat_and_give_back(act.actor, sitting, seat=seat, reason=reason))
    incidents.change_seat(act.actor, sitting, seat=seat, reason=reason)
    return _sent([sitting])


def _swap_seats(act: Act) -> Answer:
    sittings, reason = act.sittings(), act.text("reason")
    if gives_back(act):
        return _sent(sittings, incidents.swap_seats_and_give_back(act.actor, sittings, reason=reason))
    incidents.swap_seats(act.actor, sittings, reason=reason)
    return _sent(sittings)


def _one(sittings: list[Sitting]) -> Sitting:
    if len(sittings) != 1:
        raise Refused("move.one", N_("Choose one candidate to move, or two to swap."))
    return sittings[0]


def _sent(sittings: Iterable[Sitting], entries: Sequence[TimeEntry] = ()) -> Answer:
    """Where each is expected now, and what of `entries` is theirs."""
    results = []
    for sitting in sittings:
        sitting.refresh_from_db(fields=["moves_to"])
        text = _("logs in at seat %(seat)s") % {"seat": seat_text(sitting.moves_to)}
        own = [entry for entry in entries if entry.sitting_id == sitting.pk]
        told = _("; ").join([text, _given(own)] if own else [text])
        results.append({"sitting": str(sitting.pk), "name": sitting.candidate.name, "ok": True, "text": told})
    return {**done(_("Done")), "results": results}


def _moment(act: Act, name: str) -> datetime:
    try:
        return clock.from_ms(act.number(name))
    except (OverflowError, ValueError, OSError) as fault:
        raise bad(name) from fault


TIME_ACTS: Final[dict[str, Callable[[Act], Any]]] = {
    "give_back": _give_back,
    "give_back_by_code": _give_back_by_code,
    "refuse_loss": _refuse_loss,
    "take_back_time": _take_back_time,
    "interrupt": _interrupt,
    "interrupt_afterwards": _interrupt_afterwards,
    "go_on": _go_on,
    "change_seat": _change_seat,
    "swap_seats": _swap_seats,
}
