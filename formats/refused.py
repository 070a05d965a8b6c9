"""What a person is told when something is refused, as a code, an English msgid and values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Level: TypeAlias = Literal["error", "confirm", "warning"]
Translate: TypeAlias = Callable[[str], str]


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """The text itself; marks a msgid for `makemessages --keyword=N_`."""
    return text


def _plainly(text: str) -> str:
    return text


class Refused(Exception):
    """Something that was not done; nothing has changed.

    `text` is an English msgid with %(name)s places for `values`; it is put into
    the reader's language at the edge (`say`), while the journal keeps code and values.
    """

    def __init__(self, code: str, text: str, /, **values: Any) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text
        self.values = values

    def __str__(self) -> str:
        return self.say(_plainly)

    def say(self, translate: Translate) -> str:
        """The whole sentence, its msgid passed through `translate` first."""
        return translate(self.text) % self.values


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong in a file, and where.

    An "error" forbids storing anything of the file, a "confirm" waits for a
    person's yes, a "warning" is only told. `row` is the physical row, the first is 1.
    """

    code: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    level: Level = "error"

    def __str__(self) -> str:
        return self.say(_plainly)

    def say(self, translate: Translate) -> str:
        """Place and reason in one sentence: "Row 5: …"."""
        reason = translate(self.text) % self.values
        place = self._place()
        return translate(place) % {"sheet": self.sheet, "row": self.row, "reason": reason} if place else reason

    def _place(self) -> str | None:
        if self.sheet is not None and self.row is not None:
            return N_("Sheet %(sheet)s, row %(row)d: %(reason)s")
        if self.row is not None:
            return N_("Row %(row)d: %(reason)s")
        if self.sheet is not None:
            return N_("Sheet %(sheet)s: %(reason)s")
        return None


class FileRefused(Refused):
    """A file that was not taken, with every fault that was found in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            "file.refused",
            N_("The file has faults (%(count)d). Nothing of it was stored; correct it and try again."),
            count=len(faults),
        )
        self.faults = tuple(faults)

    def say(self, translate: Translate) -> str:
        """The fault itself if there is one only, else how many there are."""
        return self.faults[0].say(translate) if len(self.faults) == 1 else super().say(translate)

    def __reduce__(self) -> tuple[type["FileRefused"], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)
