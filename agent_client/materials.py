"""Materials of practical tasks: fetched sealed beside the paper, opened with its key, laid into the work folder (C2)."""

import base64
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from agent_client.blobs import Blobs, flush_folder
from agent_client.names import is_inside, portable
from agent_client.paper import BadPaper
from agent_client.workfolder import copy_durably
from formats import sealed_material
from formats.messages import MaterialSource
from formats.paper import Material, Paper
from formats.sealed_stream import Damaged

FOLDER: Final = "材料"
PICTURES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
}


def url_of(source: MaterialSource) -> str:
    return f"/agent/materials/{source.sha256}"


def place(folder: Path, source: MaterialSource) -> Path:
    """Where the sealed material lies, or will."""
    return folder / f"{bytes.fromhex(source.sha256).hex()}.material"


def under_way(folder: Path, source: MaterialSource) -> Path:
    """Where it gathers while it is fetched."""
    return place(folder, source).with_suffix(".part")


def gathered(folder: Path, source: MaterialSource) -> int:
    """How many of its bytes are here."""
    found = [path.stat().st_size for path in (place(folder, source), under_way(folder, source)) if path.exists()]
    return found[0] if found else 0


def keep(folder: Path, source: MaterialSource) -> None:
    """Keep what has gathered, if it was not kept yet. Raises `BadPaper` when it is not the announced bytes; then it is taken away."""
    if place(folder, source).exists():
        return
    part = under_way(folder, source)
    with part.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    if found != source.sha256:
        part.unlink()
        raise BadPaper(f"expected the material {source.sha256}, found {found}")
    part.replace(place(folder, source))
    flush_folder(folder)


def open_all(folder: Path, sources: Sequence[MaterialSource], key: str, paper: Paper, blobs: Blobs) -> None:
    """Every material of the paper into `blobs`, as its own bytes. Raises `BadPaper` when one is missing or damaged."""
    wanted = {material.sha256 for material in paper.materials.values()}
    if not all(map(blobs.has, wanted)):
        for source in sources:
            _open(place(folder, source), base64.b64decode(key), blobs)
    missing = [sha256 for sha256 in wanted if not blobs.has(sha256)]
    if missing:
        raise BadPaper(f"the material {missing[0]} did not come with the paper")


def _open(path: Path, key: bytes, blobs: Blobs) -> None:
    try:
        with path.open("rb") as stream:
            blobs.put(_Opened(sealed_material.opened(stream, key)))
    except Damaged as fault:
        path.unlink()  # it is fetched again
        raise BadPaper(f"the material {path.name} does not open") from fault


class _Opened:
    """Frames as something to read from, piece by piece."""

    def __init__(self, frames: Iterator[bytes]) -> None:
        self._frames = frames

    def read(self, most: int, /) -> bytes:
        return next((frame for frame in self._frames if frame), b"")


def lay(root: Path, paper: Paper, blobs: Blobs) -> None:
    """Put the materials into the work folder; what the candidate has made of one stays.

    Where the candidate has put something else in place of their folder, a file or a link, nothing is laid.
    """
    home = root / FOLDER
    if os.path.lexists(home) and (home.is_symlink() or not home.is_dir()):
        return
    for material in paper.materials.values():
        target = root / path_of(material)
        if is_inside(path_of(material)) and not os.path.lexists(target):
            _lay(blobs.path(material.sha256), target, root.with_name(f"{root.name}.material"))


def _lay(source: Path, target: Path, making: Path) -> None:
    """Whole or not at all: half of one would pass for the candidate's own work."""
    making.unlink(missing_ok=True)
    copy_durably(source, making)
    target.parent.mkdir(parents=True, exist_ok=True)
    making.replace(target)


def path_of(material: Material) -> str:
    """Where a material lies in the work folder."""
    return f"{FOLDER}/{material.name}"


def unchanged(paper: Paper | None, path: str, sha256: str) -> bool:
    """Whether a file of the work folder is a material as it was given, and so no work of the candidate."""
    return paper is not None and any(
        portable(path_of(material)) == path and material.sha256 == sha256 for material in paper.materials.values()
    )


def picture_type(name: str) -> str | None:
    """What kind of picture the page may show; None for anything else."""
    return PICTURES.get(Path(name).suffix.lower())
