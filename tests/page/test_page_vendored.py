"""The page's lit-html is what its VENDORED file says, and the same as the room's."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "agent_client" / "page" / "vendor" / "lit-html"


def promised(folder: Path) -> dict[str, str]:
    listing = (folder / "VENDORED").read_text().split("\n\n", 1)[1]
    return {name: digest for digest, name in (line.split("  ") for line in listing.splitlines())}


def test_the_files_are_the_ones_listed():
    files = [path for path in OURS.rglob("*") if path.is_file() and path.name != "VENDORED"]

    found = {path.relative_to(OURS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    assert found == promised(OURS)


def test_they_are_the_room_s():
    assert promised(OURS) == promised(ROOT / "static" / "vendor" / "lit-html")
