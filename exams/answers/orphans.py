"""Answers of sittings that are not there any more, and contents that no answer names (S4)."""

import json
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from django.db import transaction

from exams.answers import log
from exams.answers.models import Blob, LogRow

AT_ONCE: Final = 500
NAMES_A_FILE: Final = '"sha256":"'


def delete_orphans(sittings: Iterable[UUID], *, room: int) -> tuple[int, list[str]]:
    """Delete every row whose sitting is none of `sittings`, then the index of contents that are named by none of the rest.

    Of contents only those are looked at that a deleted row named or a machine of `room` brought: another room
    may have brought one a moment ago that its next change will name. Gives the number of rows and the hashes.
    """
    known = set(sittings)
    alias = log.answers_alias()
    with transaction.atomic(using=alias):
        gone = [
            each for each in LogRow.objects.order_by().values_list("sitting", flat=True).distinct() if each not in known
        ]
        suspects = set(Blob.objects.filter(room=room).values_list("sha256", flat=True))
        deleted = 0
        for some in _parts(gone):
            rows = LogRow.objects.filter(sitting__in=some)
            suspects |= _named(rows.filter(body__contains=NAMES_A_FILE).values_list("body", flat=True).iterator())
            deleted += rows.delete()[0]
        return deleted, _delete_blobs(suspects)


def _delete_blobs(suspects: set[str]) -> list[str]:
    if not suspects:
        return []
    rest = LogRow.objects.filter(body__contains=NAMES_A_FILE).values_list("body", flat=True)
    unnamed = sorted(suspects - _named(rest.iterator()))
    for some in _parts(unnamed):
        Blob.objects.filter(sha256__in=some).delete()
    return unnamed


def _named(bodies: Iterable[str]) -> set[str]:
    return {found for body in bodies if (found := json.loads(body).get("sha256"))}


def _parts(found: list) -> Iterator[list]:
    for first in range(0, len(found), AT_ONCE):
        yield found[first : first + AT_ONCE]
