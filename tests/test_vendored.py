"""Vendored browser code is what its VENDORED file says: no quiet edits, no stray files."""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOM, MACHINE = ROOT / "static" / "vendor", ROOT / "agent_client" / "page" / "vendor"
VENDORED = [vendored for vendor in (ROOM, MACHINE) for vendored in sorted(vendor.glob("*/VENDORED"))]


def promised(vendored: Path) -> dict[str, str]:
    """File name → SHA-256, from the lines after the first blank one."""
    listing = vendored.read_text().split("\n\n", 1)[1]
    return {name: digest for digest, name in (line.split("  ") for line in listing.splitlines())}


def present(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "VENDORED"]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("vendored", VENDORED, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_vendored_files_are_the_ones_listed(vendored: Path) -> None:
    assert present(vendored.parent) == promised(vendored)


def test_every_vendored_library_is_listed() -> None:
    folders = [path for vendor in (ROOM, MACHINE) for path in sorted(vendor.iterdir()) if path.is_dir()]

    assert [path.parent for path in VENDORED] == folders


def test_room_and_machine_have_the_same_files() -> None:
    assert present(MACHINE / "lit-html") == present(ROOM / "lit-html")


def test_no_vendored_script_names_a_source_map_that_is_not_there() -> None:
    scripts = [path for vendor in (ROOM, MACHINE) for path in vendor.rglob("*.js")]
    naming = [path for path in scripts if "sourceMappingURL" in path.read_text(encoding="utf-8")]

    assert naming == []
