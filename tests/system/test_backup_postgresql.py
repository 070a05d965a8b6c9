"""manage.py backup and restore with a PostgreSQL of their own: its own programs really copy it, and bring it back (S4)."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT

pytestmark = [pytest.mark.db, pytest.mark.slow]
ROOM = "1999999001"
MAKE_ROOM = f"from rooms.models import Room; Room.objects.create(code='{ROOM}')"
DROP_ROOM = "from rooms.models import Room; Room.objects.all().delete()"
TELL_ROOMS = "from rooms.models import Room; print('rooms', *Room.objects.values_list('code', flat=True))"


class Installation:
    """A data folder and a database, and the commands of the room server on them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.environment = {**os.environ, "DATA_DIR": str(folder / "data"), "DATABASE_URL": url, "REDIS_URL": ""}

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def done(self, *words: str) -> str:
        done = self.manage(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rooms(self) -> str:
        return self.done("shell", "--no-imports", "-c", TELL_ROOMS).strip()


@pytest.fixture
def installation() -> Iterator[Installation]:
    """On an empty PostgreSQL that ends with the test; its folder is one that PostgreSQL's own account reaches."""
    spec = importlib.util.spec_from_file_location("with_services", ROOT / "scripts" / "with_services.py")
    assert spec is not None
    assert spec.loader is not None
    services = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(services)
    folder = Path(tempfile.mkdtemp(prefix="jiankao-backup-"))
    folder.chmod(0o755)
    try:
        with services.postgres(folder) as url:
            yield Installation(folder, url)
    finally:
        shutil.rmtree(folder)


def test_a_database_comes_back_as_it_was_and_a_spoilt_dump_changes_nothing(installation: Installation):
    installation.done("migrate", "--verbosity", "0")
    installation.done("shell", "--no-imports", "-c", MAKE_ROOM)
    installation.done("backup", "--out", str(installation.folder / "out"))
    [backup] = (installation.folder / "out").iterdir()
    spoilt = installation.folder / "spoilt"
    shutil.copytree(backup, spoilt)
    (spoilt / "database.dump").write_bytes((spoilt / "database.dump").read_bytes()[:-100])

    assert "postgresql" in installation.done("backup", "verify", str(backup))
    installation.done("shell", "--no-imports", "-c", DROP_ROOM)
    unconfirmed = installation.manage("restore", str(backup), "--lang", "en")
    damaged = installation.manage("restore", str(spoilt), "--confirm", "--lang", "en")
    gone = installation.rooms()
    installation.done("restore", str(backup), "--confirm")

    assert (unconfirmed.returncode, "--confirm" in unconfirmed.stderr) == (1, True)
    assert (damaged.returncode, "not whole" in damaged.stderr) == (1, True)
    assert (gone, installation.rooms()) == ("rooms", f"rooms {ROOM}")
    installation.done("journal", "verify")
