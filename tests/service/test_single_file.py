"""The program as one file, on a machine that has no Python (I1)."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.agent.conftest import _short_waits, room, until
from tests.agent.fake_room import TICKET, FakeRoom

__all__ = ["_short_waits", "room"]  # fixtures
ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(find_spec("PyInstaller") is None, reason="`make client` installs what builds it"),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "scripts/build_client.py", str(target)], cwd=ROOT, check=True, timeout=1100)
    return target / "jiankao-agent"


def nothing_else(home: Path) -> dict[str, str]:
    """The surroundings of a machine on which nobody has installed anything."""
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}


async def test_it_runs_status_and_sits_an_exam(program: Path, room: FakeRoom, tmp_path: Path):
    steps: list[dict[str, Any]] = [
        {"do": "login", "ticket": TICKET}, {"do": "read"}, {"do": "answer", "question": "single/1", "value": "A"}, {"do": "submit"},
    ]  # fmt: skip
    (tmp_path / "script.json").write_text(json.dumps(steps))
    data = ["--data", str(tmp_path / "data")]
    flags = ["--server", room.url, "--fingerprint", "one", "--script", str(tmp_path / "script.json"), *data]
    pipe, here = asyncio.subprocess.PIPE, nothing_else(tmp_path)
    daemon = await asyncio.create_subprocess_exec(program, *flags, cwd=tmp_path, env=here, stdout=pipe)
    try:
        assert daemon.stdout is not None
        line = json.loads(await asyncio.wait_for(daemon.stdout.readline(), 60))
        await room.allow_login()
        await until(lambda: room.sitting.rules_read)
        await room.start()
        await until(lambda: room.sitting.receipts)

        asked = await asyncio.create_subprocess_exec(
            program, "status", "--json", *data, cwd=tmp_path, env=here, stdout=pipe
        )
        told, _ = await asyncio.wait_for(asked.communicate(), 60)
    finally:
        daemon.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(daemon.wait(), 60)

    status = json.loads(told)
    assert (status["running"], status["machine"], status["candidates"][0]["submitted"]) == (True, line["machine"], True)
    assert code == 0
    with pytest.raises(ProcessLookupError):
        os.kill(line["pid"], 0)


def test_it_installs_itself_where_no_candidate_can_change_it(program: Path, tmp_path: Path):
    subprocess.run(
        [program, "install", "--root", str(tmp_path), "--candidate", "exam"],
        env=nothing_else(tmp_path),
        check=True,
        timeout=60,
    )

    unit = (tmp_path / "etc/systemd/system/jiankao-agent.service").read_text("utf-8")
    assert "\nExecStart=/opt/jiankao-agent/jiankao-agent --data" in unit
    assert (tmp_path / "opt/jiankao-agent/jiankao-agent").read_bytes() == program.read_bytes()
