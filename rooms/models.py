"""Rooms, the people who work in them, seats, machines and what is told to them."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rooms import layouts


class Room(models.Model):
    """An examination room with one proctor machine (B3)."""

    class Mode(models.TextChoices):
        CENTRE = "centre", _("connected to the centre")
        STANDALONE = "standalone", _("standalone")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("room code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.STANDALONE)
    proctor_ip = models.GenericIPAddressField(_("proctor machine IP"), null=True, blank=True)
    storage_path = models.CharField(_("storage path"), max_length=500, blank=True)
    numbers_shown = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("exam", "room")
        verbose_name_plural = pgettext_lazy("exam", "rooms")
        ordering = ["code"]
        permissions = [
            ("work_room", "Work in the control room"),
            ("see_room", "See everything, print and export"),
            ("manage_room", "Change the room's parameters, seats and people"),
            ("command_machines", "Start, stop and lock candidate machines"),
            ("import_files", "Import seats, plans, candidates and papers"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def chain(self) -> str:
        """The name of the room's chain in the journal."""
        return f"room:{self.uuid}"


class RoomLayout(models.Model):
    """How the seats of a room stand, seen from the front; a room without one stands as `layouts` says."""

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="layout")
    columns = models.PositiveSmallIntegerField(default=layouts.DEFAULT_COLUMNS)
    order = models.CharField(max_length=15, choices=layouts.Order.choices, default=layouts.Order.ROWS)

    def __str__(self) -> str:
        return f"{self.columns} {self.order}"


class CentreLink(models.Model):
    """The room's registration at a test centre (B3), and how the last contact with it went.

    In 单机 mode there is no address: the centre's key is pinned from its files, the room's own is made from 注册码.
    `packages` is what the centre offers, as its API lists it; `tried_at` empty asks for a contact now.
    """

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="centre_link")
    host = models.CharField(_("centre machine IP"), max_length=100, blank=True)
    port = models.PositiveIntegerField(_("port"), default=8100)
    is_secure = models.BooleanField(default=False)
    registration_code = models.CharField(_("registration code"), max_length=20, blank=True)
    machine = models.UUIDField(default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=100, blank=True, editable=False)
    centre_code = models.CharField(max_length=20, blank=True, editable=False)
    centre_name = models.CharField(max_length=100, blank=True, editable=False)
    public_key = models.BinaryField(max_length=32, default=bytes, editable=False)
    seal_key = models.BinaryField(max_length=32, default=bytes, editable=False)
    registered_at = models.DateTimeField(null=True, editable=False)
    tried_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    fault = models.CharField(max_length=40, blank=True, editable=False)
    clock_offset_ms = models.BigIntegerField(null=True, editable=False)
    packages = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("registration at the centre")
        verbose_name_plural = _("registrations at the centre")

    def __str__(self) -> str:
        return f"{self.room} → {self.host}:{self.port}"

    @property
    def is_registered(self) -> bool:
        return self.registered_at is not None

    def answers(self, now: datetime) -> bool:
        """The centre answered within 30 s (E2)."""
        return self.answered_at is not None and now - self.answered_at <= timedelta(seconds=30)


class CentreReportQuerySet(models.QuerySet["CentreReport"]):
    def unsent(self) -> Self:
        return self.filter(received_at__isnull=True)

    def waiting(self) -> Self:
        """To be sent as soon as the centre answers."""
        return self.unsent().exclude(answer__has_key="refused")

    def refused(self) -> Self:
        """The centre took them not; they wait for a person to send them again."""
        return self.unsent().filter(answer__has_key="refused")


class CentreReport(models.Model):
    """What the test centre has to be told, kept until it has answered (B11, E23)."""

    class Kind(models.TextChoices):
        SEAL_CHECK = "seal_check", _("seal check")
        CODE_USED = "code_used", _("code used")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="centre_reports")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    body = models.JSONField()
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    answer = models.JSONField(default=dict)

    objects = CentreReportQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def reason(self) -> str:
        """The centre's own code for why it did not take it; "" if it did, or was not asked yet."""
        return str(self.answer.get("refused", ""))


