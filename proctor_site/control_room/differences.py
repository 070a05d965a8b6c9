"""What has changed between two pictures of a board; no database, no loop."""

from typing import Any, Final

from proctor_site.control_room.picture import Rows

SINGLE: Final = ("session", "tools", "counts", "lamps")
TABLES: Final = ("sittings", "seats", "matters", "codes", "feed")
LEAVING: Final = ("sittings", "seats", "matters", "codes")


def whole(picture: dict[str, Any]) -> dict[str, Any]:
    """A snapshot's fields: single values, and tables as lists."""
    return {
        **{name: picture[name] for name in SINGLE},
        **{name: list(picture[name].values()) for name in TABLES},
    }


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """A delta's fields; empty when nothing has changed."""
    found: dict[str, Any] = {name: after[name] for name in SINGLE if after[name] != before[name]}
    for name in TABLES:
        rows = _changed(before[name], after[name])
        if rows:
            found[name] = rows
    gone = {name: keys for name in LEAVING if (keys := _gone(before[name], after[name]))}
    return {**found, "gone": gone} if gone else found


def _changed(before: Rows, after: Rows) -> list[dict[str, Any]]:
    return [row for key, row in after.items() if before.get(key) != row]


def _gone(before: Rows, after: Rows) -> list[Any]:
    return [key for key in before if key not in after]
