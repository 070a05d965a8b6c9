"""ID numbers as they are shown to people."""

from typing import Final

SHOWN_FIRST: Final = 3
SHOWN_LAST: Final = 2


def masked(number: str) -> str:
    """The first 3 and the last 2 characters; "" stays empty."""
    hidden = "*" * (len(number) - SHOWN_FIRST - SHOWN_LAST)
    return f"{number[:SHOWN_FIRST]}{hidden}{number[-SHOWN_LAST:]}" if number else ""
