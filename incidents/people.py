"""What passes between people and the room: messages, raised hands, attendance, going out and coming back."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.models import Candidate, Session, Sitting
from rooms.models import Machine


class RaisedHand(models.Model):
    """A candidate asked for somebody, with or without words (F9); `id` is the machine's, so twice sent is once."""

    id = models.UUIDField(primary_key=True)
    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="hands")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, related_name="hands")
    words = models.CharField(_("words"), max_length=200, blank=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("raised hand")
        verbose_name_plural = _("raised hands")
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.sitting or self.machine_id)


class MessageQuerySet(models.QuerySet["Message"]):
    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def due(self) -> Self:
        """To be told to a machine: not read, its session goes on, and whom it is for can still read it there."""
        here = Q(sitting__state__in=Sitting.State.entered(), sitting__holder__isnull=False)
        open_ones = self.unread().filter(session__ended_at__isnull=True)
        return open_ones.filter(here | Q(sitting__isnull=True))


class Message(models.Model):
    """What the proctor wrote to one candidate, or to a machine where nobody is logged in (F9).

    It follows the candidate to another machine. `act` is the same for all that were written to at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="messages")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, related_name="messages")
    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, null=True, related_name="messages")
    act = models.UUIDField()
    hand = models.ForeignKey(RaisedHand, on_delete=models.SET_NULL, null=True, related_name="answers")
    text = models.CharField(_("message"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("person", "message")
        verbose_name_plural = pgettext_lazy("person", "messages")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["act", "sitting"], name="written_once"),
            models.CheckConstraint(
                condition=Q(sitting__isnull=False) | Q(machine__isnull=False), name="message_has_reader"
            ),
        ]
        indexes = [models.Index(fields=["session"], condition=Q(read_at__isnull=True), name="message_unread")]

    def __str__(self) -> str:
        return self.text


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(undone_at__isnull=True)


class Attendance(models.Model):
    """A candidate is here and was identified (F8)."""

    class Way(models.TextChoices):
        LIST = "list", pgettext_lazy("attendance", "from the list")
        TICKET = "ticket", pgettext_lazy("attendance", "by the ticket number")

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="attendances")
    way = models.CharField(_("way"), max_length=6, choices=Way.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance list")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["candidate"], condition=Q(undone_at__isnull=True), name="present_once")
        ]

    def __str__(self) -> str:
        return str(self.candidate)


class OutingQuerySet(models.QuerySet["Outing"]):
    def open(self) -> Self:
        """Not back yet."""
        return self.filter(back_at__isnull=True)


class Outing(models.Model):
    """A candidate left the room and came back (F13); the clock runs on."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="outings")
    reason = models.CharField(_("reason"), max_length=200)
    allowed_by = models.CharField(_("allowed by"), max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    back_at = models.DateTimeField(null=True)
    back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OutingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("exam", "outing")
        verbose_name_plural = pgettext_lazy("exam", "outings")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["sitting"], condition=Q(back_at__isnull=True), name="out_once")]

    def __str__(self) -> str:
        return str(self.sitting)