class Staff(models.Model):
    """What a person may do (S1); no rooms means every room."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", pgettext_lazy("exam", "administrator")
        INVIGILATOR = "invigilator", pgettext_lazy("exam", "invigilator")
        SUPERVISOR = "supervisor", pgettext_lazy("exam", "supervisor")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    rooms = models.ManyToManyField(Room, blank=True, verbose_name=pgettext_lazy("exam", "rooms"))
    initial_password = models.CharField(max_length=128, blank=True, editable=False)

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        permissions = [("manage_staff", "Make and change accounts")]

    def __str__(self) -> str:
        return self.name or self.user.get_username()

    @property
    def has_initial_password(self) -> bool:
        """Still the password that the installation gave (B1); `initial_password` is its hash."""
        return bool(self.initial_password) and self.initial_password == self.user.password


class MachineQuerySet(models.QuerySet["Machine"]):
    def without_seat(self) -> Self:
        """Machines that have called in and wait for a seat (B5)."""
        return self.filter(seat__isnull=True)

    def online(self, now: datetime) -> Self:
        """Machines with an open link in a server process that is alive at `now`."""
        return self.filter(presence__closed_at__isnull=True, presence__lease__expires_at__gt=now)


class Machine(models.Model):
    """A candidate machine, known by its enrolment and never by name or address."""

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="machines")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    fingerprint = models.CharField(max_length=200, db_index=True)
    hostname = models.CharField(max_length=100)
    address = models.GenericIPAddressField(null=True)
    client = models.CharField(max_length=40, blank=True)
    enrolled_at = models.DateTimeField()
    ui_on = models.BooleanField(default=False)
    state_version = models.BigIntegerField(default=1)

    objects = MachineQuerySet.as_manager()

    class Meta:
        verbose_name = _("machine")
        verbose_name_plural = _("machines")

    def __str__(self) -> str:
        return self.hostname

    @property
    def seat_number(self) -> int | None:
        return self.seat.number if hasattr(self, "seat") else None


class Seat(models.Model):
    """A place with a machine. `number` is shown with three digits (B5, B6)."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveIntegerField(_("seat number"))
    ip = models.GenericIPAddressField(_("IP address"))
    hostname = models.CharField(_("computer name"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    machine = models.OneToOneField(Machine, on_delete=models.SET_NULL, null=True, blank=True, related_name="seat")

    class Meta:
        verbose_name = pgettext_lazy("exam", "seat")
        verbose_name_plural = pgettext_lazy("exam", "seats")
        ordering = ["room", "number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="seat_number_once"),
            models.UniqueConstraint(fields=["room", "ip"], name="seat_ip_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=999), name="seat_number_three_digits"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return f"{self.number:03d}"


class Lease(models.Model):
    """A server process that holds links; renewed every 2 s, lapses after 6 s."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Presence(models.Model):
    """The last link of a machine; online = open and its lease alive."""

    machine = models.OneToOneField(Machine, on_delete=models.CASCADE, related_name="presence")
    lease = models.ForeignKey(Lease, on_delete=models.SET_NULL, null=True)
    address = models.GenericIPAddressField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    screen = models.CharField(max_length=20, blank=True)
    clock_offset_ms = models.BigIntegerField(null=True)
    indicators = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.machine_id} {self.address}"

    def is_online(self, now: datetime) -> bool:
        return self.closed_at is None and self.lease is not None and self.lease.expires_at > now


class Cut(models.Model):
    """A machine's link was down from `began_at` until `ended_at`, as the server saw it (F2, E24)."""

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="cuts")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["machine", "began_at"])]

    def __str__(self) -> str:
        return f"{self.machine_id} {self.began_at}"


class CommandQuerySet(models.QuerySet["Command"]):
    def due(self, now: datetime) -> Self:
        """Not yet acknowledged and not expired."""
        return self.filter(acked_at__isnull=True, expires_at__gt=now)


class Command(models.Model):
    """An act for one machine: stored before it is sent, sent until acknowledged or expired."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="commands")
    kind = models.CharField(max_length=30)
    arguments = models.JSONField(default=dict)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    acked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    result = models.JSONField(default=dict)

    objects = CommandQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["machine"], condition=Q(acked_at__isnull=True), name="command_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.machine_id}"


class RemoteAct(models.Model):
    """One press of 远程控制 or 考生端初始化: whom it was for, and where it was refused at once (S2, S3).

    `refused` are objects {seat, machine, code, text, values}; what became of the others stands in the `commands`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="remote_acts")
    kind = models.CharField(max_length=30)
    commands = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class MatterQuerySet(models.QuerySet["Matter"]):
    def open(self) -> Self:
        return self.filter(settled_at__isnull=True)

    def standing(self, kinds: Collection[str]) -> Self:
        """Of these kinds, what still has its cause, put away by somebody or not."""
        return self.filter(kind__in=kinds, over_at__isnull=True)


class Matter(models.Model):
    """Something that waits for a person (待处理). `key` makes one matter of what is one matter.

    One that the watch keeps is `over_at` the moment its cause was gone; put away before that, it does not come again.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="matters")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    session = models.UUIDField(null=True)
    sitting = models.UUIDField(null=True)
    machine = models.ForeignKey(Machine, on_delete=models.SET_NULL, null=True)
    values = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_name = models.CharField(max_length=60, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "kind", "key"], condition=Q(settled_at__isnull=True), name="matter_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> Self:
        """Waiting or at work."""
        return self.filter(state__in=Job.State.open())


class Job(models.Model):
    """Slow work in a worker process: progress, cancelling, and taken up again when its worker died."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

        @classmethod
        def open(cls) -> frozenset["Job.State"]:
            """It waits, or is at work; the others are ends."""
            return frozenset({cls.WAITING, cls.RUNNING})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_open(self) -> bool:
        """It waits, or is at work."""
        return self.state in Job.State.open()
