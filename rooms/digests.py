"""Digests of a room's facts: what a check stores of what it went by, to see later whether it still holds (B2)."""

import hashlib
from typing import Any

from formats import canonical
from rooms.models import Room


def digest(facts: Any) -> str:
    """SHA-256 of the canonical form; equal facts, equal digest."""
    return hashlib.sha256(canonical.encode(facts)).hexdigest()


def seat_list_digest(room: Room) -> str:
    """Of numbers, addresses and the machines that hold them; a name or a note changes no check."""
    rows = room.seats.order_by("number").values_list("number", "ip", "machine")
    return digest([[number, ip, str(machine or "")] for number, ip, machine in rows])
