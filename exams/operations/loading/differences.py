"""What a newer plan says differently (B10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from formats.plan import PlanFile, PlanRules, SessionRow

SHEETS: Final = ("machine", "software", "tools", "forbidden", "thresholds", "rules_text", "guide_text")
COLUMNS: Final = ("name", "starts_at", "ends_at", "duration_min", "candidates")


@dataclass(frozen=True)
class Difference:
    """One thing said differently, with both values as JSON has them.

    `rule` is a key of the rules, the name of a sheet, or a column of the session that `session` and
    `subject` name; then "" is the whole row.
    """

    rule: str
    before: Any
    after: Any
    session: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """For the journal."""
        return "/".join([*map(str, self.session.values()), self.rule])


def differences(before: PlanFile, after: PlanFile) -> list[Difference]:
    """What differs: rules, sessions, then sheets."""
    return [*_rules(before, after), *_sessions(before, after), *_sheets(before, after)]


def _rules(before: PlanFile, after: PlanFile) -> Iterator[Difference]:
    for rule in PlanRules.__struct_fields__:
        stood, stands = getattr(before.rules, rule), getattr(after.rules, rule)
        if stood != stands:
            yield Difference(rule, stood, stands)


def _sessions(before: PlanFile, after: PlanFile) -> Iterator[Difference]:
    stood, stands = _by_key(before), _by_key(after)
    for key in sorted(stood.keys() | stands.keys()):
        session = {"session": key[0], "subject": key[1]}
        if key in stood and key in stands:
            yield from _row(session, stood[key], stands[key])
        else:
            yield Difference("", _name(stood.get(key)), _name(stands.get(key)), session)


def _row(session: Mapping[str, Any], before: SessionRow, after: SessionRow) -> Iterator[Difference]:
    for column in COLUMNS:
        stood, stands = getattr(before, column), getattr(after, column)
        if stood != stands:
            yield Difference(column, msgspec.to_builtins(stood), msgspec.to_builtins(stands), session)


def _sheets(before: PlanFile, after: PlanFile) -> Iterator[Difference]:
    """A sheet is told as a whole, by the number of its rows."""
    for sheet in SHEETS:
        stood, stands = getattr(before, sheet), getattr(after, sheet)
        if stood != stands:
            yield Difference(sheet, len(stood), len(stands))


def _by_key(plan: PlanFile) -> dict[tuple[int, str], SessionRow]:
    return {(row.number, row.subject): row for row in plan.sessions}


def _name(row: SessionRow | None) -> str | None:
    return row.name if row else None
