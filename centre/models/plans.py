"""What is examined in a room: plan, candidates, papers, and what of it was published and released."""

import uuid
from datetime import datetime, timedelta
from functools import cached_property
from typing import Self

import msgspec
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.models.rooms import Room
from formats.exam_package import Content, PackagedCandidate
from formats.plan import PlanFile, PlanRules, SessionRow
from formats.plan import from_json as plan_from_json


class Plan(models.Model):
    """A plan for one room. `content` is the whole plan in its one form."""

    class Kind(models.TextChoices):
        FORMAL = "formal", pgettext_lazy("exam", "formal exam")
        MOCK = "mock", pgettext_lazy("exam", "mock exam")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    content = models.TextField(editable=False)
    loaded_at = models.DateTimeField(_("loaded"), editable=False)

    class Meta:
        verbose_name = pgettext_lazy("exam", "plan")
        verbose_name_plural = pgettext_lazy("exam", "plans")
        ordering = ["room__code", "pk"]
        constraints = [models.UniqueConstraint(fields=["room", "name", "kind"], name="centre_plan_once")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def file(self) -> PlanFile:
        return plan_from_json(self.content.encode())

    @property
    def rules(self) -> PlanRules:
        return self.file.rules

    @property
    def newest(self) -> "Package | None":
        """The newest published package."""
        return self.packages.order_by("-revision").first()


class Candidate(models.Model):
    """A candidate of one session and subject; the fields are those of the package."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="candidates")
    session = models.PositiveIntegerField(_("session number"))
    subject = models.CharField(pgettext_lazy("exam", "subject"), max_length=200)
    ticket = models.CharField(_("ticket number"), max_length=18)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    id_number = models.CharField(max_length=20)
    id_complete = models.BooleanField(default=True)
    sequence = models.PositiveIntegerField(_("sequence"))
    factor_permille = models.PositiveIntegerField(default=1000)
    extra_minutes = models.PositiveIntegerField(default=0)
    large_type = models.BooleanField(default=False)
    seat_number = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = pgettext_lazy("exam", "candidate")
        verbose_name_plural = pgettext_lazy("exam", "candidates")
        ordering = ["session", "sequence", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "session", "subject", "ticket"], name="centre_candidate_once")
        ]

    def __str__(self) -> str:
        return self.ticket

    def packaged(self) -> PackagedCandidate:
        fields = PackagedCandidate.__struct_fields__
        return PackagedCandidate(**{name: getattr(self, name) for name in fields})


class PaperQuerySet(models.QuerySet["Paper"]):
    def current(self) -> Self:
        """Not replaced by a later one."""
        return self.filter(is_current=True)


class Paper(models.Model):
    """A paper of one session and subject, sealed with a key of its own from the moment it came in.

    A replaced one stays for the packages that hold it. `answer_key` never leaves the centre.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="papers")
    session = models.PositiveIntegerField(_("session number"))
    subject = models.CharField(pgettext_lazy("exam", "subject"), max_length=200)
    number = models.CharField(_("paper number"), max_length=200)
    questions = models.PositiveIntegerField(_("questions"))
    source_sha256 = models.CharField(max_length=64, blank=True)
    sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    key = models.BinaryField(max_length=32)
    answer_key = models.JSONField(default=dict)
    is_current = models.BooleanField(default=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("exam", "paper")
        verbose_name_plural = pgettext_lazy("exam", "papers")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "session", "subject"], condition=models.Q(is_current=True), name="centre_paper_once"
            )
        ]

    def __str__(self) -> str:
        return self.number


class Material(models.Model):
    """A file that a task of the paper needs, sealed with the paper's key; `sha256` is of the sealed bytes."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="materials")
    sealed = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(editable=False)

    class Meta:
        verbose_name = pgettext_lazy("exam", "material")
        verbose_name_plural = pgettext_lazy("exam", "materials")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["paper", "sha256"], name="centre_material_once")]

    def __str__(self) -> str:
        return self.sha256[:12]


class Package(models.Model):
    """A publication of a plan: its content as it was, and the file that was sealed for one key.

    `sealed_for` is that public key, empty as long as the room has none; then there is no file.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="packages", verbose_name=pgettext_lazy("exam", "plan")
    )
    revision = models.PositiveIntegerField(_("number of the package"))
    published_at = models.DateTimeField(_("published"))
    content = models.TextField(editable=False)
    papers = models.ManyToManyField(Paper, related_name="packages")
    sealed_for = models.BinaryField(max_length=32, default=bytes, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    size = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("exam package")
        verbose_name_plural = _("exam packages")
        ordering = ["plan", "-revision"]
        constraints = [models.UniqueConstraint(fields=["plan", "revision"], name="package_revision_once")]

    def __str__(self) -> str:
        return f"{self.plan} {self.revision}"

    @property
    def is_sealed(self) -> bool:
        return bool(self.sha256)

    @property
    def file_name(self) -> str:
        return f"{self.plan.uuid}-{self.revision}-{self.sha256[:12]}.jkp"

    @cached_property
    def contents(self) -> Content:
        """What the file holds sealed, but for the code key, which is in no database."""
        return msgspec.json.decode(self.content, type=Content)

    @property
    def file(self) -> PlanFile:
        """The plan as it was published."""
        return self.contents.plan

    def window(self, number: int) -> tuple[datetime, datetime] | None:
        """From when until when session `number` may be authorised (E5); None for a session not planned."""
        rows = self.file.session(number)
        return window_of(rows, self.file.rules) if rows else None


MOCK_STAYS_OPEN = timedelta(days=30)


def window_of(rows: tuple[SessionRow, ...], rules: PlanRules) -> tuple[datetime, datetime]:
    """授权 opens `auth_before_min` before the planned start and closes at the latest start.

    A mock exam has no late start by code (E8), and is often held at another hour than planned: it stays open.
    """
    start = min(row.starts_at for row in rows)
    closes = MOCK_STAYS_OPEN if rules.mode == "mock" else timedelta(minutes=rules.start_after_min)
    return start - timedelta(minutes=rules.auth_before_min), start + closes


class IssuedAuthorization(models.Model):
    """A release of the papers of a session, as it went out (E5)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="authorizations")
    session = models.PositiveIntegerField(_("session number"))
    revision = models.PositiveIntegerField()
    issued_at = models.DateTimeField(_("issued"))
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return f"{self.plan} {self.session}"
