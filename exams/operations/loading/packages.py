"""Loading the exam package of a test centre: a whole plan for this room, its papers still closed (B10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from django.db import transaction

from exams.models import HeldAuthorization, Paper, Plan, Subject
from exams.operations.loading.candidate_storing import CandidateChanges, draw_lots, store, stored_persons
from exams.operations.loading.candidates import plan_candidates
from exams.operations.loading.differences import Difference, differences
from exams.operations.loading.papers import store_materials
from exams.operations.loading.plans import authorised, past, store_plan, store_sessions, taken_away
from formats.exam_package import ExamPackage, PackagedPaper
from formats.refused import N_, Fault, FileRefused, Level, Refused
from formats.spreadsheets.packaged_rows import row_of
from journal import clock, record
from journal.actor import Actor
from rooms import publish
from rooms.models import Room
from rooms.operations.source import BY_HAND, Source
from rooms.rights import require

FIRST_ROW: Final = 1


@dataclass(frozen=True)
class PackageChanges:
    """What loading a package would do. `stored` is the plan that it would replace; `papers` counts new ones."""

    package: ExamPackage
    stored: Plan | None
    differences: tuple[Difference, ...]
    candidates: CandidateChanges
    papers: int
    faults: tuple[Fault, ...]

    @property
    def is_empty(self) -> bool:
        """It is loaded already."""
        same = self.stored is not None and self.stored.revision == self.package.manifest.revision
        return same and not (self.differences or self.papers) and self.candidates.is_empty

    def at_level(self, level: Level) -> list[Fault]:
        return [fault for fault in self.faults if fault.level == level]


# --- questions
def plan_package(room: Room, package: ExamPackage, *, now: datetime) -> PackageChanges:
    """What `load_package` would do in `room` at `now`, and what stands against it; reads only."""
    stored = room.plans.filter(uuid=_uuid(package.manifest.plan)).first()
    file = package.content.plan
    people = _people(room, package, stored)
    changes = PackageChanges(
        package=package,
        stored=stored,
        differences=tuple(differences(stored.file, file)) if stored else (),
        candidates=people,
        papers=_new_papers(package, stored),
        faults=(),
    )
    against = [] if changes.is_empty or stored is None else [*_older(stored, package), *authorised(stored)]
    gone = taken_away(stored, file) if stored else []
    told = [*_unfit(room, package), *against, *people.faults, *gone, *past(file, now)]
    return replace(changes, faults=tuple(told))


# --- the verb
def load_package(actor: Actor, room: Room, package: ExamPackage, *, source: Source = BY_HAND) -> Plan:
    """Store all that a verified package holds, in one transaction; what is loaded already changes nothing.

    A newer package of the same plan replaces it until the first authorization; plans lie side by side. Papers stay
    closed: their keys come with the authorization. Returns the plan as stored. Raises `FileRefused` with every
    fault and `Refused` without the right; then nothing has changed.
    """
    require(actor, "rooms.import_files", room)
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        changes = plan_package(room, package, now=clock.now())
        if changes.at_level("error"):
            raise FileRefused(changes.at_level("error"))
        if changes.is_empty and changes.stored:
            return changes.stored
        plan = _store(room, changes)
        drawn = draw_lots(plan, changes.candidates) if plan.rules.seating == "lot" else {}
        _record(actor, plan, changes, source, drawn)
        publish.changed()
    return plan


# --- rules
def _unfit(room: Room, package: ExamPackage) -> Iterable[Fault]:
    """What was signed and what was sealed must say the same."""
    manifest, rules = package.manifest, package.content.plan.rules
    sealed = (rules.exam_name, rules.mode, rules.room_code)
    if sealed != (manifest.name, manifest.kind, manifest.room) or manifest.room != room.code:
        told = N_("The package does not agree with itself. Ask the centre to publish it again.")
        yield Fault(code="package.disagrees", text=told)


def _older(stored: Plan, package: ExamPackage) -> list[Fault]:
    loaded, found = stored.revision or 0, package.manifest.revision
    if found >= loaded:
        return []
    told = N_("This package (number %(found)d) is older than the one loaded (number %(loaded)d). Fetch the newest.")
    return [Fault(code="package.older", text=told, values={"found": found, "loaded": loaded})]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        told = N_("This is no exam package, or it is not complete. Fetch it again.")
        raise Refused("package.not_one", told) from fault


# --- candidates
def _people(room: Room, package: ExamPackage, stored: Plan | None) -> CandidateChanges:
    """The package's list is the whole one: a session that it does not name loses its candidates."""
    rows = [row_of(person, row=place) for place, person in enumerate(package.content.candidates, FIRST_ROW)]
    changes = plan_candidates(package.content.plan, stored, rows, seats=room.seats.count())
    listed = {row.session for row in rows}
    unnamed = tuple(person for key, person in stored_persons(stored).items() if key[0] not in listed)
    return replace(changes, removed=(*changes.removed, *unnamed))


