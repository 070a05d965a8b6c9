"""Runs of the environment check with what each seat measured, the editable requirements, and seal checks."""

import uuid
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from formats.environment import STEP_WITHIN_S, Requirements, from_json
from rooms.models import Room

SILENT_AFTER: Final = timedelta(seconds=STEP_WITHIN_S)
STUCK_AFTER: Final = timedelta(seconds=STEP_WITHIN_S + 5)  # the machine ends a step itself, and has to say so


class CheckRunQuerySet(models.QuerySet["CheckRun"]):
    def running(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def ended(self) -> Self:
        return self.filter(ended_at__isnull=False)


class CheckRun(models.Model):
    """One 环境检测 of a room; `attempt` counts 补测. `seat_list` and `asked` are digests of what it went by (B2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="check_runs")
    attempt = models.PositiveIntegerField(default=1)
    requirements = models.TextField()
    of_plan = models.CharField(max_length=100, blank=True)
    seat_list = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)
    by_name = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    was_stopped = models.BooleanField(default=False)

    objects = CheckRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("environment check")
        verbose_name_plural = _("environment checks")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["room"], condition=Q(ended_at__isnull=True), name="check_run_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.started_at}"

    @cached_property
    def wanted(self) -> Requirements:
        return from_json(self.requirements)

    @property
    def order(self) -> str:
        """What machines answer under; an answer to an earlier attempt is of no use to a later one."""
        return f"{self.pk}.{self.attempt}"


class SeatCheckQuerySet(models.QuerySet["SeatCheck"]):
    def open(self) -> Self:
        return self.filter(state__in=SeatCheck.State.open())

    def failed(self) -> Self:
        return self.filter(state=SeatCheck.State.FAILED)

    def passed(self) -> Self:
        return self.filter(state=SeatCheck.State.PASSED)

    def overdue(self, now: datetime) -> Self:
        """Asked, and silent for longer than a step may take."""
        never = Q(heard_at__isnull=True, asked_at__lt=now - SILENT_AFTER)
        return self.open().filter(never | Q(heard_at__lt=now - STUCK_AFTER))


class SeatCheck(models.Model):
    """A seat in a run, as it was then. `fault` says why it failed, if not by its steps."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("check", "waiting")
        CHECKING = "checking", pgettext_lazy("check", "checking")
        PASSED = "passed", pgettext_lazy("check", "passed")
        FAILED = "failed", pgettext_lazy("check", "failed")

        @classmethod
        def open(cls) -> tuple[str, ...]:
            return cls.WAITING, cls.CHECKING

    run = models.ForeignKey(CheckRun, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveIntegerField()
    ip = models.GenericIPAddressField()
    hostname = models.CharField(max_length=100, blank=True)
    machine = models.UUIDField(null=True)
    attempt = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    fault = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SeatCheckQuerySet.as_manager()

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="seat_check_once")]
        indexes = [models.Index(fields=["run"], condition=Q(ended_at__isnull=True), name="seat_check_open")]

    def __str__(self) -> str:
        return f"{self.number:03d} {self.state}"

    @property
    def shown(self) -> str:
        return f"{self.number:03d}"

    @property
    def is_open(self) -> bool:
        return self.state in self.State.open()


class CheckResult(models.Model):
    """What one step measured, and the verdict on it; `code` and `values` say why it is no pass."""

    seat = models.ForeignKey(SeatCheck, on_delete=models.CASCADE, related_name="results")
    step = models.CharField(max_length=20)
    verdict = models.CharField(max_length=10)
    code = models.CharField(max_length=40, blank=True)
    values = models.JSONField(default=dict)
    measured = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "step"], name="check_result_once")]

    def __str__(self) -> str:
        return f"{self.step} {self.verdict}"


class Marker(models.Model):
    """The marker that a check found on the machine of a seat: gone after a restart, a restore card cleans the disk."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="markers")
    number = models.PositiveIntegerField()
    hardware = models.CharField(max_length=200)
    marker = models.CharField(max_length=40)
    boot = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="marker_once")]

    def __str__(self) -> str:
        return f"{self.number:03d} {self.marker}"


class CheckDefaults(models.Model):
    """What a room asks of its machines as long as no plan says it (B8)."""

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="check_defaults")
    requirements = models.TextField()

    def __str__(self) -> str:
        return str(self.room)

    @property
    def wanted(self) -> Requirements:
        return from_json(self.requirements)


class SealCheck(models.Model):
    """One 封场检测 with its lines (B11). `preparation` is a digest of what the seal was put on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seal_checks")
    at = models.DateTimeField()
    passed = models.BooleanField()
    by_name = models.CharField(max_length=60)
    lines = models.JSONField()
    preparation = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("seal check")
        verbose_name_plural = _("seal checks")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.room_id} {self.at}"

    @property
    def failed_lines(self) -> list[dict[str, object]]:
        return [line for line in self.lines if line["state"] == "fail"]
