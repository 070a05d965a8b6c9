"""What a row of the picture shows, and the facts it comes from; a fixed number of queries for a whole session."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import models
from django.utils.translation import pgettext_lazy

from exams.models import Claim, Session, Sitting, TimeEntry
from incidents.models import CodeRequest, Interruption, Resume, ScreenLock
from journal.clock import from_ms
from journal.models import Event
from rooms.models import Cut

Interval = tuple[datetime, datetime]
State = Sitting.State


class Lasting(models.TextChoices):
    """What lasts; drawn in this order, one over the other."""

    LOGGED_IN = "logged_in", pgettext_lazy("course", "logged in")
    WORK = "work", pgettext_lazy("course", "in the exam")
    EXTRA = "extra", pgettext_lazy("course", "time that was given")
    LOCKED = "locked", pgettext_lazy("course", "screen locked")
    INTERRUPTED = "interrupted", pgettext_lazy("course", "interrupted")
    OFFLINE = "offline", pgettext_lazy("course", "offline")


class Moment(models.TextChoices):
    """What happened at a moment."""

    LOGIN = "login", pgettext_lazy("course", "login")
    GIVEN = "given", pgettext_lazy("course", "time given")
    RESUMED = "resumed", pgettext_lazy("course", "resume")
    RESET = "reset", pgettext_lazy("course", "reset")
    SUBMITTED = "submitted", pgettext_lazy("course", "submitted")
    CLOSED = "closed", pgettext_lazy("course", "closed at the deadline or by the proctor")


@dataclass(frozen=True)
class Row:
    """One candidate: intervals and moments in the order of time."""

    sequence: int
    name: str
    ticket: str
    seat: int | None
    state: str
    spans: tuple[tuple[Lasting, Interval], ...]
    moments: tuple[tuple[Moment, datetime], ...]

    @property
    def ended(self) -> datetime | None:
        """The last moment at which something was going on; None for who never came."""
        ends = [end for _kind, (_began, end) in self.spans] + [at for _kind, at in self.moments]
        return max(ends, default=None)


@dataclass
class Facts:
    """What is known of a session's sittings beside their own rows."""

    claims: Mapping[UUID, list[Claim]] = field(default_factory=dict)
    resumes: Mapping[UUID, list[Resume]] = field(default_factory=dict)
    locks: Mapping[UUID, list[ScreenLock]] = field(default_factory=dict)
    entries: Mapping[UUID, list[TimeEntry]] = field(default_factory=dict)
    cuts: Mapping[UUID, list[Cut]] = field(default_factory=dict)
    interruptions: Mapping[UUID, list[Interruption]] = field(default_factory=dict)
    resets: Mapping[UUID, list[datetime]] = field(default_factory=dict)
    begun: Mapping[UUID, list[datetime]] = field(default_factory=dict)


NO_TIME: Final = TimeEntry.Cause.INTERRUPTION


def rows_of(session: Session, now: datetime) -> list[Row]:
    sittings = session.sittings.select_related("candidate", "subject__session").order_by(
        "subject__order", "candidate__sequence"
    )
    facts = _facts(session)
    return [_row(sitting, facts, now) for sitting in sittings]


def _facts(session: Session) -> Facts:
    claims = list(Claim.objects.filter(sitting__session=session).order_by("at"))
    of_session, resets = {"sitting__session": session}, _resets(session)
    return Facts(
        claims=_by_sitting(claims),
        resumes=_by_sitting(Resume.objects.filter(**of_session)),
        locks=_by_sitting(ScreenLock.objects.filter(**of_session)),
        entries=_by_sitting(TimeEntry.objects.filter(**of_session, ms__isnull=False)),
        cuts=_cuts({claim.machine_id for claim in claims}),
        interruptions=_interruptions(session),
        resets=resets,
        begun=_begun(session, resets),
    )


def _by_sitting(rows: Iterable) -> dict[UUID, list]:
    found: dict[UUID, list] = defaultdict(list)
    for row in rows:
        found[row.sitting_id].append(row)
    return found


def _cuts(machines: set[UUID]) -> dict[UUID, list[Cut]]:
    found: dict[UUID, list[Cut]] = defaultdict(list)
    for cut in Cut.objects.filter(machine__in=machines).order_by("began_at"):
        found[cut.machine_id].append(cut)
    return found


def _interruptions(session: Session) -> dict[UUID, list[Interruption]]:
    found: dict[UUID, list[Interruption]] = defaultdict(list)
    for interruption in session.interruptions.prefetch_related("sittings"):
        for sitting in interruption.sittings.all():
            found[sitting.pk].append(interruption)
    return found


def _resets(session: Session) -> dict[UUID, list[datetime]]:
    """Each took one code, which stands for all whom it began again."""
    used = CodeRequest.objects.used().filter(session=session, kind=CodeRequest.Kind.RESET).order_by("used_at")
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for sitting, at in used.values_list("sittings", "used_at"):
        if at is not None:
            found[sitting].append(at)
    return found