# --- papers
def _new_papers(package: ExamPackage, stored: Plan | None) -> int:
    known = set(Paper.objects.filter(subject__session__plan=stored).values_list("uuid", "sha256")) if stored else set()
    return sum((_uuid(paper.uuid), paper.sha256) not in known for paper in package.manifest.papers)


def _paper(paper: PackagedPaper, sealed: bytes, subject: Subject) -> Paper:
    return Paper(
        subject=subject,
        uuid=_uuid(paper.uuid),
        number=paper.number,
        sealed=sealed,
        sha256=paper.sha256,
        key=b"",
        questions=paper.questions,
    )


# --- storing
def _store(room: Room, changes: PackageChanges) -> Plan:
    package, manifest = changes.package, changes.package.manifest
    plan = changes.stored or Plan(room=room, uuid=_uuid(manifest.plan))
    plan.revision, plan.published_at = manifest.revision, clock.from_ms(manifest.published_at)
    plan.code_key = package.code_key
    _take_out(plan, changes.candidates)
    store_plan(plan, package.content.plan)
    store_sessions(plan, package.content.plan)
    store(plan, replace(changes.candidates, removed=()))
    _store_papers(plan, package)
    return plan


def _take_out(plan: Plan, candidates: CandidateChanges) -> None:
    """Who is no longer listed goes first: a session that goes takes only its own candidates along."""
    if plan.pk:
        HeldAuthorization.objects.filter(session__plan=plan).delete()
        store(plan, replace(candidates, added=(), changed=()))


def _store_papers(plan: Plan, package: ExamPackage) -> None:
    subjects = Subject.objects.filter(session__plan=plan).select_related("session")
    placed: Mapping[tuple[int, str], Subject] = {(each.session.number, each.name): each for each in subjects}
    Paper.objects.filter(subject__in=subjects).delete()
    there = [paper for paper in package.manifest.papers if (paper.session, paper.subject) in placed]
    stored = Paper.objects.bulk_create(
        _paper(paper, package.sealed_papers[paper.uuid], placed[paper.session, paper.subject]) for paper in there
    )
    store_materials(
        (paper, [package.sealed_materials[each.sha256] for each in packaged.materials])
        for paper, packaged in zip(stored, there, strict=True)
    )


# --- the journal
def _record(actor: Actor, plan: Plan, changes: PackageChanges, source: Source, drawn: Mapping[int, str]) -> None:
    manifest = changes.package.manifest
    record.append(
        "package_replaced" if changes.stored else "package_loaded",
        actor,
        chain=plan.room.chain,
        private={**source.private, "name": plan.name, **_sides(changes.differences)},
        sha256=source.sha256,
        plan=plan.uuid,
        kind=plan.kind,
        revision=manifest.revision,
        sessions=plan.sessions.count(),
        papers=[paper.sha256 for paper in manifest.papers],
        materials=len(changes.package.sealed_materials),
        lots={str(session): seed for session, seed in drawn.items()},
        differences=len(changes.differences),
        **changes.candidates.counts,
    )


def _sides(found: Sequence[Difference]) -> dict[str, str]:
    told = {change.key: [change.before, change.after] for change in found}
    return {"differences": msgspec.json.encode(told, order="sorted").decode()} if told else {}
