"""A cell of any kind of sheet, and the cleaning of what people type into one."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import Final, NamedTuple, TypeAlias

CellValue: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | None

FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class Kind(Enum):
    """What a cell holds, as far as reading it is concerned."""

    BLANK = auto()
    TEXT = auto()
    NUMBER = auto()
    DATE = auto()
    YES_OR_NO = auto()
    FORMULA = auto()
    ERROR = auto()


class Cell(NamedTuple):
    """One cell; `value` is as the file has it."""

    kind: Kind
    value: CellValue = None

    @property
    def is_blank(self) -> bool:
        return self.kind is Kind.BLANK or (self.kind is Kind.TEXT and not str(self.value).strip())

    @property
    def raw(self) -> str:
        """The value as text, uncleaned; a number as Excel shows it, with 15 digits at most."""
        if self.value is None:
            return ""
        return f"{self.value:.15g}" if isinstance(self.value, float) else str(self.value)


BLANK: Final = Cell(Kind.BLANK)


def text_cell(text: str) -> Cell:
    return Cell(Kind.TEXT, text) if text else BLANK


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and blanks as ASCII ones; all else as it is."""
    return text.translate(FULL_WIDTH)


def one_line(text: str) -> str:
    """Without invisible characters, with single blanks, and trimmed.

    A line break between two characters that are not ASCII is taken away: Chinese
    needs no blank there, and a wrapped name is still one name.
    """
    text = re.sub(r"(?<=[^\x00-\x7f])[\r\n\t]+(?=[^\x00-\x7f])", "", text)
    return " ".join(_visible(text).split())


def many_lines(text: str) -> str:
    """As typed, but without invisible characters, and trimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_visible(line).rstrip() for line in lines).strip()


def _visible(text: str) -> str:
    """Blanks for control characters, nothing for zero-width and direction marks."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_printed(character) for character in text)


def _printed(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    return "" if category in {"Cf", "Cs"} else character
