"""Rooms, their registration, and what they tell."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HEARD_WITHIN: Final = timedelta(seconds=30)


class Room(models.Model):
    """An examination room of this centre. `machine` is the installation that is registered for it, if any.

    `seal_key` is that installation's X25519 public key; `state` what its last heartbeat said.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("room code"), max_length=10, unique=True, validators=[RegexValidator(r"^[0-9]{10}$")])
    name = models.CharField(pgettext_lazy("exam", "name"), max_length=100, blank=True)
    registration_code = models.CharField(_("registration code"), max_length=8)
    note = models.CharField(_("note"), max_length=200, blank=True)
    machine = models.UUIDField(null=True, editable=False)
    hostname = models.CharField(max_length=200, blank=True, editable=False)
    seal_key = models.BinaryField(max_length=32, default=bytes, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    registered_address = models.CharField(max_length=100, blank=True, editable=False)
    registered_at = models.DateTimeField(null=True, editable=False)
    last_contact_at = models.DateTimeField(null=True, editable=False)
    last_address = models.CharField(max_length=45, blank=True, editable=False)
    state = models.JSONField(default=dict, editable=False)
    state_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("exam", "room")
        verbose_name_plural = pgettext_lazy("exam", "rooms")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def chain(self) -> str:
        """The name of the room's chain in the centre's journal."""
        return f"room:{self.uuid}"

    @property
    def is_registered(self) -> bool:
        return self.machine is not None

    def is_heard(self, now: datetime) -> bool:
        """It called within the last 30 s."""
        return self.last_contact_at is not None and now - self.last_contact_at <= HEARD_WITHIN


class SealCheck(models.Model):
    """A 封场检测 as a room reported it (B11). `id` is the room's: told twice it is one."""

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="seal_checks", verbose_name=pgettext_lazy("exam", "room")
    )
    at = models.DateTimeField(_("time"))
    passed = models.BooleanField(_("passed"))
    by = models.CharField(pgettext_lazy("exam", "done by"), max_length=100, blank=True)
    lines = models.JSONField(default=list)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("seal check")
        verbose_name_plural = _("seal checks")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.room} {self.at:%Y-%m-%d %H:%M}"
