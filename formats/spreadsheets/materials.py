"""Materials of practical tasks: the files that lie beside a paper's workbook and are named in it (C2)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from formats.content_hash import sha256_of
from formats.paper import Material, Question
from formats.refused import N_
from formats.spreadsheets.faults import NOWHERE, Faults
from formats.spreadsheets.records import Record

MATERIALS: Final = "材料"
MIB: Final = 1024 * 1024
MOST_MATERIAL: Final = 8 * MIB
MOST_OF_PAPER: Final = 16 * MIB
MOST_MATERIALS: Final = 30
MOST_NAME: Final = 100
MOST_CELL: Final = 10_000
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\ud800-\udfff]')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Beside:
    """The files that came with a workbook, by name; `named` is what papers ask for."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def material(self, name: str) -> Material | None:
        """The file of that name, None if it did not come."""
        content = self.files.get(name)
        return None if content is None else Material(name=name, sha256=sha256_of(content), size=len(content))


def one_form(name: str) -> str:
    """Names are compared in one form: some systems take letters apart from their accents."""
    return unicodedata.normalize("NFC", name)


def read_materials(record: Record, beside: Beside) -> tuple[Material, ...] | None:
    """The materials of a task, each once; None after a fault, which has been noted."""
    typed = record.text(MATERIALS, most=MOST_CELL)
    if typed is None:
        return None
    names = dict.fromkeys(one_form(name) for part in re.split("[;；]", typed) if (name := part.strip()))
    found = [_material(record, name, beside) for name in names]
    return None if None in found else tuple(material for material in found if material)


def _material(record: Record, name: str, beside: Beside) -> Material | None:
    beside.named.add(name)
    if not is_name(name):
        told = N_("%(column)s: “%(name)s” is no name of a file. Give the name alone, without a folder.")
        record.fault(MATERIALS, "papers.material_name", told, name=name)
        return None
    material = beside.material(name)
    if material is None:
        told = N_("%(column)s: “%(name)s” did not come with the workbook. Choose both together, or a zip of both.")
        record.fault(MATERIALS, "papers.material_missing", told, name=name)
    elif material.size > MOST_MATERIAL:
        told = N_("%(column)s: “%(name)s” is larger than %(most)d MB. Make it smaller, or split it.")
        record.fault(MATERIALS, "papers.material_size", told, name=name, most=MOST_MATERIAL // MIB)
        return None
    return material


def is_name(name: str) -> bool:
    """Whether a file may be called so on any system; no way leads out of the folder that it is put in."""
    if not name or len(name) > MOST_NAME or name != name.strip() or name.startswith(".") or name.endswith("."):
        return False
    return not _NOT_IN_NAMES.search(name) and not _RESERVED.fullmatch(name)


def check_together(questions: Iterable[Question], faults: Faults) -> None:
    """What the materials of a whole paper may be."""
    materials = {material.name: material for question in questions for material in question.materials}
    if len(materials) > MOST_MATERIALS:
        told = N_("The paper has %(count)d materials; at most %(most)d are possible. Pack some of them into one.")
        faults.error(NOWHERE, "papers.materials_count", told, count=len(materials), most=MOST_MATERIALS)
    if sum(material.size for material in materials.values()) > MOST_OF_PAPER:
        told = N_("The materials of the paper are larger than %(most)d MB together. Make some of them smaller.")
        faults.error(NOWHERE, "papers.materials_size", told, most=MOST_OF_PAPER // MIB)
