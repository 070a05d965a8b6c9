"""The daemon as a service on Debian: the units that are written, and that systemd understands them (C1, I1)."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from agent_client.service import installing
from agent_client.service.installing import Failed, install, uninstall

UNITS = ("jiankao-agent.service", "jiankao-agent-uninstall.path", "jiankao-agent-uninstall.service")
FLAGS = ("--server", "http://192.168.0.250:8000", "--candidate", "exam", "--allow-power", "--lock-browser")


def tree(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def unit(root: Path, name: str) -> str:
    found = next(path for path in root.rglob(name))
    return found.read_text("utf-8")


def test_what_lies_there_after_an_installation(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert install([*FLAGS, "--root", str(tmp_path)]) == 0

    assert tree(tmp_path) == {
        *(f"etc/systemd/system/{name}" for name in UNITS),
        "etc/systemd/user/jiankao-kiosk.service",
        "etc/xdg/autostart/jiankao-kiosk.desktop",
        "etc/sysusers.d/jiankao-agent.conf",
        "etc/polkit-1/rules.d/50-jiankao-agent.rules",
        "etc/chromium/policies/managed/jiankao-agent.json",
        "etc/opt/chrome/policies/managed/jiankao-agent.json",
        "etc/opt/edge/policies/managed/jiankao-agent.json",
        "var/lib/jiankao-agent/config.json",
    }
    assert "to run there: systemctl enable jiankao-agent.service" in capsys.readouterr().out


def test_it_has_an_account_of_its_own_and_the_browser_is_the_candidates(tmp_path: Path):
    install([*FLAGS, "--root", str(tmp_path)])

    service, session = unit(tmp_path, "jiankao-agent.service"), unit(tmp_path, "jiankao-kiosk.service")
    assert "\nUser=jiankao-agent\n" in service
    assert "\nUMask=0077\n" in service
    assert "--data /var/lib/jiankao-agent --kiosk /run/jiankao-agent\n" in service
    assert "\nConditionUser=exam\n" in session
    assert " kiosk --folder /run/jiankao-agent\n" in session
    assert "m exam jiankao-agent" in unit(tmp_path, "jiankao-agent.conf")
    assert json.loads(unit(tmp_path, "config.json")) == {
        "server": "http://192.168.0.250:8000",
        "uninstall": ["/usr/bin/touch", "/run/jiankao-agent/uninstall"],
        "candidate": "exam",
        "allow_power": True,
    }


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here to be asked")
def test_systemd_understands_every_unit(tmp_path: Path):
    install([*FLAGS, "--root", str(tmp_path)])

    system = [str(tmp_path / "etc/systemd/system" / name) for name in UNITS]
    user = [str(tmp_path / "etc/systemd/user/jiankao-kiosk.service")]
    for scope, units in (("--system", system), ("--user", user)):
        told = subprocess.run(
            ["systemd-analyze", scope, "verify", "--man=no", *units],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "jiankao" not in told.stderr, told.stderr


def test_what_the_school_has_set_stays_and_a_broken_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    config = tmp_path / "var/lib/jiankao-agent/config.json"
    config.parent.mkdir(parents=True)
    config.write_text('{"export_folder": "/srv", "server": "http://old"}')

    assert install([*FLAGS, "--root", str(tmp_path)]) == 0
    assert (json.loads(config.read_text())["export_folder"], json.loads(config.read_text())["server"]) == (
        "/srv",
        "http://192.168.0.250:8000",
    )
    config.write_text("{")

    assert install([*FLAGS, "--root", str(tmp_path)]) == 2
    assert "config.json" in capsys.readouterr().err


def test_uninstalled_nothing_is_left_but_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    install([*FLAGS, "--root", str(tmp_path)])
    journal = tmp_path / "var/lib/jiankao-agent/journal.sqlite3"
    journal.touch()

    assert uninstall(["--root", str(tmp_path)]) == 0
    assert tree(tmp_path) == {"var/lib/jiankao-agent/config.json", "var/lib/jiankao-agent/journal.sqlite3"}
    assert "--with-answers" in capsys.readouterr().err
    uninstall(["--root", str(tmp_path), "--with-answers"])

    assert tree(tmp_path) == set()


def test_a_program_of_the_system_that_fails_stops_nothing_of_a_removal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    called: list[str] = []

    def call(command: object) -> str:
        called.append(str(command))
        raise Failed("systemctl: not loaded")

    faults = installing._try_all(call, [("systemctl", "stop"), ("systemctl", "daemon-reload")])

    assert (len(called), faults) == (2, ["systemctl: not loaded"] * 2)


@pytest.mark.parametrize(
    "flags",
    [("--server", "ftp://x"), ("--room", "1"), ("--candidate", "exam\nExecStart=/bin/sh"), ("--candidate", "a b")],
)
def test_what_cannot_be_is_refused_before_anything_is_written(flags: tuple[str, str], tmp_path: Path):
    assert install([*flags, "--root", str(tmp_path)]) == 2

    assert tree(tmp_path) == set()


def test_the_fallback_is_marked_and_starts_daemon_and_browser_with_the_desktop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    assert install(["--autostart", "--server", "http://10.0.0.1"]) == 0

    entry = unit(tmp_path, "jiankao-agent.desktop")
    assert f"--data {tmp_path}/data/jiankao-agent --browser" in entry
    assert "this is no service" in capsys.readouterr().out
    assert json.loads(unit(tmp_path, "config.json")) == {"server": "http://10.0.0.1"}
    assert uninstall(["--autostart"]) == 0
    assert tree(tmp_path) == set()


def test_the_fallback_of_a_single_file_needs_no_root_and_leaves_the_service_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = tmp_path / "opt"
    (home / "of-the-service").mkdir(parents=True)
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", str(tmp_path / "stick" / "jiankao-agent"))
    monkeypatch.setattr(installing, "HOME", home)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    assert install(["--autostart", "--server", "http://10.0.0.1"]) == 0
    assert str(tmp_path / "stick" / "jiankao-agent") in unit(tmp_path, "jiankao-agent.desktop")
    assert uninstall(["--autostart"]) == 0

    assert [path.name for path in home.iterdir()] == ["of-the-service"]
