"""The catalogue of violation types that comes with the program (E9)."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from incidents.models import ViolationType

FILE: Final = Path(__file__).with_name("violation_types.csv")


class Entry(NamedTuple):
    """One type, in both languages."""

    code: str
    category: str
    text_zh: str
    text_en: str


def entries() -> Iterator[Entry]:
    """The types in the order of the file; its column `source` is for people."""
    with FILE.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            yield Entry(row["code"], row["category"], row["description_zh"], row["description_en"])


def settle(*, using: str = "default", **_told: Any) -> None:
    """Make the stored catalogue hold what the file says; runs after every migrate.

    A type that somebody has registered under is never taken away.
    """
    if using != "default":
        return
    types = [ViolationType(**entry._asdict()) for entry in entries()]
    texts = [name for name in Entry._fields if name != "code"]
    ViolationType.objects.bulk_create(types, update_conflicts=True, unique_fields=["code"], update_fields=texts)
