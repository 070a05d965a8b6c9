"""The append-only log of answers and the index of blobs; no foreign key leaves this file."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q


class LogRowQuerySet(models.QuerySet["LogRow"]):
    def of(self, sitting: UUID) -> Self:
        """Everything that was ever written down for a sitting, in order."""
        return self.filter(sitting=sitting).order_by("id")


class LogRow(models.Model):
    """One line of a sitting's log: a change made on a machine, or a marker of the server.

    A change has `n`, its canonical `body` and the chain's head after it. A marker has no `n`.
    Rows are never changed; `id` is their order.
    """

    class Kind(models.TextChoices):
        CHANGE = "change"
        CLOSED = "closed"  # of an epoch: what comes later for it is quarantine
        RESET = "reset"  # the fold starts after it
        ADOPTED = "adopted"  # questions taken over from a package or from quarantine

    class Standing(models.TextChoices):
        """Whether a change counts; decided once, when it is written."""

        COUNTS = "counts"
        QUARANTINE = "quarantine"
        LATE = "late"
        UNFIT = "unfit"  # its question cannot have it

    id = models.BigAutoField(primary_key=True)
    sitting = models.UUIDField()
    epoch = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CHANGE)
    n = models.PositiveIntegerField(null=True)
    body = models.TextField()
    chain = models.CharField(max_length=64, blank=True)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.COUNTS)
    received_at_ms = models.BigIntegerField()

    objects = LogRowQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sitting", "id"], name="log_of_sitting")]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "epoch", "n"], name="change_number_once"),
            models.UniqueConstraint(fields=["sitting", "epoch"], condition=Q(kind="closed"), name="epoch_closed_once"),
            models.CheckConstraint(
                condition=Q(kind="change", n__isnull=False) | (~Q(kind="change") & Q(n__isnull=True)),
                name="only_changes_are_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} {self.epoch}/{self.n or self.kind}"


class Blob(models.Model):
    """A work file by its content. The bytes lie in the blob folder; `stored_at_ms` is set once they are durable.

    `room` is the number of the room whose machine brought it first.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    room = models.BigIntegerField(null=True, db_index=True)
    stored_at_ms = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.sha256
