"""Loading papers: sealed from the first moment, their answers kept here (T2)."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence

from django.db import transaction

from centre.models import Material, Paper, Plan
from centre.operations.loading.plans import released_faults
from centre.operations.source import BY_HAND, Source
from centre.rights import require
from formats.content_hash import sha256_of
from formats.paper import AnswerKey, to_json
from formats.paper import Paper as PaperFile
from formats.plan import PlanFile, SessionRow
from formats.refused import N_, Fault, FileRefused
from formats.sealed_material import SALT_BYTES, seal_all
from formats.sealed_paper import KEY_BYTES, NONCE_BYTES, seal
from journal import record
from journal.actor import Actor


def paper_faults(file: PlanFile, paper: PaperFile) -> list[Fault]:
    """What stands against a paper under a plan; reads nothing."""
    rows = _rows(file, paper)
    if not rows:
        told = N_("The plan has no subject “%(subject)s”; it has: %(subjects)s.")
        values = {"subject": paper.subject, "subjects": "、".join(sorted({row.subject for row in file.sessions}))}
        return [Fault(code="papers.unknown_subject", text=told, values=values)]
    if any(row.duration_min != paper.duration_min for row in rows):
        told = N_("The paper is for %(paper)g minutes, the plan gives %(plan)g; the plan counts.")
        minutes = {"paper": paper.duration_min, "plan": rows[0].duration_min}
        return [Fault(code="papers.other_duration", text=told, values=minutes, level="warning")]
    return []


def load_papers(
    actor: Actor,
    plan: Plan,
    paper: PaperFile,
    answer_key: AnswerKey,
    *,
    materials: Mapping[str, bytes] | None = None,
    source: Source = BY_HAND,
) -> list[Paper]:
    """Store a paper for its subject in every session of the plan, each sealed with its own random key.

    `materials` are the contents of those that the paper names, by their hash. The same files again change
    nothing; another one replaces the paper. Raises `Refused` if a material is not there, and `FileRefused`
    for a subject that the plan does not have and once a session has been authorised: its key may be out.
    """
    require(actor, "centre.load")
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=plan.pk)
        rows = _rows(plan.file, paper)
        old = plan.papers.current().filter(subject=paper.subject)
        brought = _brought(paper, source)
        if brought and len(rows) == len(old) and {each.source_sha256 for each in old} == {brought}:
            return list(old)
        faults = [*paper_faults(plan.file, paper), *released_faults(plan, (row.number for row in rows))]
        if errors := [fault for fault in faults if fault.level == "error"]:
            raise FileRefused(errors)
        before = [str(each.uuid) for each in old]
        old.update(is_current=False)
        papers = [_sealed(plan, row, paper, answer_key, brought) for row in rows]
        Paper.objects.bulk_create(papers)
        for each in papers:
            _store_materials(each, paper, materials or {})
        _record(actor, plan, papers, before, source)
    return papers


def _rows(file: PlanFile, paper: PaperFile) -> list[SessionRow]:
    return [row for row in file.sessions if row.subject == paper.subject]


def _brought(paper: PaperFile, source: Source) -> str:
    """What the paper came from, hexadecimal: the workbook, and its materials where it has some."""
    materials = sorted({material.sha256 for material in paper.materials.values()})
    if not (source.sha256 and materials):
        return source.sha256
    return hashlib.sha256("".join([source.sha256, *materials]).encode()).hexdigest()


def _store_materials(stored: Paper, paper: PaperFile, contents: Mapping[str, bytes]) -> None:
    salts = [secrets.token_bytes(SALT_BYTES) for _ in paper.materials]
    Material.objects.bulk_create(
        Material(paper=stored, sealed=each, sha256=sha256_of(each), size=len(each))
        for each in seal_all(paper, contents, bytes(stored.key), salts)
    )


def _sealed(plan: Plan, row: SessionRow, paper: PaperFile, answer_key: AnswerKey, brought: str) -> Paper:
    key = secrets.token_bytes(KEY_BYTES)
    sealed = seal(to_json(paper), key, secrets.token_bytes(NONCE_BYTES))
    return Paper(
        plan=plan,
        session=row.number,
        subject=row.subject,
        number=paper.number,
        questions=len(paper.questions),
        source_sha256=brought,
        sealed=sealed,
        sha256=sha256_of(sealed),
        key=key,
        answer_key=answer_key,
    )


def _record(actor: Actor, plan: Plan, papers: Sequence[Paper], before: list[str], source: Source) -> None:
    record.append(
        "papers_loaded",
        actor,
        chain=plan.room.chain,
        private={**source.private, "number": papers[0].number, "subject": papers[0].subject},
        sha256=source.sha256,
        plan=plan.uuid,
        sessions=[paper.session for paper in papers],
        before=before,
        after=[str(paper.uuid) for paper in papers],
        sealed=[paper.sha256 for paper in papers],
    )
