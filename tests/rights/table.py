"""The tables of docs/rights.md, and how what was found is compared with them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

PLACE = Path(__file__).resolve().parents[2] / "docs" / "rights.md"
Row = tuple[str, ...]
Found = dict[str, Row]


def table(title: str) -> Found:
    """The rows below the heading `title`: what is in backticks in the first column → the other cells."""
    section = PLACE.read_text(encoding="utf-8").split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    return dict(_rows(section))


def _rows(section: str) -> Iterator[tuple[str, Row]]:
    for line in section.splitlines():
        if line.startswith("| `"):
            first, *others = (cell.strip() for cell in line.strip().strip("|").split(" | "))
            yield first.strip("`"), tuple(others)


def compare(title: str, found: Mapping[str, Row]) -> None:
    """Fails with the lines that docs/rights.md would need: look at each of them before you enter it."""
    told = table(title)
    differ = [_line(name, row) for name, row in sorted(found.items()) if told.get(name) != row]
    gone = sorted(told.keys() - found.keys())
    assert (differ, gone) == ([], []), f"docs/rights.md, {title}:\n" + "\n".join(
        ["-- found, and not so in the table:", *differ, "-- in the table, and not found:", *gone]
    )


def _line(name: str, row: Row) -> str:
    return f"| `{name}` | " + " | ".join(row) + " |"
