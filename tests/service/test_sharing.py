"""Daemon and candidate with an account each: the candidate works in the work folder and sees nothing else (C2, C5)."""

import os
import pwd
import subprocess
from pathlib import Path

import pytest

from agent_client.core import Folder
from agent_client.sharing import NotShared, share
from agent_client.workfolder import look, make_folders

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
