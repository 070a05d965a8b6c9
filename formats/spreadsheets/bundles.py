"""Files that come together: a workbook with its materials, one by one or in a zip (B10, C2)."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from formats.exam_package import MANIFEST
from formats.refused import N_, Fault, FileRefused
from formats.spreadsheets.archive import DAMAGED, damaged, open_archive
from formats.spreadsheets.faults import refuse
from formats.spreadsheets.kinds import Kind
from formats.spreadsheets.materials import Beside, one_form

MOST_MEMBERS: Final = 60
UTF8_NAME: Final = 0x800
NOT_A_BUNDLE: Final = {MANIFEST, "[Content_Types].xml", "mimetype"}  # a package of the centre, a spreadsheet
NAMED_BY_NONE: Final = N_("No paper names this file as material. It is left out.")


class BroughtFile(NamedTuple):
    """A file as it came."""

    name: str
    content: bytes


def files_of(given: Path) -> list[Path]:
    """The files that lie in a folder, such as a workbook and its materials; without those that systems hide."""
    if not given.is_dir():
        return [given]
    return sorted(path for path in given.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))


def is_bundle(file: BroughtFile) -> bool:
    """Whether it is a zip of files, and none of the formats that are a zip themselves."""
    if not (file.name.lower().endswith(".zip") and file.content.startswith(b"PK")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            return not NOT_A_BUNDLE.intersection(archive.namelist())
    except DAMAGED:
        return True


def unpacked(file: BroughtFile) -> list[BroughtFile]:
    """The files in a zip, without their folders; small enough for each to be held in memory.

    Raises `FileRefused` as `open_archive` does, and for two files of one name.
    """
    with open_archive(file.content) as archive:
        members = [info for info in archive.infolist() if not _is_left_out(info)]
        if len(members) > MOST_MEMBERS:
            told = N_(
                "The zip holds %(count)d files; at most %(most)d are possible. Pack only the workbook and its materials."
            )
            raise refuse("bundle.too_many", told, count=len(members), most=MOST_MEMBERS)
        try:
            files = [BroughtFile(PurePosixPath(_name(info)).name, archive.read(info)) for info in members]
        except DAMAGED as fault:
            raise damaged() from fault
    _each_once(files)
    return files


def _is_left_out(info: zipfile.ZipInfo) -> bool:
    """Folders, and what systems put beside the files."""
    parts = info.filename.split("/")
    return info.is_dir() or "__MACOSX" in parts or parts[-1].startswith(".")


def _name(info: zipfile.ZipInfo) -> str:
    """Windows in China writes names in GBK, without saying so."""
    if info.flag_bits & UTF8_NAME:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _each_once(files: Sequence[BroughtFile]) -> None:
    seen: set[str] = set()
    for name in (one_form(file.name) for file in files):
        if name in seen:
            raise refuse("bundle.same_name", N_("The zip holds “%(name)s” twice. Keep one of them."), name=name)
        seen.add(name)


def beside(told: Iterable[tuple[BroughtFile, Kind | FileRefused]]) -> Beside:
    """What a paper among these files may name: all but plans and papers."""
    others = (file for file, kind in told if kind not in (Kind.PLAN, Kind.PAPERS))
    return Beside({one_form(file.name): file.content for file in others})


def is_material(file: BroughtFile, among: Beside) -> bool:
    """Whether a paper has named it; then it is no list, whatever it looks like."""
    return one_form(file.name) in among.named and one_form(file.name) in among.files


def named_by_none() -> Fault:
    return Fault(code="file.named_by_none", text=NAMED_BY_NONE, level="warning")
