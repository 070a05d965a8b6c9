"""What has changed between two pictures of a board; no database, no loop."""

from dataclasses import dataclass
from typing import Any, Final

from proctor_site.control_room.picture import Rows

SINGLE: Final = ("session", "tools", "counts", "lamps")
TABLES: Final = ("sittings", "seats", "matters", "codes", "feed")
GROWING: Final = ("feed",)


@dataclass(frozen=True)
class Shape:
    """The fields of a picture: single values, tables of rows by key, and which of these only grow."""

    single: tuple[str, ...] = SINGLE
    tables: tuple[str, ...] = TABLES
    growing: tuple[str, ...] = GROWING


CONTROL_ROOM: Final = Shape()


def whole(picture: dict[str, Any], shape: Shape = CONTROL_ROOM) -> dict[str, Any]:
    """A snapshot's fields: single values, and tables as lists."""
    return {
        **{name: picture[name] for name in shape.single},
        **{name: list(picture[name].values()) for name in shape.tables},
    }


def changes(before: dict[str, Any], after: dict[str, Any], shape: Shape = CONTROL_ROOM) -> dict[str, Any]:
    """A delta's fields; empty when nothing has changed."""
    found: dict[str, Any] = {name: after[name] for name in shape.single if after[name] != before[name]}
    for name in shape.tables:
        rows = _changed(before[name], after[name])
        if rows:
            found[name] = rows
    shrinking = [name for name in shape.tables if name not in shape.growing]
    gone = {name: keys for name in shrinking if (keys := _gone(before[name], after[name]))}
    return {**found, "gone": gone} if gone else found


def _changed(before: Rows, after: Rows) -> list[dict[str, Any]]:
    return [row for key, row in after.items() if before.get(key) != row]


def _gone(before: Rows, after: Rows) -> list[Any]:
    return [key for key in before if key not in after]
