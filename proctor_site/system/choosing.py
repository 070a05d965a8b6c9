"""Which places are meant: ticked, or written as seat numbers and addresses (S2)."""

import re
from collections.abc import Sequence
from typing import Final

from formats.refused import N_, Refused
from rooms.operations import Place

RANGE: Final = re.compile(r"(\d{1,3})(?:\s*[-–~]\s*(\d{1,3}))?")


def chosen(places: Sequence[Place], *, ticked: Sequence[str], written: str, everyone: bool) -> list[str]:
    """The keys of the places meant, in their order. `written` is like "1-20, 33, 192.168.0.15".

    Raises `Refused` for all that is written and is no seat and no address of the room.
    """
    if everyone:
        return [place.key for place in places]
    found = {part: _keys(places, part) for part in re.split(r"[,，;；、\s]+", written.strip()) if part}
    if unknown := [part for part, keys in found.items() if not keys]:
        told = N_("“%(part)s” is no seat and no address in this room.")
        raise Refused("remote.unknown", told, part=", ".join(unknown))
    meant = set(ticked).union(*found.values())
    return [place.key for place in places if place.key in meant]


def _keys(places: Sequence[Place], part: str) -> set[str]:
    numbers = RANGE.fullmatch(part)
    if not numbers:
        return {place.key for place in places if place.address == part}
    first, last = int(numbers[1]), int(numbers[2] or numbers[1])
    return {place.key for place in places if place.seat and first <= place.seat.number <= last}
