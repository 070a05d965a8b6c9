"""The acts on open matters: put away, take over, give back; for one, or for all seats of a group (F4)."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from formats.refused import N_, Refused
from journal.actor import Actor
from proctor_site.control_room.act import Act, Answer, bad, done
from rooms import operations as rooms
from rooms.centre import contact
from rooms.models import Matter

Verb = Callable[[Actor, Matter], Matter]


def one_matter(act: Act) -> Matter:
    return _found(act, [act.number("matter")])[0]


def _matters(act: Act) -> list[Matter]:
    """What `matters` names; or the one that `matter` does."""
    if "matters" not in act.body:
        return [one_matter(act)]
    chosen = act.body["matters"]
    if not isinstance(chosen, list) or not chosen or not all(type(key) is int for key in chosen):
        raise bad("matters")
    return _found(act, chosen)


def _found(act: Act, ids: list[int]) -> list[Matter]:
    """Those of the room that are there; `Refused` when none is."""
    found = list(Matter.objects.filter(pk__in=ids, room=act.session.room).select_related("room").order_by("pk"))
    if not found:
        raise Refused("matter.unknown", N_("This matter is settled already."))
    return found


def _each(act: Act, verb: Verb, text: str) -> Answer:
    """One refusal stops no other; of one matter, or when all are refused, it is the answer."""
    found = _matters(act)
    refusals = [refused for matter in found if (refused := _refusal(act, verb, matter))]
    if len(refusals) == len(found):
        raise refusals[0]
    return done(" ".join([text, *dict.fromkeys(refused.say(_) for refused in refusals)]))


def _refusal(act: Act, verb: Verb, matter: Matter) -> Refused | None:
    try:
        verb(act.actor, matter)
    except Refused as refused:
        return refused
    return None


def _reconnect(act: Act) -> Answer:
    contact.reconnect(act.actor, act.session.room)
    return done(_("The test centre is asked again at once."))


MATTER_ACTS: Final[dict[str, Callable[[Act], Answer]]] = {
    "settle_matter": lambda act: _each(act, rooms.settle_matter, _("Settled.")),
    "take_matter": lambda act: _each(act, rooms.take_matter, _("Yours now.")),
    "give_back_matter": lambda act: _each(act, rooms.give_back_matter, _("Given back.")),
    "reconnect": _reconnect,
}
