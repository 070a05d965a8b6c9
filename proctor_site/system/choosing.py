"""Which places are meant: ticked, or written as seat numbers and addresses (S2)."""

import re
from collections.abc import Sequence
from typing import Final

from formats.refused import N_, Refused
from rooms.operations import Place

RANGE: Final = re.compile(r"(\d{1,3})(?:\s*[-–~]\s*(\d{1,3}))?")


def chosen(places: Sequence[Place], *, ticked: Sequence[str], written: str, everyone: bool) -> list[str]:
    """The keys of the places meant, in their order. `written` is like "1-20, 33, 192.168.0.15".

    Raises `Refused` for what is written and is no seat and no address of the room.
    """
    if everyone:
        return [place.key for place in places]
    meant = set(ticked)
    for part in re.split(r"[,，;；、\s]+", written.strip()):
        if part:
            meant |= _keys(places, part)
    return [place.key for place in places if place.key in meant]


def _keys(places: Sequence[Place], part: str) -> set[str]:
    numbers = RANGE.fullmatch(part)
    if numbers:
        first, last = int(numbers[1]), int(numbers[2] or numbers[1])
        found = {place.key for place in places if place.seat and first <= place.seat.number <= last}
    else:
        found = {place.key for place in places if place.address == part}
    if not found:
        raise Refused("remote.unknown", N_("“%(part)s” is no seat and no address in this room."), part=part)
    return found
