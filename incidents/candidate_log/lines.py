"""One line of the log, whoever wrote it; all of them in order, and those that somebody looks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import pgettext_lazy


class Source(models.TextChoices):
    """Who wrote a line."""

    PERSON = "person", pgettext_lazy("log", "invigilators")
    SERVER = "server", pgettext_lazy("log", "server")
    ANSWERS = "answers", pgettext_lazy("log", "answers")
    MACHINE = "machine", pgettext_lazy("log", "candidate's machine")


@dataclass(frozen=True)
class Line:
    """`at` is by the server's clock, `machine_at` by that of the machine where one wrote it."""

    at: datetime
    source: Source
    what: str
    detail: str = ""
    who: str = ""
    place: str = ""
    machine_at: datetime | None = None

    @property
    def offset(self) -> timedelta | None:
        """How far the machine's clock was ahead."""
        return None if self.machine_at is None else self.machine_at - self.at

    def holds(self, text: str) -> bool:
        """Whether it is found by `text`, in whatever case."""
        wanted = text.casefold()
        return any(wanted in cell.casefold() for cell in (self.what, self.detail, self.who, self.place))


def in_order(*sources: Iterable[Line]) -> list[Line]:
    """By the server's clock; of one moment the acts of people first."""
    order = {source: place for place, source in enumerate(Source)}
    return sorted((line for lines in sources for line in lines), key=lambda line: (line.at, order[line.source]))


def found(lines: Iterable[Line], *, source: str = "", text: str = "") -> list[Line]:
    """Those of a source, if one is named, that hold the text."""
    return [line for line in lines if (not source or line.source == source) and (not text or line.holds(text))]
