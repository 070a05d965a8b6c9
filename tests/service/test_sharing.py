"""Daemon and candidate with an account each: the candidate works in the work folder and sees nothing else (C2, C5)."""

import io
import os
import pwd
import struct
import subprocess
from pathlib import Path

import msgspec
import pytest

from agent_client import materials, workfolder
from agent_client.blobs import Blobs
from agent_client.core import Folder
from agent_client.sharing import GROUP, MASK, OTHER, PERSON, NotShared, share
from agent_client.workfolder import look, make_folders
from formats.content_hash import sha256_of
from formats.paper import Material
from tests.agent.fake_room import PAPER

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
SOMEBODY = "nobody"


def as_somebody(script: str, folder: Path) -> int:
    person = pwd.getpwnam(SOMEBODY)
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        user=person.pw_uid,
        group=person.pw_gid,
        extra_groups=[],
        capture_output=True,
        check=False,
    )
    return done.returncode


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """As the service has it: everything for itself, and the way through the data folder."""
    for path in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        path.chmod(path.stat().st_mode | 0o011)
    folder = Folder(tmp_path / "data", candidate=SOMEBODY)
    before = os.umask(0o077)
    folder.make()
    folder.root.chmod(0o711)
    folder.journal.touch()
    make_folders(folder.work_root / "sitting", ["web01/index.html"])
    os.umask(before)
    return folder


@needs_root
def test_the_candidate_works_in_the_work_folder(folder: Folder):
    work = folder.work_root / "sitting"

    assert as_somebody("echo 1 > web01/index.html && mkdir more && echo 2 > more/a.txt", work) == 0
    assert set(look(work).files) == {"web01/index.html", "more/a.txt"}


def lay_material(folder: Folder) -> Path:
    """As the daemon does, under the mask of its service; gives the work folder."""
    blobs, content = Blobs(folder.blobs), b"one\n"
    before = os.umask(0o077)
    blobs.put(io.BytesIO(content))
    task = PAPER.questions[-1]
    given = (Material(name="data.txt", sha256=sha256_of(content), size=len(content)),)
    paper = msgspec.structs.replace(PAPER, questions=(msgspec.structs.replace(task, materials=given),))
    workfolder.put_back(work := folder.work_root / "laid", {}, blobs)
    materials.lay(work, paper, blobs)
    os.umask(before)
    return work


@needs_root
def test_the_candidate_reads_and_changes_the_materials(folder: Folder):
    work = lay_material(folder)

    assert (
        as_somebody("grep -q one 材料/data.txt && echo two >> 材料/data.txt && mv 材料/data.txt 材料/mine.txt", work)
        == 0
    )
    assert (work / "材料" / "mine.txt").read_bytes() == b"one\ntwo\n"


def test_a_material_is_open_to_the_candidates_account_and_to_nobody_else(folder: Folder):
    work = lay_material(folder)
    number = pwd.getpwnam(SOMEBODY).pw_uid

    for path, may in ((work, 7), (work / "材料", 7), (work / "材料" / "data.txt", 6)):
        entries = list(struct.iter_unpack("<HHI", os.getxattr(path, "system.posix_acl_access")[4:]))
        mask = next(rights for tag, rights, _ in entries if tag == MASK)
        assert {rights & mask for tag, rights, who in entries if (tag, who) == (PERSON, number)} == {may}
        assert [rights for tag, rights, _ in entries if tag in (GROUP, OTHER)] == [0, 0]


@needs_root
@pytest.mark.parametrize(
    "script", ["cat ../journal.sqlite3", "ls ..", "ls ../blobs", "touch ../x", "touch ./x", "ls ."]
)
def test_the_candidate_sees_nothing_else(folder: Folder, script: str):
    assert as_somebody(script, folder.work_root) != 0


@needs_root
def test_what_was_handed_in_is_out_of_reach(folder: Folder):
    (folder.work_root / "sitting").rename(folder.sealed / "sitting")

    assert as_somebody(f"cat {folder.sealed}/sitting/web01/index.html", Path("/")) != 0


def test_an_account_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(NotShared, match="nobody-of-this-name"):
        share(tmp_path, "nobody-of-this-name")
