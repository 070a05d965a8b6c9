"""A server that is killed in the middle of saving has every change that it acknowledged (C3)."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from exams.answers import log
from tests.answers.databases import environment

pytestmark = pytest.mark.usefixtures("databases")

ROOT = Path(__file__).resolve().parents[2]
ENOUGH = 250


def killed_after(acknowledgements: int, *, round_number: int) -> dict[UUID, tuple[int, str]]:
    """Let a process save until it has acknowledged so many changes, kill it, and give the last one of each sitting."""
    command = [sys.executable, "-m", "tests.answers.saving_process", str(round_number)]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environment(), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(acknowledgements)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.read().splitlines(keepends=True)
    last = {}
    for line in lines:
        if line.endswith(b"\n"):
            sitting, n, hashed = line.decode().split()
            last[UUID(sitting)] = (int(n), hashed)
    assert len(lines) >= acknowledgements
    return last


def test_no_acknowledged_change_is_missing_after_kill_9():
    for round_number in range(1, 4):
        acknowledged = killed_after(ENOUGH, round_number=round_number)

        missing = {sitting for sitting, (n, _) in acknowledged.items() if log.head(sitting, 1).n < n}
        broken = {sitting for sitting in acknowledged if log.verify(sitting, 1).broken_at is not None}
        chains = {sitting: stored_chain(sitting, n) for sitting, (n, _) in acknowledged.items()}
        assert (missing, broken) == (set(), set())
        assert chains == {sitting: hashed for sitting, (_, hashed) in acknowledged.items()}


def stored_chain(sitting: UUID, n: int) -> str:
    return log.LogRow.objects.get(sitting=sitting, epoch=1, n=n).chain
