"""manage.py backup, backup verify and restore: whole, or it says what is not (S4)."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from formats.refused import Refused
from proctor_site.backup import contents, space, verifying, writing
from proctor_site.backup.contents import File, Manifest
from proctor_site.first_start import RESTORING, lock_folder
from tests.servers import ROOT, Server

OTHERS = (("blobs/ab/abcd", b"work"), ("documents/made.pdf", b"made anew"), ("centre/keys.json", b"the centre's"))


class Place:
    """A data folder with a migrated database, a secret and a work file, and one backup of it."""

    def __init__(self, root: Path) -> None:
        self.root, self.data = root, root / "data"
        self.server = Server(root)
        self.data.mkdir(exist_ok=True)
        (self.data / "secret_key").write_text("s" * 50)
        for path, content in OTHERS:
            (self.data / path).parent.mkdir(parents=True, exist_ok=True)
            (self.data / path).write_bytes(content)
        done = self.manage("backup", "--out", str(root / "out"))
        assert done.returncode == 0, done.stderr
        (self.backup,) = (root / "out").iterdir()

    def manage(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words, "--lang", "en"]
        given = {**os.environ, **self.server.environment, **environment}
        return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("place"))


def test_a_backup_has_everything_that_cannot_be_made_anew(place: Place):
    manifest = contents.read_manifest(place.backup)

    database = ["database.dump"] if manifest.database == "postgresql" else list(contents.DATABASES)
    assert [file.path for file in manifest.files] == sorted([*database, "blobs/ab/abcd", "secret_key"])
    assert manifest.rooms == []
    assert verifying.verify(place.backup) == (manifest, [])


@pytest.mark.parametrize(("spoil", "told"), [
    (lambda folder: (folder / "blobs/ab/abcd").write_bytes(b"krow"), ("blobs/ab/abcd", "content")),
    (lambda folder: (folder / "blobs/ab/abcd").write_bytes(b"w"), ("blobs/ab/abcd", "size")),
    (lambda folder: (folder / "secret_key").unlink(), ("secret_key", "missing")),
    (lambda folder: (folder / "more").write_bytes(b"x"), ("more", "added")),
])  # fmt: skip
def test_what_is_not_as_it_was_is_named(place: Place, tmp_path: Path, spoil: Callable, told: tuple[str, str]):
    copy = tmp_path / "copy"
    shutil.copytree(place.backup, copy)
    spoil(copy)

    _manifest, faults = verifying.verify(copy)

    assert [(fault.path, fault.what) for fault in faults] == [told]


@pytest.mark.slow
def test_a_spoilt_backup_is_told_and_not_restored(place: Place, tmp_path: Path):
    copy = tmp_path / "copy"
    shutil.copytree(place.backup, copy)
    (copy / "blobs/ab/abcd").write_bytes(b"krow")
    before = (place.data / "blobs/ab/abcd").read_bytes()

    looked, restored = place.manage("backup", "verify", str(copy)), place.manage("restore", str(copy), "--confirm")

    assert (looked.returncode, "blobs/ab/abcd: was changed" in looked.stderr) == (1, True)
    assert (restored.returncode, "not whole" in restored.stderr) == (1, True)
    assert (place.data / "blobs/ab/abcd").read_bytes() == before


@pytest.mark.slow
def test_a_folder_with_data_is_replaced_only_when_confirmed_and_set_aside_then(place: Place):
    data = place.data
    (data / "blobs/ab/abcd").write_bytes(b"newer")
    (data / RESTORING).write_text("another restore was cut off: the server stays away, a restore does not")
    with pytest.raises(Refused) as kept_away:
        lock_folder(data)

    refused, before = place.manage("restore", str(place.backup)), (data / "blobs/ab/abcd").read_bytes()
    done = place.manage("restore", str(place.backup), "--confirm")

    assert kept_away.value.code == "server.restoring"
    assert (refused.returncode, "--confirm" in refused.stderr, before) == (1, True, b"newer")
    assert done.returncode == 0, done.stderr
    assert (data / "blobs/ab/abcd").read_bytes() == b"work"
    (aside,) = data.glob("replaced-*")
    assert (aside / "blobs/ab/abcd").read_bytes() == b"newer"
    lock_folder(data).close()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="an empty folder is one without SQLite's files")
def test_an_empty_folder_needs_no_confirmation(place: Place, tmp_path: Path):
    done = place.manage("restore", str(place.backup), DATA_DIR=str(tmp_path / "fresh"))

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "fresh" / "secret_key").read_text() == "s" * 50


def test_a_copy_of_a_database_in_use_is_whole(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "a", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (x)")
        database.execute("INSERT INTO t VALUES (1)")
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO t VALUES (2)")  # not committed: not in the copy
        writing.copy_database(tmp_path / "a", tmp_path / "b")
        database.execute("ROLLBACK")
    with closing(sqlite3.connect(tmp_path / "b")) as copy:
        assert copy.execute("SELECT x FROM t").fetchall() == [(1,)]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("b")] == ["b"]


def test_a_list_that_leads_out_of_the_folder_finds_nothing(tmp_path: Path):
    (tmp_path / "secret").write_bytes(b"x")
    backup = tmp_path / "backup"
    backup.mkdir()
    file = File("../secret", 1, contents.sha256_of(tmp_path / "secret"))
    listed: dict[str, Any] = {"format": contents.FORMAT, "made_at": "", "database": "sqlite", "rooms": []}
    listed["files"] = [{"path": file.path, "size": file.size, "sha256": file.sha256}]
    (backup / contents.MANIFEST).write_text(json.dumps(listed))

    manifest, faults = verifying.verify(backup)

    assert isinstance(manifest, Manifest)
    assert [(fault.path, fault.what) for fault in faults] == [("../secret", "missing")]


@pytest.mark.parametrize(
    "text", ["", "{}", '{"format": "other", "made_at": "", "database": "", "rooms": [], "files": []}']
)
def test_what_is_no_backup_is_refused(tmp_path: Path, text: str):
    (tmp_path / contents.MANIFEST).write_text(text)

    with pytest.raises(Refused) as refused:
        verifying.verify(tmp_path)

    assert refused.value.code in ("backup.none", "backup.format")


def test_a_backup_does_not_hold_itself(tmp_path: Path, settings):
    settings.DATA_DIR = tmp_path

    with pytest.raises(Refused) as refused:
        writing.back_up(timezone.localtime(), root=tmp_path / "mine")

    assert (refused.value.code, list(tmp_path.iterdir())) == ("backup.inside", [])


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(space, "MARGIN", 1 << 60)

    with pytest.raises(Refused) as refused:
        space.check_space(tmp_path, [])

    assert refused.value.code == "backup.space"


def test_the_room_that_is_asked_for_is_little_more_than_what_is_written(tmp_path: Path, settings):
    """A stick of 20 MB holds a backup of 10; files and what is still beside a database count."""
    settings.DATA_DIR = tmp_path
    for name, size in (("answers.sqlite3", 6_000_000), ("answers.sqlite3-wal", 1_000_000), ("paper", 3_000_000)):
        (tmp_path / name).write_bytes(bytes(size))

    assert 10_000_000 < space.needed_on(tmp_path, ["paper"]) < 13_000_000
