"""manage.py backup, backup verify and restore: whole, or it says what is not (S4)."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from formats.refused import Refused
from proctor_site.backup import contents, verifying, writing
from proctor_site.backup.contents import File, Manifest
from proctor_site.first_start import RESTORING, lock_folder
from tests.servers import ROOT, Server

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`manage.py` at a data folder with a migrated database, a secret and a work file."""
    server = Server(tmp_path)
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    (data / "secret_key").write_text("s" * 50)
    blob = data / "blobs" / "ab" / "abcd"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"work")
    (data / "documents").mkdir()
    (data / "documents" / "made.pdf").write_bytes(b"made anew")

    def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words, "--lang", "en"]
        given = {**os.environ, **server.environment, **environment}
        return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)

    return manage


def written(run: Run, tmp_path: Path) -> Path:
    done = run("backup", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    (backup,) = (tmp_path / "out").iterdir()
    return backup


def test_a_backup_has_everything_that_cannot_be_made_anew(run: Run, tmp_path: Path):
    backup = written(run, tmp_path)

    manifest = contents.read_manifest(backup)

    database = ["database.dump"] if manifest.database == "postgresql" else list(contents.DATABASES)
    assert [file.path for file in manifest.files] == sorted([*database, "blobs/ab/abcd", "secret_key"])
    assert manifest.rooms == []
    assert run("backup", "verify", str(backup)).returncode == 0


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda folder: (folder / "blobs/ab/abcd").write_bytes(b"krow"), "blobs/ab/abcd: was changed"),
    (lambda folder: (folder / "blobs/ab/abcd").write_bytes(b"w"), "blobs/ab/abcd: has another length"),
    (lambda folder: (folder / "secret_key").unlink(), "secret_key: is missing"),
    (lambda folder: (folder / "more").write_bytes(b"x"), "more: does not belong to the backup"),
])  # fmt: skip
def test_what_is_not_as_it_was_is_named_and_not_restored(run: Run, tmp_path: Path, spoil: Callable, said: str):
    backup = written(run, tmp_path)
    spoil(backup)
    (tmp_path / "data" / "secret_key").write_text("of today")

    looked, restored = run("backup", "verify", str(backup)), run("restore", str(backup), "--confirm")

    assert (looked.returncode, said in looked.stderr) == (1, True)
    assert (restored.returncode, "not whole" in restored.stderr) == (1, True)
    assert (tmp_path / "data" / "secret_key").read_text() == "of today"


def test_a_folder_with_data_is_replaced_only_when_confirmed_and_set_aside_then(run: Run, tmp_path: Path):
    backup, data = written(run, tmp_path), tmp_path / "data"
    (data / "blobs" / "ab" / "abcd").write_bytes(b"newer")

    refused, before = run("restore", str(backup)), (data / "blobs" / "ab" / "abcd").read_bytes()
    done = run("restore", str(backup), "--confirm")

    assert (refused.returncode, "--confirm" in refused.stderr, before) == (1, True, b"newer")
    assert done.returncode == 0, done.stderr
    assert (data / "blobs" / "ab" / "abcd").read_bytes() == b"work"
    (aside,) = data.glob("replaced-*")
    assert (aside / "blobs" / "ab" / "abcd").read_bytes() == b"newer"
    assert not (data / RESTORING).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="an empty folder is one without SQLite's files")
def test_an_empty_folder_needs_no_confirmation(run: Run, tmp_path: Path):
    backup = written(run, tmp_path)

    done = run("restore", str(backup), DATA_DIR=str(tmp_path / "fresh"))

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "fresh" / "secret_key").read_text() == "s" * 50


def test_a_restore_that_was_cut_off_keeps_the_server_away_until_it_is_done_again(run: Run, tmp_path: Path):
    backup, data = written(run, tmp_path), tmp_path / "data"
    (data / RESTORING).write_text("half done")

    with pytest.raises(Refused) as refused:
        lock_folder(data)
    done = run("restore", str(backup), "--confirm")

    assert (refused.value.code, done.returncode) == ("server.restoring", 0)
    lock_folder(data).close()


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
    listed = {"format": contents.FORMAT, "made_at": "", "database": "sqlite", "rooms": []}
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


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(writing, "LEAST_FREE", 1 << 60)

    with pytest.raises(Refused) as refused:
        writing._check_space(tmp_path, [])

    assert refused.value.code == "backup.space"
