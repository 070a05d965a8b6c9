"""Plan, sessions, papers, candidates, sittings and the ledger of their time."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from formats.masking import masked
from formats.plan import PlanFile, PlanRules
from formats.plan import from_json as plan_from_json
from rooms.models import Machine, Room


class Plan(models.Model):
    """What is examined in a room, with its rules (B10). `content` is the whole plan in its one form.

    `revision` is the number of the centre's package it came with, empty for a plan from spreadsheets;
    `code_key` then checks authorization codes (E23).
    """

    class Kind(models.TextChoices):
        FORMAL = "formal", pgettext_lazy("exam", "formal exam")
        MOCK = "mock", pgettext_lazy("exam", "mock exam")

    uuid = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    content = models.TextField(editable=False)
    loaded_at = models.DateTimeField(editable=False)
    revision = models.PositiveIntegerField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    code_key = models.BinaryField(max_length=32, default=bytes, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("exam", "plan")
        verbose_name_plural = pgettext_lazy("exam", "plans")
        # the centre's plan has one name in all its rooms, and one server may serve several
        constraints = [models.UniqueConstraint(fields=["room", "uuid"], name="plan_once_in_room")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def file(self) -> PlanFile:
        return plan_from_json(self.content.encode())

    @property
    def rules(self) -> PlanRules:
        return self.file.rules

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.rules.timezone)

    @property
    def is_mock(self) -> bool:
        return self.kind == self.Kind.MOCK

    @property
    def is_from_centre(self) -> bool:
        """It came in a package of the test centre, which alone can authorise it."""
        return self.revision is not None


class Phase(StrEnum):
    """Where a session stands; derived from its moments, never stored."""

    PLANNED = "planned"
    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    REPORTED = "reported"


PHASE_NAMES = {
    Phase.PLANNED: pgettext_lazy("session", "planned"),
    Phase.WAITING: pgettext_lazy("session", "waiting"),
    Phase.RUNNING: pgettext_lazy("session", "running"),
    Phase.ENDED: pgettext_lazy("session", "ended"),
    Phase.REPORTED: pgettext_lazy("session", "reported"),
}


class SessionQuerySet(models.QuerySet["Session"]):
    def live(self) -> Self:
        """Not ended: what the session clock looks after."""
        return self.filter(ended_at__isnull=True)


class Session(models.Model):
    """One sitting-down of the room at a time; its phase derives from these moments."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField(_("session number"))
    name = models.CharField(_("session name"), max_length=60)
    planned_start = models.DateTimeField(_("planned start"))
    authorised_at = models.DateTimeField(null=True, editable=False)
    authorised_by = models.CharField(max_length=10, blank=True, editable=False)
    login_allowed_at = models.DateTimeField(null=True, editable=False)
    start_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    reported_at = models.DateTimeField(null=True, editable=False)
    administrator = models.CharField(max_length=60, blank=True)
    administrator_phone = models.CharField(max_length=30, blank=True)
    invigilators = models.JSONField(default=list)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("exam", "session")
        verbose_name_plural = pgettext_lazy("exam", "sessions")
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="session_number_once")]
        permissions = [
            ("authorise", "Authorise a session"),
            ("run_session", "Allow login and start, and enter a session"),
            ("end_session", "End a session"),
            ("export_answers", "Export answers"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def room(self) -> Room:
        return self.plan.room

    @property
    def rules(self) -> PlanRules:
        return self.plan.rules

    def phase(self, now: datetime) -> Phase:
        if self.reported_at:
            return Phase.REPORTED
        if self.ended_at:
            return Phase.ENDED
        if self.start_at and self.start_at <= now:
            return Phase.RUNNING
        if self.login_allowed_at:
            return Phase.WAITING
        return Phase.PLANNED

    def window(self, before_min: float, after_min: float = 0) -> tuple[datetime, datetime]:
        """From `before_min` before the planned start until `after_min` after it."""
        return (
            self.planned_start - timedelta(minutes=before_min),
            self.planned_start + timedelta(minutes=after_min),
        )

    @property
    def login_opens_at(self) -> datetime:
        """When login was allowed or its window opens, whichever is earlier: nothing of the session is before it."""
        opens = self.window(self.rules.login_before_min)[0]
        return min(opens, self.login_allowed_at or opens)

    def after_start(self, minutes: float) -> datetime | None:
        """The moment `minutes` after the real start T0, which all limits follow."""
        return self.start_at + timedelta(minutes=minutes) if self.start_at else None


class MockAutomation(models.Model):
    """自动登录 and 自动作答 of a mock exam, each from when on; null while it is off (M1, M2)."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="mock_automation")
    log_in_since = models.DateTimeField(null=True)
    answer_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.session_id}"

    @property
    def logs_in(self) -> bool:
        return self.log_in_since is not None

    @property
    def answers(self) -> bool:
        return self.answer_since is not None


class HeldAuthorization(models.Model):
    """考试授权 as the centre signed it, kept from the moment it came: a broken uplink no longer matters (E5)."""

    class Source(models.TextChoices):
        CENTRE = "centre", _("from the test centre")
        FILE = "file", _("from a file")

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="held_authorization")
    envelope = models.BinaryField()
    source = models.CharField(max_length=10, choices=Source.choices)
    received_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.session_id} {self.source}"


class Subject(models.Model):
    """What is sat in a session, with its duration; the subjects of a session follow one another (C5)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="subjects")
    name = models.CharField(_("subject"), max_length=100)
    order = models.PositiveSmallIntegerField(default=1)
    planned_start = models.DateTimeField()
    duration = models.DurationField(_("duration"))
    expected = models.PositiveIntegerField(_("planned number of candidates"))

    class Meta:
        verbose_name = pgettext_lazy("exam", "subject")
        verbose_name_plural = pgettext_lazy("exam", "subjects")
        ordering = ["session", "order"]
        constraints = [models.UniqueConstraint(fields=["session", "name"], name="subject_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def start_at(self) -> datetime | None:
        """T0 of this subject: the session's real start, moved as the plan has it."""
        if self.session.start_at is None:
            return None
        return self.session.start_at + (self.planned_start - self.session.planned_start)


class Paper(models.Model):
    """A paper, encrypted from the moment it is imported; `key` is released to a machine by the authorization.

    A paper from the test centre has no key before that: the authorization brings it.
    """

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, related_name="paper")
    uuid = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    number = models.CharField(_("paper number"), max_length=60)
    sealed = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    key = models.BinaryField(max_length=32, editable=False)
    answer_key = models.JSONField(default=dict, editable=False)
    questions = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = pgettext_lazy("exam", "paper")
        verbose_name_plural = pgettext_lazy("exam", "papers")

    def __str__(self) -> str:
        return self.number


class Material(models.Model):
    """A file that a task of the paper needs, sealed with the paper's key; `sha256` is of the sealed bytes."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="materials")
    sealed = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    size = models.PositiveIntegerField(editable=False)

    class Meta:
        verbose_name = pgettext_lazy("exam", "material")
        verbose_name_plural = pgettext_lazy("exam", "materials")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["paper", "sha256"], name="material_once")]

    def __str__(self) -> str:
        return self.sha256[:12]


class Candidate(models.Model):
    """A person in a session, with what was approved before the exam (F14)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="candidates")
    ticket = models.CharField(_("ticket number"), max_length=30, db_index=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    id_number = models.CharField(_("ID number"), max_length=30, blank=True)
    id_complete = models.BooleanField(default=True)
    sequence = models.PositiveIntegerField(_("sequence"))
    factor_permille = models.PositiveIntegerField(default=1000)
    extra_minutes = models.PositiveIntegerField(default=0)
    large_type = models.BooleanField(_("large type"), default=False)
    seat_number = models.PositiveIntegerField(_("seat number"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("exam", "candidate")
        verbose_name_plural = pgettext_lazy("exam", "candidates")
        ordering = ["session", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["session", "ticket"], name="ticket_once"),
            models.UniqueConstraint(fields=["session", "sequence"], name="sequence_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_id(self) -> str:
        """The first 3 and the last 2 characters."""
        return masked(self.id_number)


class SittingQuerySet(models.QuerySet["Sitting"]):
    def of(self, session: Session) -> Self:
        return self.filter(session=session)

    def in_exam(self) -> Self:
        return self.filter(state=Sitting.State.IN_EXAM)

    def due(self, now: datetime) -> Self:
        """Begun and not settled, with a deadline at or before `now`: also who was reset and has not come back (E20)."""
        return self.attended().unsettled().filter(deadline__lte=now)

    def ready_to_begin(self, now: datetime) -> Self:
        """Logged in and rules read; whether T0 has passed is the subject's answer."""
        return self.filter(state=Sitting.State.LOGGED_IN, rules_read_at__isnull=False, session__start_at__lte=now)

    def unsettled(self) -> Self:
        """What keeps a session from ending (E22)."""
        return self.exclude(state__in=Sitting.State.settled())

    def uncollected(self) -> Self:
        """Handed in, and their machine has not stated the same head as the server (F3)."""
        return self.filter(state=Sitting.State.SUBMITTED, collected_at=None)

    def attended(self) -> Self:
        """Ever entered 考试中."""
        return self.filter(began_at__isnull=False)


class Sitting(models.Model):
    """One candidate's attempt at one subject in one session."""

    class State(models.TextChoices):
        NOT_LOGGED_IN = "not_logged_in", pgettext_lazy("exam", "not logged in")
        LOGGED_IN = "logged_in", pgettext_lazy("exam", "logged in")
        IN_EXAM = "in_exam", pgettext_lazy("exam", "in the exam")
        SUBMITTED = "submitted", pgettext_lazy("exam", "submitted")
        ABSENT = "absent", pgettext_lazy("exam", "absent")

        @classmethod
        def settled(cls) -> "tuple[Sitting.State, ...]":
            return (cls.SUBMITTED, cls.ABSENT)

        @classmethod
        def entered(cls) -> "tuple[Sitting.State, ...]":
            """Somebody sits at a machine with it."""
            return (cls.LOGGED_IN, cls.IN_EXAM)

    class Admission(models.TextChoices):
        """What lets the next login in."""

        FIRST = "first", _("first login")
        RESUME = "resume", _("resume")
        LATE = "late", _("late start by code")
        RESET = "reset", pgettext_lazy("exam", "reset")

    class SubmittedBy(models.TextChoices):
        CANDIDATE = "candidate", pgettext_lazy("exam", "the candidate")
        DEADLINE = "deadline", pgettext_lazy("exam", "the deadline")
        PROCTOR = "proctor", pgettext_lazy("exam", "the proctor")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="sittings")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="sittings")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="sittings")
    state = models.CharField(max_length=13, choices=State.choices, default=State.NOT_LOGGED_IN)

    epoch = models.PositiveIntegerField(default=1)
    holder = models.ForeignKey(Machine, on_delete=models.PROTECT, null=True, related_name="held_sittings")
    admission = models.CharField(max_length=6, choices=Admission.choices, default=Admission.FIRST)
    moves_to = models.PositiveIntegerField(null=True)

    logged_in_at = models.DateTimeField(null=True)
    rules_read_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=9, choices=SubmittedBy.choices, blank=True)
    absent_at = models.DateTimeField(null=True)

    deadline = models.DateTimeField(null=True)
    remaining_ms = models.BigIntegerField(null=True)
    deadline_version = models.PositiveIntegerField(default=0)
    deadline_seen = models.PositiveIntegerField(default=0)

    revision = models.PositiveIntegerField(default=0)
    chain = models.CharField(max_length=64, blank=True)
    answered = models.PositiveIntegerField(default=0)
    last_saved_at = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("exam", "sitting")
        verbose_name_plural = pgettext_lazy("exam", "sittings")
        ordering = ["session", "candidate__sequence"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "subject"], name="sitting_once"),
            models.CheckConstraint(condition=~Q(state="in_exam") | Q(began_at__isnull=False), name="in_exam_has_begun"),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(closed_at__isnull=False), name="submitted_is_closed"
            ),
            models.CheckConstraint(condition=~Q(state="absent") | Q(absent_at__isnull=False), name="absent_has_moment"),
        ]
        indexes = [models.Index(fields=["state", "deadline"])]

    def __str__(self) -> str:
        return f"{self.candidate} {self.subject}"

    @property
    def room(self) -> Room:
        return self.session.plan.room

    @property
    def never_came(self) -> bool:
        """Who was reset is 未登录 again, and has been here."""
        return self.state == self.State.NOT_LOGGED_IN and self.logged_in_at is None

    @property
    def accommodation(self) -> timedelta:
        """What was approved before the exam (F14): the factor applies to the duration only."""
        person = self.candidate
        return self.subject.duration * (person.factor_permille - 1000) / 1000 + timedelta(minutes=person.extra_minutes)

    def time_left(self, now: datetime) -> timedelta:
        """What the candidate still has at `now`; zero outside the exam and after the deadline."""
        if self.state != self.State.IN_EXAM:
            return timedelta()
        if self.deadline is None:
            return timedelta(milliseconds=self.remaining_ms or 0)
        return max(self.deadline - now, timedelta())


