"""Laying a package into the log: its contents first, then its changes, then what was decided (E13, E14)."""

from collections.abc import Collection

from django.db import transaction

from exams import blobs
from exams.answers import log, sequence, store
from exams.answers.models import Blob
from exams.answers.sequence import Delivery, Kind, Row
from exams.packages.finding import Found
from formats import chain
from formats.answer_package import Content, Package
from formats.refused import N_, Refused


def keep_contents(package: Package, room: int, now_ms: int) -> None:
    """Put the contents of work files on the disk that are not there yet. Takes its time; raises `Refused`."""
    wanted = {content.sha256 for content in package.manifest.contents}
    there = store.durable_blobs(wanted)
    for content in package.manifest.contents:
        if content.sha256 not in there:
            _keep(package, content, room, now_ms)


def keep_changes(found: Found, now_ms: int) -> None:
    """Append what is new, each with the standing that it has; what is there already stays as it is.

    Inside the caller's transaction where both are one database. Raises `Refused` when the log has gone on since
    `found` was read.
    """
    if not found.new:
        return
    rows = [
        Row(change.n, chain.body(change), late=change.n in found.late, unfit=change.n in found.unfit)
        for change in found.new
    ]
    delivery = Delivery(found.key, rows, bytes.fromhex(found.manifest.chain), now_ms)
    with transaction.atomic(using=log.answers_alias()):
        log.lock([found.sitting.pk])
        tail = store.tails([found.key])[found.key]
        verdict = sequence.take(delivery, tail, store.stored(found.key, delivery.first - 1, delivery.revision))
        if verdict.outcome.kind is not Kind.SAVED:
            raise moved_on()
        store.insert([(found.key, row, now_ms) for row in verdict.new])


def adopt(found: Found, questions: Collection[str], now_ms: int) -> None:
    """From now on the package's answers to these questions count; what counted before stays in the log."""
    if questions:
        manifest = found.manifest
        log.adopt(
            found.sitting.pk,
            found.sitting.epoch,
            sorted(questions),
            source_epoch=manifest.epoch,
            revision=manifest.revision,
            at_ms=now_ms,
        )


def moved_on() -> Refused:
    return Refused("answer_package.moved_on", N_("Something has changed meanwhile. Look at the comparison again."))


def _keep(package: Package, content: Content, room: int, now_ms: int) -> None:
    try:
        blobs.keep(content.sha256, content.size, package.content(content))
    except blobs.NoSpace as fault:
        raise Refused("answer_package.no_space", N_("The disk has no room for the files of this answer package. Free some space, then take it again.")) from fault  # fmt: skip
    except (blobs.WrongOffset, blobs.WrongHash) as fault:
        raise moved_on() from fault
    with transaction.atomic(using=log.answers_alias()):
        store.keep_blobs([Blob(sha256=content.sha256, size=content.size, room=room, stored_at_ms=now_ms)])
