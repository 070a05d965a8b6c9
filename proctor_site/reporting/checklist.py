"""校验结果列表 and 校验结果统计: what the page of 核对 shows of every sitting (A1)."""

from collections import Counter
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from exams.answers.models import LogRow
from exams.models import Paper, Session, Sitting, TimeEntry
from exams.reporting.models import Unrecoverable, Verification
from exams.reporting.verifying import Fault, confirmed_in, current, faults_of, in_order, is_settled
from incidents.models import Violation

SHAPES: Final = {
    Sitting.State.NOT_LOGGED_IN: "idle", Sitting.State.LOGGED_IN: "in", Sitting.State.IN_EXAM: "exam",
    Sitting.State.SUBMITTED: "done", Sitting.State.ABSENT: "absent",
}  # fmt: skip
PACKAGE_FAULTS: Final = frozenset({Fault.CHAIN, Fault.HEAD, Fault.FILES})
PACKAGES: Final[dict[str, tuple[str, str | Promise]]] = {
    "valid": ("ok", pgettext_lazy("report", "valid")),
    "none": ("", pgettext_lazy("report", "none")),
    "broken": ("alarm", pgettext_lazy("report", "damaged")),
    "unread": ("idle", pgettext_lazy("report", "not verified")),
}


@dataclass(frozen=True)
class Row:
    """`percent` is of the paper's questions, None without a paper; `package` is valid, none, broken or unread."""

    sitting: Sitting
    percent: int | None
    package: str
    faults: tuple[Fault, ...]
    confirmed: Unrecoverable | None
    violations: int
    quarantine: int
    late: int

    @property
    def is_settled(self) -> bool:
        return is_settled(list(self.faults), self.confirmed)

    @property
    def is_collected(self) -> bool:
        return Fault.UNCOLLECTED not in self.faults

    @property
    def is_empty(self) -> bool:
        """Submitted with 0 %: marked, for somebody may have to answer for it."""
        return self.sitting.state == Sitting.State.SUBMITTED and self.sitting.answered == 0

    @property
    def shape(self) -> str:
        return SHAPES[Sitting.State(self.sitting.state)]

    @property
    def package_shape(self) -> str:
        return PACKAGES[self.package][0]

    @property
    def package_word(self) -> str:
        return str(PACKAGES[self.package][1])

    @property
    def reasons(self) -> list[str]:
        return [str(fault.label) for fault in self.faults]

    @property
    def notes(self) -> list[str]:
        """What is reported beside what counts."""
        told = []
        if self.quarantine:
            text = ngettext("%(n)d change in quarantine", "%(n)d changes in quarantine", self.quarantine)
            told.append(text % {"n": self.quarantine})
        if self.late:
            told.append(ngettext("%(n)d late change", "%(n)d late changes", self.late) % {"n": self.late})
        return told


@dataclass(frozen=True)
class Checklist:
    """`verification` is the last 核对 if it still holds."""

    verification: Verification | None
    rows: list[Row]
    figures: list[tuple[str, int]]

    @property
    def open_rows(self) -> list[Row]:
        return [row for row in self.rows if not row.is_settled]

    @property
    def is_clean(self) -> bool:
        return self.verification is not None and not self.open_rows


def checklist(session: Session) -> Checklist:
    """As things are now, in a fixed number of queries; what needs somebody stands first in nothing but its mark."""
    verification, confirmed = current(session), confirmed_in(session)
    questions, violations = _questions(session), _violations(session)
    beside = _beside(session)
    rows = [
        _row(
            sitting, verification, confirmed.get(sitting.pk), questions.get(sitting.subject_id, 0),
            violations[sitting.pk], beside,
        )
        for sitting in in_order(session)
    ]  # fmt: skip
    return Checklist(verification, rows, _figures(session, rows))


def _row(
    sitting: Sitting, verification: Verification | None, confirmed: Unrecoverable | None, questions: int,
    violations: int, beside: dict[tuple[UUID, str], int],
) -> Row:  # fmt: skip
    faults = tuple(faults_of(sitting, verification))
    return Row(
        sitting=sitting,
        percent=100 * min(sitting.answered, questions) // questions if questions else None,
        package=_package(sitting, faults, verification),
        faults=faults,
        confirmed=confirmed,
        violations=violations,
        quarantine=beside.get((sitting.pk, LogRow.Standing.QUARANTINE), 0),
        late=beside.get((sitting.pk, LogRow.Standing.LATE), 0),
    )


def _package(sitting: Sitting, faults: tuple[Fault, ...], verification: Verification | None) -> str:
    if PACKAGE_FAULTS & set(faults):
        return "broken"
    if sitting.state == Sitting.State.ABSENT and not sitting.answered:
        return "none"
    return "valid" if verification else "unread"


def _figures(session: Session, rows: list[Row]) -> list[tuple[str, int]]:
    states = Counter(row.sitting.state for row in rows)
    submitted = [row for row in rows if row.sitting.state == Sitting.State.SUBMITTED]
    collected = sum(1 for row in submitted if row.is_collected)
    return [
        (_("All candidates"), len(rows)),
        (_("Have sat the exam"), len(submitted)),
        (_("Absent candidates"), states[Sitting.State.ABSENT]),
        (_("Collected"), collected),
        (_("Not collected"), len(submitted) - collected),
        (_("Candidates with extra time"), _with_time(session)),
        (_("Candidates with violations"), sum(1 for row in rows if row.violations)),
    ]


def _with_time(session: Session) -> int:
    """Persons with 补时 or 补回, as on the record sheet (F2)."""
    entries = TimeEntry.objects.filter(sitting__session=session, ms__isnull=False)
    entries = entries.exclude(sitting__state=Sitting.State.ABSENT)
    sums = entries.order_by().values("sitting__candidate").annotate(sum=Sum("ms"))
    return sum(1 for row in sums if row["sum"])


def _questions(session: Session) -> dict[int, int]:
    papers = Paper.objects.filter(subject__session=session)
    return dict(papers.values_list("subject_id", "questions"))


def _violations(session: Session) -> Counter[UUID]:
    rows = Violation.objects.standing().filter(sitting__session=session)
    return Counter(rows.values_list("sitting_id", flat=True))


def _beside(session: Session) -> dict[tuple[UUID, str], int]:
    """Changes that are kept and do not count, by sitting and standing."""
    keys = list(session.sittings.values_list("pk", flat=True))
    rows = LogRow.objects.filter(sitting__in=keys, n__isnull=False).exclude(standing=LogRow.Standing.COUNTS)
    return dict(Counter(rows.order_by().values_list("sitting", "standing")))
