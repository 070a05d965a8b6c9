"""What becomes of a session's results: verified, backed up, and a package on its way with its receipt."""

import uuid
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.models import Session, Sitting
from formats import receipt
from formats.receipt import Receipt
from rooms.models import CentreLink


class ResultUploadQuerySet(models.QuerySet["ResultUpload"]):
    def open(self) -> Self:
        """No receipt has come yet."""
        return self.filter(received_at__isnull=True)


class ResultUpload(models.Model):
    """One 上报 of a session. `content` is the same as long as the room has the same to report, `standing` as long as the
    sittings stand as they did then; empty for what was reported before that was written down.

    The package is made in the worker: its number, `path`, `size` and `sha256` are empty until then. `offset` bytes are durably at
    the centre. `receipt` is the centre's signed answer; `fault` is what it refused last.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="result_uploads")
    version = models.PositiveIntegerField()
    content = models.CharField(max_length=64)
    standing = models.CharField(max_length=64, blank=True)
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

    def delete_package(self) -> None:
        """The file goes; that it was sent, and its receipt, stay."""
        if self.path:
            Path(self.path).unlink(missing_ok=True)

    def told(self, link: CentreLink) -> Receipt:
        """What the receipt says, verified once more. Raises `Refused`."""
        return receipt.read(bytes(self.receipt), centre_public=bytes(link.public_key))


class Verification(models.Model):
    """What 核对 found last on this machine's disk (A1): `findings` are codes of `Fault` by sitting, only where there are any.

    It holds as long as `standing` is the standing of the session.
    """

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="verification")
    standing = models.CharField(max_length=64)
    findings = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.session_id} {self.at}"


class UnrecoverableQuerySet(models.QuerySet["Unrecoverable"]):
    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(undone_at__isnull=True)


class Unrecoverable(models.Model):
    """确认无法回收 (A1): somebody answers for it that more of a sitting does not exist. `faults` were known then."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="unrecoverable")
    faults = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = UnrecoverableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sitting"], condition=Q(undone_at__isnull=True), name="unrecoverable_standing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}"


class ResultBackup(models.Model):
    """第一步 (A2): a backup on an external disk that was read back and compared; `manifest` is the hash of its list."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="result_backups")
    content = models.CharField(max_length=64)
    path = models.CharField(max_length=600)
    files = models.PositiveIntegerField()
    size = models.BigIntegerField()
    manifest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["session", "-at"]

    def __str__(self) -> str:
        return self.path
