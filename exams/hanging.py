"""What hangs on some rows by foreign keys, whatever app it is in: found and deleted together (S4)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from django.db import models
from django.db.models import FileField, ForeignKey, ForeignObjectRel, Model, QuerySet

AT_ONCE: Final = 500
Kind: TypeAlias = type[Model]
Keys: TypeAlias = set[Any]


@dataclass
class Hanging:
    """The rows that go together, by model; `files` are what their file fields name, each with its storage."""

    rows: dict[Kind, Keys] = field(default_factory=dict)
    files: list[tuple[Any, str]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {kind._meta.label: len(keys) for kind, keys in self.rows.items() if keys}

    def delete(self) -> None:
        """Those first that others hang on by nothing; inside the caller's transaction."""
        self.files = [named for kind, keys in self.rows.items() for named in _files(kind, keys)]
        for kind in _leaves_first(self.rows):
            for some in _parts(self.rows[kind]):
                kind._default_manager.filter(pk__in=some).delete()

    def delete_files(self) -> None:
        """After the commit."""
        for storage, name in self.files:
            storage.delete(name)


def hanging_on(roots: Mapping[Kind, QuerySet[Any]]) -> Hanging:
    """`roots` and every row that refers to one of them, and so on.

    A reference that becomes NULL when its row goes (SET_NULL) does not hold: that row stays.
    """
    found = Hanging()
    new: dict[Kind, Keys] = {kind: set(rows.values_list("pk", flat=True)) for kind, rows in roots.items()}
    while new:
        for kind, keys in new.items():
            found.rows.setdefault(kind, set()).update(keys)
        new = _next(found, new)
    return found


def references_to(kind: Kind) -> Iterator[tuple[Kind, ForeignKey]]:
    """Every foreign key that holds on to rows of `kind`, with the model that has it."""
    for relation in kind._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.related_model._meta.auto_created:
            continue  # the table between two models goes with either of its rows
        if isinstance(relation.field, ForeignKey) and relation.on_delete is not models.SET_NULL:
            yield relation.related_model, relation.field


def _next(found: Hanging, last: Mapping[Kind, Keys]) -> dict[Kind, Keys]:
    new: dict[Kind, Keys] = {}
    for kind, keys in last.items():
        for other, named in references_to(kind):
            rows = _referring(other, named, keys) - found.rows.get(other, set())
            if rows:
                new.setdefault(other, set()).update(rows)
    return new


def _referring(kind: Kind, named: ForeignKey, keys: Keys) -> Keys:
    rows: Keys = set()
    for some in _parts(keys):
        rows.update(kind._default_manager.filter(**{f"{named.name}__in": some}).values_list("pk", flat=True))
    return rows


def _leaves_first(kinds: Collection[Kind]) -> Iterator[Kind]:
    left = list(kinds)
    while left:
        free = [kind for kind in left if not _held(kind, left)] or left[:1]
        yield from free
        left = [kind for kind in left if kind not in free]


def _held(kind: Kind, others: Collection[Kind]) -> bool:
    return any(other in others and other is not kind for other, _named in references_to(kind))


def _files(kind: Kind, keys: Keys) -> Iterator[tuple[Any, str]]:
    for named in kind._meta.fields:
        if isinstance(named, FileField):
            for some in _parts(keys):
                for name in kind._default_manager.filter(pk__in=some).values_list(named.name, flat=True):
                    if name:
                        yield named.storage, name


def _parts(keys: Keys) -> Iterator[list[Any]]:
    listed = list(keys)
    for first in range(0, len(listed), AT_ONCE):
        yield listed[first : first + AT_ONCE]
