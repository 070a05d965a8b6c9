"""Loading papers, encrypted from the first moment (B10)."""

import secrets
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from exams.models import Material, Paper, Plan, Subject
from exams.operations.loading.plans import from_centre, refuse
from exams.papers import KEY_BYTES, NONCE_BYTES, seal, sha256_of
from formats.paper import AnswerKey, to_json
from formats.paper import Paper as PaperFile
from formats.plan import PlanFile
from formats.refused import N_, Fault, Refused
from formats.sealed_material import SALT_BYTES, seal_all
from journal import record
from journal.actor import Actor
from rooms import publish
from rooms.operations.source import BY_HAND, Source
from rooms.rights import require


# --- questions
def subjects_named(plan: Plan, name: str) -> list[Subject]:
    """The subject of that name in every session of the plan."""
    found = Subject.objects.filter(session__plan=plan, name=name).select_related("session", "paper")
    return list(found.order_by("session__number"))


def plan_papers(file: PlanFile, stored: Plan | None, paper: PaperFile) -> list[Fault]:
    """What stands against a paper under the plan in `file`; reads only."""
    rows = [row for row in file.sessions if row.subject == paper.subject]
    if not rows:
        told = N_("The plan has no subject “%(subject)s”; it has: %(subjects)s.")
        values = {"subject": paper.subject, "subjects": "、".join(sorted({row.subject for row in file.sessions}))}
        return [Fault(code="papers.unknown_subject", text=told, values=values)]
    subjects = subjects_named(stored, paper.subject) if stored else []
    faults = [*(from_centre(stored) if stored else ()), *_authorised(subjects), *_replaced(subjects)]
    if any(row.duration_min != paper.duration_min for row in rows):
        told = N_("The paper is for %(paper)g minutes, the plan gives %(plan)g; the plan counts.")
        minutes = {"paper": paper.duration_min, "plan": rows[0].duration_min}
        faults.append(Fault(code="papers.other_duration", text=told, values=minutes, level="warning"))
    return faults


# --- the verb
def load_papers(
    actor: Actor,
    subjects: Sequence[Subject],
    paper: PaperFile,
    answer_key: AnswerKey,
    *,
    materials: Mapping[str, bytes] | None = None,
    source: Source = BY_HAND,
) -> list[Paper]:
    """Store a paper for one or more subjects of a plan, each sealed with its own random key.

    `materials` are the contents of those that the paper names, by their hash. A paper that was there is
    replaced. Raises `Refused` if a material is not there, and once a session is authorised, for its key
    may be out; then nothing has changed.
    """
    room = subjects[0].session.plan.room
    require(actor, "rooms.import_files", room)
    papers = [_sealed(subject, paper, answer_key) for subject in subjects]
    sealed = [(each, _sealed_materials(each, paper, materials or {})) for each in papers]
    with transaction.atomic():
        refuse(from_centre(subjects[0].session.plan))
        for fault in _authorised(Subject.objects.filter(pk__in=[subject.pk for subject in subjects])):
            raise Refused(fault.code, fault.text, **fault.values)
        replaced = Paper.objects.filter(subject__in=subjects)
        before = [str(uuid) for uuid in replaced.values_list("uuid", flat=True)]
        replaced.delete()
        stored = Paper.objects.bulk_create(papers)
        store_materials(sealed)
        record.append(
            "papers_loaded",
            actor,
            chain=room.chain,
            private={**source.private, "number": paper.number, "subject": paper.subject},
            sha256=source.sha256,
            questions=len(paper.questions),
            materials=len(paper.materials),
            sessions=[subject.session.number for subject in subjects],
            before=before,
            after=[str(paper.uuid) for paper in stored],
            sealed=[paper.sha256 for paper in stored],
        )
        publish.changed()
    return stored


def _sealed_materials(stored: Paper, paper: PaperFile, contents: Mapping[str, bytes]) -> list[bytes]:
    salts = [secrets.token_bytes(SALT_BYTES) for _ in paper.materials]
    return seal_all(paper, contents, bytes(stored.key), salts)


def store_materials(sealed: Iterable[tuple[Paper, Iterable[bytes]]]) -> None:
    """Store sealed materials with the papers they belong to."""
    Material.objects.bulk_create(
        Material(paper=paper, sealed=each, sha256=sha256_of(each), size=len(each))
        for paper, materials in sealed
        for each in materials
    )


def _authorised(subjects: Iterable[Subject]) -> list[Fault]:
    told = N_("Session %(session)d is already authorised; its paper can no longer be replaced.")
    return [
        Fault(code="papers.authorised", text=told, values={"session": subject.session.number})
        for subject in subjects
        if subject.session.authorised_at
    ]


def _replaced(subjects: Iterable[Subject]) -> list[Fault]:
    told = N_("Paper %(number)s of session %(session)d will be replaced.")
    return [
        Fault(
            code="papers.replaced",
            text=told,
            values={"number": subject.paper.number, "session": subject.session.number},
            level="warning",
        )
        for subject in subjects
        if hasattr(subject, "paper")
    ]


def _sealed(subject: Subject, paper: PaperFile, answer_key: AnswerKey) -> Paper:
    key = secrets.token_bytes(KEY_BYTES)
    sealed = seal(to_json(paper), key, secrets.token_bytes(NONCE_BYTES))
    return Paper(
        subject=subject,
        number=paper.number,
        sealed=sealed,
        sha256=sha256_of(sealed),
        key=key,
        answer_key=answer_key,
        questions=len(paper.questions),
    )
