"""Violations, resumes, absences, screen locks, interruptions and requests for codes."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exams.models import Session, Sitting
from formats import codes
from incidents.people import Attendance as Attendance  # Django looks for models here
from incidents.people import Message as Message
from incidents.people import Outing as Outing
from incidents.people import RaisedHand as RaisedHand
from rooms.models import Machine


class ViolationType(models.Model):
    """An entry of the catalogue (E9), in both languages."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    category = models.CharField(_("category"), max_length=30)
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("violation type")
        verbose_name_plural = _("violation types")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code}：{self.text}"

    @property
    def text(self) -> str:
        return self.text_en if (get_language() or "").startswith("en") else self.text_zh


class ViolationQuerySet(models.QuerySet["Violation"]):
    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(cancelled_at__isnull=True)


class Violation(models.Model):
    """A breach of the rules, registered for a candidate in any state (E9)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="violations")
    type = models.ForeignKey(ViolationType, on_delete=models.PROTECT, verbose_name=_("type"))
    description = models.CharField(_("description"), max_length=500)
    happened_at = models.DateTimeField(_("time"))
    attachment = models.FileField(_("attachment"), upload_to="violations/", blank=True)
    attachment_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ViolationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("exam", "violation")
        verbose_name_plural = pgettext_lazy("exam", "violations")
        ordering = ["-happened_at"]

    def __str__(self) -> str:
        return f"{self.type.code} {self.sitting}"


class Resume(models.Model):
    """A candidate goes on at any machine from the last saved answers (E10)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="resumes")
    epoch = models.PositiveIntegerField()
    from_machine = models.ForeignKey(Machine, on_delete=models.PROTECT, null=True, related_name="+")
    from_seat = models.PositiveIntegerField(null=True)
    was_in_exam = models.BooleanField()
    cut_began_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=12, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = pgettext_lazy("exam", "resume")
        verbose_name_plural = pgettext_lazy("exam", "resumes")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.sitting} {self.epoch}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(undone_at__isnull=True)


class Absence(models.Model):
    """A registered absence (E21)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="absences")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("exam", "absence")
        verbose_name_plural = pgettext_lazy("exam", "absences")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["sitting"], condition=Q(undone_at__isnull=True), name="absent_once")
        ]

    def __str__(self) -> str:
        return str(self.sitting)


class ScreenLockQuerySet(models.QuerySet["ScreenLock"]):
    def closed(self) -> Self:
        """Not yet acknowledged by the candidate."""
        return self.filter(acknowledged_at__isnull=True, lifted_at__isnull=True)


class ScreenLock(models.Model):
    """The candidate's screen is locked until 我已知晓 (E16)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="locks")
    text = models.CharField(_("message"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    objects = ScreenLockQuerySet.as_manager()

    class Meta:
        verbose_name = _("screen lock")
        verbose_name_plural = _("screen locks")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting"],
                condition=Q(acknowledged_at__isnull=True, lifted_at__isnull=True),
                name="locked_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.sitting)


class Interruption(models.Model):
    """The room, or some seats, stand still (F5); the ledger entries of those concerned point at its interval."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="interruptions")
    text = models.CharField(_("message"), max_length=300)
    reason = models.CharField(_("reason"), max_length=200)
    whole_room = models.BooleanField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    sittings = models.ManyToManyField(Sitting, related_name="interruptions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("interruption")
        verbose_name_plural = _("interruptions")
        ordering = ["began_at"]
        permissions = [
            ("register_violation", "Register and cancel violations"),
            ("resume", "Resume candidates"),
            ("give_extra_time", "Give extra time"),
            ("lock_screen", "Lock candidate screens"),
            ("register_absence", "Register absences"),
            ("interrupt", "Interrupt and go on"),
        ]

    def __str__(self) -> str:
        return self.text


class Outage(models.Model):
    """A span in which, by the machine's own record, its candidate could not answer (F2).

    Told when it begins and again when it ends; `key` is the machine's, so that twice is once.
    """

    class Cause(models.TextChoices):
        STOPPED = "stopped", pgettext_lazy("outage", "the exam program did not run")
        PAGE = "page", pgettext_lazy("outage", "no exam page was open")
        ASLEEP = "asleep", pgettext_lazy("outage", "the machine was asleep")
        OPENING = "opening", pgettext_lazy("outage", "the paper was not open yet")

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="outages")
    epoch = models.PositiveIntegerField()
    machine = models.ForeignKey(Machine, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        ordering = ["began_at"]
        constraints = [models.UniqueConstraint(fields=["machine", "key"], name="outage_told_once")]

    def __str__(self) -> str:
        return f"{self.sitting} {self.cause}"


class CodeRequestQuerySet(models.QuerySet["CodeRequest"]):
    def open(self) -> Self:
        """Still waiting for its code."""
        return self.filter(closed_at__isnull=True)

    def used(self) -> Self:
        return self.filter(used_at__isnull=False)


class CodeRequest(models.Model):
    """What a code of the centre is asked for (E23): stored, so that it outlives a restart; one code, five tries.

    `tickets` and `challenge` are what the centre is told (docs/codes.md); `concerns` stands for the very sittings.
    """

    MOST_TRIES = 5

    class Kind(models.TextChoices):
        LATE_START = "late_start", pgettext_lazy("code", "late start")
        LATE_CANDIDATE = "late_candidate", pgettext_lazy("code", "late candidate")
        EXTRA_TIME = "extra_time", pgettext_lazy("code", "extra time")
        RESET = "reset", pgettext_lazy("code", "reset")

    class Closed(models.TextChoices):
        USED = "used", pgettext_lazy("code", "used")
        TRIES = "tries", pgettext_lazy("code", "too many wrong codes")
        WITHDRAWN = "withdrawn", pgettext_lazy("code", "withdrawn")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="code_requests")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    sittings = models.ManyToManyField(Sitting, related_name="code_requests")
    concerns = models.CharField(max_length=64)
    minutes = models.PositiveIntegerField(_("minutes"), default=0)
    count = models.PositiveIntegerField(default=0)
    tickets = models.CharField(max_length=8)
    challenge = models.CharField(max_length=8)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=12, blank=True)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=9, choices=Closed.choices, blank=True)

    objects = CodeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("code request")
        verbose_name_plural = _("code requests")
        ordering = ["-at"]
        permissions = [("reset", "Reset candidates")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind", "concerns", "minutes"],
                condition=Q(closed_at__isnull=True),
                name="code_asked_once",
            ),
            models.CheckConstraint(condition=Q(tries__lte=5), name="code_five_tries"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.challenge}"

    @property
    def tries_left(self) -> int:
        return self.MOST_TRIES - self.tries

    @property
    def told(self) -> codes.Request:
        """The request as the centre gets it."""
        return codes.Request(
            kind=self.kind,  # type: ignore[arg-type]  # the model's choices are the format's
            plan=str(self.session.plan.uuid),
            room=self.session.room.code,
            session=self.session.number,
            minutes=self.minutes,
            count=self.count,
            tickets=self.tickets,
            challenge=self.challenge,
        )
