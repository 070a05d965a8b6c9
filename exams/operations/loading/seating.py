"""Who sits where (B12): by sequence, by lot, by the candidate list, or nowhere in particular."""

import hashlib
from collections.abc import Iterable, Sequence


def draw(tickets: Iterable[str], seats: Sequence[int], seed: str) -> dict[str, int]:
    """A seat for each ticket number, the same for the same seed whatever the order they come in.

    Tickets stand in the order of SHA-256(seed:ticket), hexadecimal; the first gets the first of
    `seats`. Anybody can do it again by hand. Where seats run out they are counted on.
    """
    ordered = sorted(tickets, key=lambda ticket: (_lot(seed, ticket), ticket))
    return dict(zip(ordered, enough(seats, len(ordered)), strict=False))


def enough(seats: Sequence[int], wanted: int) -> list[int]:
    """The seats of a room; as long as there are too few, 1 to `wanted`."""
    return sorted(seats) if len(seats) >= wanted else list(range(1, wanted + 1))


def _lot(seed: str, ticket: str) -> str:
    return hashlib.sha256(f"{seed}:{ticket}".encode()).hexdigest()
