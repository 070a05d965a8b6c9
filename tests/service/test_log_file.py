"""The daemon's log does not fill the disk (C1)."""

from pathlib import Path

import pytest

from agent_client import logs


def test_it_is_turned_over_and_five_old_ones_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs, "MOST_BYTES", 400)
    log = logs.open_log(tmp_path / "agent.log")

    for number in range(60):
        log.logger.info("line %d", number)
    log.stop()

    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["agent.log", *(f"agent.log.{number}" for number in range(1, 6))]
    assert max(path.stat().st_size for path in tmp_path.iterdir()) <= 400
    assert "line 59" in (tmp_path / "agent.log").read_text("utf-8")
