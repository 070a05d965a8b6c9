"""A row under its header, read column by column; what a cell cannot be becomes a fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from formats.refused import N_, Level
from formats.spreadsheets.cells import BLANK, Cell, Kind, half_width, many_lines, one_line
from formats.spreadsheets.faults import Faults, Place

Choice = TypeVar("Choice")

MOST_TEXT: Final = 200
MOST_NUMBER: Final = 1e15
YES_OR_NO: Final = {"是": True, "否": False, "TRUE": True, "FALSE": False}


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a list. Each reader gives None after a fault, which has then been noted.

    Faults call a column by its name, unless `called` has a better one for this row.
    """

    place: Place
    cells: Mapping[str, Cell]
    faults: Faults
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def row(self) -> int:
        """The physical row, the first is 1."""
        return self.place.row or 0

    def cell(self, column: str) -> Cell:
        """The cell as it is; a blank one where the list has no such column."""
        return self.cells.get(column, BLANK)

    def fault(self, column: str, code: str, text: str, level: Level = "error", /, **values: Any) -> None:
        """Note what is wrong with the cell of `column`."""
        self.faults.report(
            level, self.place.at(column), code, text, **{"column": self.called.get(column, column), **values}
        )

    def text(self, column: str, *, most: int = MOST_TEXT, needed: bool = False) -> str | None:
        """One line, cleaned; "" for a blank cell, which is a fault if the text is `needed`."""
        raw = self.raw(column)
        return None if raw is None else self._bounded(column, one_line(raw), most=most, needed=needed)

    def lines(self, column: str, *, most: int, needed: bool = False) -> str | None:
        """As `text`, with its line breaks."""
        raw = self.raw(column)
        return None if raw is None else self._bounded(column, many_lines(raw), most=most, needed=needed)

    def raw(self, column: str) -> str | None:
        """The cell's text, uncleaned; a formula, an error of Excel or a date is a fault."""
        cell = self.cell(column)
        match cell.kind:
            case Kind.FORMULA:
                self.fault(column, "cell.formula", N_("%(column)s holds a formula. Paste it as a value."))
            case Kind.ERROR:
                told = N_("%(column)s holds the Excel error %(value)s.")
                self.fault(column, "cell.error", told, value=cell.raw)
            case Kind.DATE:
                told = N_("Excel has made a date of %(column)s. Set the cell to text and type it again.")
                self.fault(column, "cell.date", told)
            case _:
                return cell.raw
        return None

    def number(self, column: str, *, least: float, most: float) -> float | None:
        """A number from `least` to `most`."""
        typed = self.text(column, needed=True)
        if typed is None:
            return None
        value = to_number(typed)
        if value is None:
            self.fault(column, "cell.not_number", N_("%(column)s: “%(value)s” is no number."), value=typed)
            return None
        return self._within(column, value, least=least, most=most)

    def whole(self, column: str, *, least: int, most: int) -> int | None:
        """A whole number from `least` to `most`."""
        typed = self.text(column, needed=True)
        if typed is None:
            return None
        value = to_number(typed)
        if value is None or not value.is_integer():
            told = N_("%(column)s: “%(value)s” is no whole number.")
            self.fault(column, "cell.not_whole", told, value=typed)
            return None
        within = self._within(column, value, least=least, most=most)
        return None if within is None else int(within)

    def choice(self, column: str, choices: Mapping[str, Choice]) -> Choice | None:
        """What the cell's word stands for."""
        typed = self.text(column)
        if typed is None:
            return None
        word = half_width(typed).upper()
        if word not in choices:
            told = N_("%(column)s: “%(value)s” is none of: %(choices)s.")
            words = "、".join(choice for choice in choices if choice and not choice.isascii())
            self.fault(column, "cell.choice", told, value=typed, choices=words)
            return None
        return choices[word]

    def yes_or_no(self, column: str) -> bool | None:
        """Whether 是 or 否 stands there."""
        return self.choice(column, YES_OR_NO)

    def _bounded(self, column: str, typed: str, *, most: int, needed: bool) -> str | None:
        if needed and not typed:
            self.fault(column, "cell.empty", N_("%(column)s is empty."))
            return None
        if len(typed) > most:
            told = N_("%(column)s is longer than %(most)d characters.")
            self.fault(column, "cell.too_long", told, most=most)
            return None
        return typed

    def _within(self, column: str, value: float, *, least: float, most: float) -> float | None:
        if least <= value <= most:
            return value
        told = N_("%(column)s: %(value)s is not between %(least)s and %(most)s.")
        limits = {"value": f"{value:g}", "least": f"{least:g}", "most": f"{most:g}"}
        self.fault(column, "cell.range", told, **limits)
        return None


def to_number(typed: str) -> float | None:
    """The number that a person wrote, in ASCII or full-width digits; None if it is none."""
    plain = half_width(typed)
    if not plain.isascii() or "_" in plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if abs(value) < MOST_NUMBER else None
