"""Short waits: the daemon's patience is for a day."""

import pytest


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_client.connection.wait_s", lambda failures, chance: 0.1)
    monkeypatch.setattr("agent_client.whereabouts.ALL_IN_S", 0.4)
    monkeypatch.setattr("agent_client.whereabouts.LOOK_FOR_S", 2.0)
