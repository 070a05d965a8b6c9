"""A package as the panels of the import preview show it: its plan, then its candidates."""

from exams.operations import PackageChanges, PlanChanges
from formats.refused import Fault
from formats.spreadsheets import Kind
from proctor_site.importing.outlines import Outline, Section
from proctor_site.importing.readings import FileRead


def outline_of(changes: PackageChanges, sha256: str) -> Outline:
    file = changes.package.content.plan
    manifest = changes.package.manifest
    plan = PlanChanges(file=file, stored=changes.stored, differences=changes.differences, faults=())
    people = set(map(id, changes.candidates.faults))
    others: tuple[Fault, ...] = tuple(fault for fault in changes.faults if id(fault) not in people)
    name = f"{manifest.name} · {manifest.revision}"
    read = FileRead(name=name, sha256=sha256, kind=Kind.PLAN, plan=file)
    listed = FileRead(name=name, sha256=sha256, kind=Kind.CANDIDATES)
    return Outline(
        (
            Section(read, others, plan),
            Section(listed, changes.candidates.faults, changes.candidates, file),
        )
    )
