"""Categories of reasons with texts to choose from, and what may be written to candidates (F7, F9)."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import get_language

REASONS: Final = Path(__file__).with_name("reasons.csv")
MESSAGES: Final = Path(__file__).with_name("message_templates.csv")
OTHER: Final = "other"
ENDS: Final = ("：", ": ")


@dataclass
class Category:
    """One category of a kind of reasons, in the reader's language, with texts that often follow it."""

    code: str
    words: str
    texts: list[str] = field(default_factory=list)


def reasons() -> Mapping[str, list[Category]]:
    """The categories by kind (fault, absence, leaving, mistake, outing), in the order of the file."""
    found: dict[str, dict[str, Category]] = {}
    for row in _rows(REASONS):
        words = row[f"words_{_language()}"]
        category = found.setdefault(row["kind"], {}).setdefault(row["code"], Category(row["code"], words))
        category.texts.append(row[f"text_{_language()}"])
    return {kind: list(categories.values()) for kind, categories in found.items()}


def message_templates() -> list[str]:
    return [row[f"text_{_language()}"] for row in _rows(MESSAGES)]


def category_of(reason: str) -> str:
    """The code of the category that a reason begins with, in either language, as the dialogs write it; else `other`."""
    for words, code in _codes().items():
        if reason == words or reason.startswith(tuple(words + end for end in ENDS)):
            return code
    return OTHER


@cache
def _codes() -> Mapping[str, str]:
    """The longest words first: one category may begin like another."""
    known = {row[f"words_{language}"]: row["code"] for row in _rows(REASONS) for language in ("zh", "en")}
    return dict(sorted(known.items(), key=lambda item: -len(item[0])))


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