class Claim(models.Model):
    """A machine took an epoch of a sitting by logging in; it alone may write to that epoch. Never changed."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="claims")
    epoch = models.PositiveIntegerField()
    machine = models.ForeignKey(Machine, on_delete=models.PROTECT, related_name="claims")
    seat_number = models.PositiveIntegerField(null=True)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "epoch"], name="epoch_claimed_once")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.epoch}"


class TimeEntry(models.Model):
    """One line of a sitting's time ledger (F1). Never changed, except that an open interval gets its end.

    `ms` may be negative: a wrong grant is taken back by a new entry, which `reverses` it. It is empty while the
    interval is open, and 0 where lost time was measured and not given back.
    """

    class Cause(models.TextChoices):
        EXTRA_TIME = "extra_time", pgettext_lazy("exam", "extra time")
        CREDIT = "credit", pgettext_lazy("exam", "credit")
        INTERRUPTION = "interruption", pgettext_lazy("exam", "interruption")

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="time_entries")
    cause = models.CharField(max_length=12, choices=Cause.choices)
    ms = models.BigIntegerField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=12, blank=True)
    reverses = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="reversal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("time entry")
        verbose_name_plural = _("time ledger")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.cause} {self.ms}"


class DeadlineVersion(models.Model):
    """Every deadline that a sitting ever had: what a machine went by is looked up here."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="deadlines")
    version = models.PositiveIntegerField()
    deadline = models.DateTimeField(null=True)
    remaining_ms = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "version"], name="deadline_version_once")]

    def __str__(self) -> str:
        return f"{self.sitting_id} v{self.version}"


class Submission(models.Model):
    """One accepted submit, with the head of the log that both sides stated.

    `at` is when the sitting was closed, which receipts say; `arrived_at` when the server had all of it.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="submissions")
    epoch = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    chain = models.CharField(max_length=64)
    by = models.CharField(max_length=9, choices=Sitting.SubmittedBy.choices)
    at = models.DateTimeField()
    arrived_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "epoch", "revision"], name="submission_once")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.revision}"


class LoginTriesQuerySet(models.QuerySet["LoginTries"]):
    def locked(self) -> Self:
        return self.filter(locked_at__isnull=False)


class LoginTries(models.Model):
    """Wrong logins in a row at a machine in a session; `locked_at` stands until a proctor releases it (C2)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="login_tries")
    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="login_tries")
    wrong = models.PositiveIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)

    objects = LoginTriesQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "machine"], name="login_tries_once")]

    def __str__(self) -> str:
        return f"{self.machine_id} {self.wrong}"
