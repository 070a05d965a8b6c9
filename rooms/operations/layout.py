"""The plan of the room: how its seats stand (D3)."""

from django.db import transaction

from formats.refused import N_, Refused
from journal import record
from journal.actor import Actor
from rooms.layouts import MOST_COLUMNS, Order
from rooms.models import Room, RoomLayout
from rooms.rights import require


def set_layout(actor: Actor, room: Room, *, columns: int, order: str) -> RoomLayout:
    """Say in how many columns the seats stand, and how their numbers go; the same again is no event.

    Raises `Refused` without the right, or for columns or an order that cannot be; then nothing has changed.
    """
    require(actor, "rooms.manage_room", room)
    if not 1 <= columns <= MOST_COLUMNS:
        raise Refused("layout.columns", N_("A room has 1 to %(most)d columns of seats."), most=MOST_COLUMNS)
    if order not in Order.values:
        raise Refused("layout.order", N_("Choose one of the four orders of the seats."))
    with transaction.atomic():
        stored, _is_new = RoomLayout.objects.select_for_update().get_or_create(room=room)
        before = {"columns": stored.columns, "order": stored.order}
        stored.columns, stored.order = columns, order
        after = {"columns": columns, "order": order}
        if after != before:
            stored.save()
            record.append("layout_set", actor, chain=room.chain, before=before, after=after)
    return stored
