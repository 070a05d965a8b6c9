"""The faults of a file, gathered while it is read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, NamedTuple, TypeVar

from formats.refused import N_, Fault, FileRefused, Level

MOST_FAULTS: Final = 500
MOST_SHOWN: Final = 100
WORST_FIRST: Final[tuple[Level, ...]] = ("error", "confirm", "warning")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file; `row` is the physical row, the first is 1."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def at(self, column: str) -> "Place":
        return replace(self, column=column)


NOWHERE: Final = Place()


class Faults:
    """A list of faults with an end: after `MOST_FAULTS` only the number and the worst level are kept."""

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._left_out: list[Level] = []

    def error(self, place: Place, code: str, text: str, /, **values: Any) -> None:
        self._add(place, code, text, values, "error")

    def confirm(self, place: Place, code: str, text: str, /, **values: Any) -> None:
        self._add(place, code, text, values, "confirm")

    def warn(self, place: Place, code: str, text: str, /, **values: Any) -> None:
        self._add(place, code, text, values, "warning")

    def report(self, level: Level, place: Place, code: str, text: str, /, **values: Any) -> None:
        """One of the three above, where the level is itself a finding."""
        self._add(place, code, text, values, level)

    def extend(self, faults: Iterable[Fault]) -> None:
        """Add what another check has found."""
        self._kept.extend(faults)

    def told(self) -> list[Fault]:
        """What was found, sheet by sheet and row by row; what is wrong with a whole sheet comes before its rows."""
        sheets = list(dict.fromkeys(fault.sheet for fault in self._kept))
        return sorted(self._kept, key=lambda fault: (sheets.index(fault.sheet), fault.row or 0)) + self._rest()

    def any_error(self) -> bool:
        return "error" in self._left_out or any(fault.level == "error" for fault in self._kept)

    def _add(self, place: Place, code: str, text: str, values: dict[str, Any], level: Level) -> None:
        if len(self._kept) >= MOST_FAULTS:
            self._left_out.append(level)
            return
        self._kept.append(
            Fault(
                code=code,
                text=text,
                values={name: shown(value) for name, value in values.items()},
                sheet=place.sheet,
                row=place.row,
                column=place.column,
                level=level,
            )
        )

    def _rest(self) -> list[Fault]:
        if not self._left_out:
            return []
        worst = next(level for level in WORST_FIRST if level in self._left_out)
        text = N_("… and %(count)d more.")
        return [Fault(code="file.more_faults", text=text, values={"count": len(self._left_out)}, level=worst)]


def shown(value: Any) -> Any:
    """A value as a message may quote it: long text is cut."""
    if isinstance(value, str) and len(value) > MOST_SHOWN:
        return f"{value[:MOST_SHOWN]}…"
    return value


def refuse(code: str, text: str, /, **values: Any) -> FileRefused:
    """The refusal of a whole file for one reason."""
    return FileRefused([Fault(code=code, text=text, values={name: shown(value) for name, value in values.items()})])


class Sheet(NamedTuple, Generic[Value]):
    """What a list holds, and its faults.

    A row with a cell that could not be read is only among the faults. Nothing of
    a `refused` sheet may be stored; its rows are for the preview.
    """

    rows: list[Value]
    faults: list[Fault]

    @property
    def refused(self) -> bool:
        return any(fault.level == "error" for fault in self.faults)

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person has to say yes to something first."""
        return any(fault.level == "confirm" for fault in self.faults)


class Reading(NamedTuple, Generic[Value]):
    """What a file says, or None if it is refused; and its faults."""

    value: Value | None
    faults: list[Fault]

    @property
    def refused(self) -> bool:
        return self.value is None
