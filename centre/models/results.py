"""Results as rooms bring them: an upload that grows, and what was got with its receipt (T2)."""

from typing import Any, Final, Self

import msgspec
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.models.rooms import Room
from formats.receipt import Receipt
from formats.result_contents import Got

MOST_RESULT_BYTES: Final = 64 * 1024**3


class ResultQuerySet(models.QuerySet["Result"]):
    def received(self) -> Self:
        return self.filter(received_at__isnull=False)

    def under_way(self) -> Self:
        return self.filter(received_at__isnull=True)


class Result(models.Model):
    """A 上报包 of a room. `id` is the room's: told twice it is one. `offset` bytes of it are on the disk.

    Once it is received: `version` counts the results of this session, `got` is what was found in it, `receipt` what
    the room was given for it. The package stays as it came.
    """

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="results", verbose_name=pgettext_lazy("exam", "room")
    )
    plan_uuid = models.UUIDField()
    session = models.PositiveIntegerField(_("session number"))
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("bytes"))
    offset = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    received_at = models.DateTimeField(_("received"), null=True)
    version = models.PositiveIntegerField(_("version"), null=True)
    got = models.JSONField(default=dict)
    receipt = models.BinaryField(default=bytes)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["-received_at", "-began_at"]
        constraints = [
            models.UniqueConstraint(fields=["room", "sha256"], name="result_once"),
            models.UniqueConstraint(
                fields=["room", "plan_uuid", "session", "version"],
                condition=Q(version__isnull=False),
                name="result_version_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.session}"

    @property
    def is_received(self) -> bool:
        return self.received_at is not None

    @property
    def contents(self) -> Got:
        return msgspec.convert(self.got, Got)

    @property
    def told(self) -> Receipt:
        """What the receipt says."""
        envelope: dict[str, Any] = msgspec.json.decode(bytes(self.receipt))
        return msgspec.convert(envelope["body"], Receipt)
