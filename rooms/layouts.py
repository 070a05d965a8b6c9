"""The plan of a room as a table: which seat stands in which row and column. No I/O."""

from collections.abc import Sequence
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_COLUMNS: Final = 20
DEFAULT_COLUMNS: Final = 8
Row = list[int | None]


class Order(models.TextChoices):
    """How the numbers go, seen from the front."""

    ROWS = "rows", _("row by row")
    ROWS_TURNING = "rows_turning", _("row by row, there and back")
    COLUMNS = "columns", _("column by column")
    COLUMNS_TURNING = "columns_turning", _("column by column, there and back")


def grid(numbers: Sequence[int], columns: int, order: str) -> list[Row]:
    """Rows from the front to the back; None where no seat stands."""
    numbers = sorted(numbers)
    if order in (Order.ROWS, Order.ROWS_TURNING):
        return [
            _turned(row, is_turned=order == Order.ROWS_TURNING and n % 2 == 1) for n, row in _lines(numbers, columns)
        ]
    deep = -(-len(numbers) // columns) if numbers else 0
    lines = _lines(numbers, deep) if deep else []
    upright = [_turned(line, is_turned=order == Order.COLUMNS_TURNING and n % 2 == 1) for n, line in lines]
    return [[line[row] for line in upright] for row in range(deep)]


def _lines(numbers: Sequence[int], length: int) -> list[tuple[int, Row]]:
    """Lines of that length in order, the last one filled up."""
    found = []
    for n, start in enumerate(range(0, len(numbers), length)):
        line: Row = list(numbers[start : start + length])
        found.append((n, line + [None] * (length - len(line))))
    return found


def _turned(line: Row, *, is_turned: bool) -> Row:
    return line[::-1] if is_turned else line
