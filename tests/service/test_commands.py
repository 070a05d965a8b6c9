"""status and config, beside a daemon and without one (C1)."""

import json
from pathlib import Path

import pytest

from agent_client import configuring, status
from agent_client.__main__ import COMMANDS
from agent_client.instance import AlreadyRunning, OnlyOne
from agent_client.kiosk.session import TIME_BAR
from tests.agent.conftest import Desks, _short_waits, desks, room, until
from tests.agent.fake_room import TICKET, FakeRoom

__all__ = ["_short_waits", "desks", "room"]  # fixtures
Output = pytest.CaptureFixture[str]


async def test_status_tells_what_a_daemon_is_doing_and_that_it_has_ended(room: FakeRoom, desks: Desks, capsys: Output):
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    await desk.acts.answer("single/1", "A")
    await desk.delivered()
    data = desks.root / "pc1"
    await until(lambda: status.status(data)["candidates"][0]["not_uploaded"] == 0)

    running = status.main(["--data", str(data), "--json"])
    told = json.loads(capsys.readouterr().out)
    await desk.stop()
    ended = status.main(["--data", str(data)])

    assert (running, ended) == (0, 3)
    assert told["candidates"] == [{"ticket": TICKET, "saved": 1, "not_uploaded": 0, "submitted": False}]
    assert (told["running"], told["online"], told["seat"], told["machine"]) == (
        True,
        True,
        1,
        str(room.only_machine().id),
    )
    assert told["server"] == room.url  # it came by the flag
    assert "running:    no" in capsys.readouterr().out


def test_status_of_a_folder_without_a_daemon_says_so(tmp_path: Path, capsys: Output):
    assert status.main(["--data", str(tmp_path)]) == 2

    assert str(tmp_path) in capsys.readouterr().err


def test_config_is_set_printed_and_taken_back(tmp_path: Path, capsys: Output):
    data = ["--data", str(tmp_path)]

    assert configuring.main(["server=http://10.0.0.1:8000", "room=001", "allow_power=true", *data]) == 0
    assert configuring.main(["--unset", "room", *data]) == 0
    capsys.readouterr()
    assert configuring.main(data) == 0

    assert json.loads(capsys.readouterr().out) == {"server": "http://10.0.0.1:8000", "allow_power": True}


@pytest.mark.parametrize(
    "setting", ["server=x", "room=1", "allow_power=perhaps", "uninstall=rm", "colour=red", "server"]
)
def test_config_takes_nothing_that_a_daemon_could_not_start_with(tmp_path: Path, setting: str, capsys: Output):
    assert configuring.main([setting, "--data", str(tmp_path)]) == 2

    assert not (tmp_path / "config.json").exists()
    assert capsys.readouterr().err


def test_one_daemon_for_a_machine_whatever_its_folder(tmp_path: Path):
    held = OnlyOne.of_machine(tmp_path)

    with pytest.raises(AlreadyRunning, match="on this machine"):
        OnlyOne.of_machine(tmp_path)
    held.release()

    OnlyOne.of_machine(tmp_path).release()


def test_a_lock_that_another_account_has_closed_says_who_is_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The service's lock can be read by nobody else."""

    def closed(path: Path, *_mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", closed)

    with pytest.raises(AlreadyRunning, match="on this machine"):
        OnlyOne.of_machine(tmp_path)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {TIME_BAR}))
def test_every_command_explains_itself(name: str, capsys: Output):
    with pytest.raises(SystemExit) as ended:
        COMMANDS[name](["--help"])

    assert ended.value.code == 0
    assert f"agent_client {name}" in capsys.readouterr().out


def test_an_uninstalled_program_leaves_no_lock_of_the_machine_unless_another_daemon_runs(tmp_path: Path):
    OnlyOne.of_machine(tmp_path).release()
    OnlyOne.forget_machine(tmp_path)
    assert list(tmp_path.iterdir()) == []

    other = OnlyOne.of_machine(tmp_path)
    OnlyOne.forget_machine(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["jiankao-agent.lock"]
    other.release()