def _begun(session: Session, sittings: Collection[UUID]) -> dict[UUID, list[datetime]]:
    """Who begins again has another beginning in the sitting; the journal has them all."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    if sittings:
        begun = Event.objects.filter(session=session.uuid, sitting__in=sittings, code="exam_begun").order_by("number")
        for sitting, body in begun.values_list("sitting", "body"):
            if sitting is not None:
                found[sitting].append(from_ms(json.loads(body)["values"]["began_at"]))
    return found


# --- one candidate
def _row(sitting: Sitting, facts: Facts, now: datetime) -> Row:
    claims, person = facts.claims.get(sitting.pk, []), sitting.candidate
    spans = _spans(sitting, facts, now) if claims else ()
    return Row(
        sequence=person.sequence,
        name=person.name,
        ticket=person.ticket,
        seat=claims[-1].seat_number if claims else None,
        state=str(State(sitting.state).label),
        spans=tuple(sorted(spans, key=lambda span: list(Lasting).index(span[0]))),
        moments=tuple(sorted(_moments(sitting, facts, claims), key=lambda moment: moment[1])),
    )


def _spans(sitting: Sitting, facts: Facts, now: datetime) -> list[tuple[Lasting, Interval]]:
    end = sitting.closed_at or now
    whole: Interval = (facts.claims[sitting.pk][0].at, end)
    told = [part for stay in _stays(sitting, facts, end) for part in stay]
    told += [(Lasting.EXTRA, extra) for extra in _extra(sitting, facts, end)]
    told += [(Lasting.LOCKED, span) for span in _locked(sitting, facts, end)]
    told += [
        (Lasting.INTERRUPTED, (each.began_at, each.ended_at or now)) for each in facts.interruptions.get(sitting.pk, [])
    ]
    told += [(Lasting.OFFLINE, span) for span in _offline(sitting, facts, end)]
    return [(kind, span) for kind, each in told if (span := _within(each, whole)) is not None]


def _stays(sitting: Sitting, facts: Facts, end: datetime) -> Iterator[list[tuple[Lasting, Interval]]]:
    """From the first login to a reset, and from the login after it on; in between nothing goes on."""
    since = facts.claims[sitting.pk][0].at
    begun = facts.begun.get(sitting.pk) or [sitting.began_at or end]
    for at in facts.resets.get(sitting.pk, []):
        yield _stay(since, begun, at)
        since = min((claim.at for claim in facts.claims[sitting.pk] if claim.at >= at), default=end)
    yield _stay(since, begun, end)


def _stay(since: datetime, begun: Iterable[datetime], end: datetime) -> list[tuple[Lasting, Interval]]:
    began = min((at for at in begun if since <= at < end), default=end)
    return [(Lasting.LOGGED_IN, (since, began)), (Lasting.WORK, (began, end))]


def _within(span: Interval, whole: Interval) -> Interval | None:
    began, ended = max(span[0], whole[0]), min(span[1], whole[1])
    return (began, ended) if began < ended else None


def _extra(sitting: Sitting, facts: Facts, end: datetime) -> list[Interval]:
    """What was worked beyond the end that everybody has."""
    start = sitting.subject.start_at
    if start is None or not facts.entries.get(sitting.pk) or sitting.state == State.NOT_LOGGED_IN:
        return []
    return [(start + sitting.subject.duration + sitting.accommodation, end)]


def _locked(sitting: Sitting, facts: Facts, end: datetime) -> list[Interval]:
    return [(lock.at, lock.acknowledged_at or lock.lifted_at or end) for lock in facts.locks.get(sitting.pk, [])]


def _offline(sitting: Sitting, facts: Facts, end: datetime) -> Iterable[Interval]:
    """Cuts of the machine that was held, and the way from a resume to the next login."""
    claims = facts.claims[sitting.pk]
    freed = {resume.epoch: resume.at for resume in facts.resumes.get(sitting.pk, [])}
    resets = facts.resets.get(sitting.pk, [])
    for claim, after in zip(claims, [*claims[1:], None], strict=True):
        later = after.at if after else end
        left = freed.get(claim.epoch + 1) or min([later, *(at for at in resets if at > claim.at)])
        held = (claim.at, left)
        for cut in facts.cuts.get(claim.machine_id, []):
            span = _within((cut.began_at, cut.ended_at or end), held)
            if span is not None:
                yield span
        if claim.epoch + 1 in freed:
            yield left, later


def _moments(sitting: Sitting, facts: Facts, claims: list[Claim]) -> Iterable[tuple[Moment, datetime]]:
    for claim in claims:
        yield Moment.LOGIN, claim.at
    for resume in facts.resumes.get(sitting.pk, []):
        yield Moment.RESUMED, resume.at
    for at in facts.resets.get(sitting.pk, []):
        yield Moment.RESET, at
    for entry in facts.entries.get(sitting.pk, []):
        if entry.cause != NO_TIME:
            yield Moment.GIVEN, entry.at
    if sitting.closed_at is not None:
        by_hand = sitting.submitted_by == Sitting.SubmittedBy.CANDIDATE
        yield (Moment.SUBMITTED if by_hand else Moment.CLOSED), sitting.closed_at
