"""Which changes hold an answer that their question cannot have: they are kept, and do not count (C3)."""

import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from exams.models import Paper
from exams.papers import open_sealed
from formats import messages
from formats.paper import Paper as Questions
from formats.paper import Question
from formats.possible import is_possible
from formats.refused import Refused
from rooms.live.database import in_database

Asked: TypeAlias = Mapping[str, Question]
_log = logging.getLogger(__name__)
MOST_KNOWN: Final = 50_000
_known: Final[dict[UUID, Asked]] = {}


async def impossible_changes(sitting: UUID, changes: Sequence[messages.Change]) -> set[int]:
    """Their numbers; the paper is asked for once."""
    if sitting not in _known:
        await in_database(_ask, sitting)
    return _impossible(_known.get(sitting), changes)


def impossible_in_package(sitting: UUID, changes: Sequence[messages.Change]) -> set[int]:
    """As `impossible_changes`, in a database thread."""
    _ask(sitting)
    return _impossible(_known.get(sitting), changes)


def _impossible(asked: Asked | None, changes: Sequence[messages.Change]) -> set[int]:
    """Without the paper nothing can be said."""
    if asked is None:
        return set()
    return {change.n for change in changes if change.kind == "answer" and not _can_be(asked, change)}


def _can_be(asked: Asked, change: messages.Change) -> bool:
    question = asked.get(change.question)
    return question is not None and is_possible(question, change.value or "")


def _ask(sitting: UUID) -> None:
    if sitting in _known:
        return
    found = Paper.objects.filter(subject__sittings=sitting).values_list("pk", "sha256", "key").first()
    if found is None or not found[2]:
        return  # nobody can have read it
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    try:
        _known[sitting] = _questions(found[0], found[1])
    except Refused as fault:  # a key that is not this paper's: no machine has opened it either
        _log.error("the paper of %s does not open: %s", sitting, fault)


@lru_cache(maxsize=64)
def _questions(paper: int, sha256: str) -> Asked:
    """Of a paper as it is now; all sittings of a subject share them."""
    sealed, key = Paper.objects.values_list("sealed", "key").get(pk=paper, sha256=sha256)
    opened = msgspec.json.decode(open_sealed(bytes(sealed), bytes(key)), type=Questions)
    return {question.key: question for question in opened.questions}
