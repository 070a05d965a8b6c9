"""A package of results, and how far it is on its way."""

import uuid
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.models import Session
from formats import receipt
from formats.receipt import Receipt
from rooms.models import CentreLink


class ResultUploadQuerySet(models.QuerySet["ResultUpload"]):
    def open(self) -> Self:
        """No receipt has come yet."""
        return self.filter(received_at__isnull=True)


class ResultUpload(models.Model):
    """One 上报 of a session. `content` is the same as long as the room has the same to report.

    The package is made in the worker: its number, `path`, `size` and `sha256` are empty until then. `offset` bytes are durably at
    the centre. `receipt` is the centre's signed answer; `fault` is what it refused last.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="result_uploads")
    version = models.PositiveIntegerField()
    content = models.CharField(max_length=64)
    package = models.UUIDField(null=True)
    path = models.CharField(max_length=600, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    offset = models.BigIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    receipt = models.BinaryField(default=bytes)
    fault = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)

    objects = ResultUploadQuerySet.as_manager()

    class Meta:
        ordering = ["session", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["session", "version"], name="upload_version_once"),
            models.UniqueConstraint(fields=["session"], condition=Q(received_at__isnull=True), name="upload_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.version}"

    @property
    def is_made(self) -> bool:
        return bool(self.sha256) and Path(self.path).exists()

    @property
    def is_received(self) -> bool:
        return self.received_at is not None

    @property
    def receipt_path(self) -> Path:
        """The receipt lies beside its package."""
        return Path(f"{self.path}.receipt.json")

    def told(self, link: CentreLink) -> Receipt:
        """What the receipt says, verified once more. Raises `Refused`."""
        return receipt.read(bytes(self.receipt), centre_public=bytes(link.public_key))
