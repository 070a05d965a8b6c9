"""Authorization codes: computed here, and used in the rooms (E23, T1)."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.models.identity import Account
from centre.models.plans import Plan
from centre.models.rooms import Room


class Kind(models.TextChoices):
    LATE_START = "late_start", pgettext_lazy("exam", "late start")
    LATE_CANDIDATE = "late_candidate", pgettext_lazy("exam", "late candidate")
    EXTRA_TIME = "extra_time", pgettext_lazy("exam", "extra time")
    RESET = "reset", pgettext_lazy("exam", "reset of a candidate")


class Requested(models.Model):
    """What a code permits: the fields of the request (docs/codes.md)."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    session = models.PositiveIntegerField(_("session number"))
    minutes = models.PositiveIntegerField(_("minutes"))
    count = models.PositiveIntegerField(_("number of candidates"))
    tickets = models.CharField(_("digest of the tickets"), max_length=8)
    challenge = models.CharField(_("challenge"), max_length=8)
    code = models.CharField(_("authorization code"), max_length=8)

    class Meta:
        abstract = True


class IssuedCode(Requested):
    """A code that was computed here. `minute` is the whole minute since 1970 that it carries."""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="codes", verbose_name=pgettext_lazy("exam", "plan")
    )
    level = models.CharField(_("level"), max_length=20, choices=Account.Level.choices)
    minute = models.BigIntegerField()
    valid_min = models.FloatField()
    issued_at = models.DateTimeField(_("computed"))
    by = models.CharField(pgettext_lazy("exam", "done by"), max_length=150)

    class Meta:
        verbose_name = _("code computed")
        verbose_name_plural = _("codes computed")
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return self.code

    @property
    def valid_until(self) -> datetime:
        return self.issued_at + timedelta(minutes=self.valid_min)


class UsedCode(Requested):
    """A code that a room reports as used. `id` is the room's: told twice it is one."""

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="used_codes", verbose_name=pgettext_lazy("exam", "room")
    )
    plan_uuid = models.UUIDField()
    used_at = models.DateTimeField(_("used"))
    received_at = models.DateTimeField(_("received"))
    issued = models.ForeignKey(IssuedCode, on_delete=models.PROTECT, null=True, related_name="uses")

    class Meta:
        verbose_name = _("code used")
        verbose_name_plural = _("codes used")
        ordering = ["-used_at"]

    def __str__(self) -> str:
        return self.code

    @property
    def is_known(self) -> bool:
        """This centre computed it."""
        return self.issued_id is not None
