"""What a daemon is told at its start, and what it says when it cannot (C1)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from agent_client import script
from agent_client.instance import OnlyOne
from agent_client.options import BadOptions, Options, with_config
from agent_client.script import AnswerStep, BadScript, LoginStep

ROOT = Path(__file__).parents[2]


def config(folder: Path, **values: object) -> Options:
    (folder / "config.json").write_text(json.dumps(values))
    return Options(data=folder)


def test_config_names_the_server_and_allows_power(tmp_path: Path):
    options = with_config(config(tmp_path, server="https://10.0.0.1/", allow_power=True))

    assert (options.server, options.allow_power) == ("https://10.0.0.1/", True)


def test_a_flag_counts_before_the_config(tmp_path: Path):
    config(tmp_path, server="http://10.0.0.1")

    options = with_config(Options(data=tmp_path, server="http://10.0.0.2:8000"))

    assert (options.server, options.allow_power) == ("http://10.0.0.2:8000", False)


def test_without_a_server_it_is_looked_for_in_the_room_that_is_named(tmp_path: Path):
    options = with_config(config(tmp_path, room="001"))

    assert (options.server, options.room) == ("", "001")
    assert with_config(Options(data=tmp_path, room="1999999002")).room == "1999999002"


@pytest.mark.parametrize("text", ["{", '{"server": 5}', '{"server": "ftp://x"}', '{"room": "1"}', "[]"])
def test_with_what_is_no_server_or_room_it_does_not_start(tmp_path: Path, text: str):
    (tmp_path / "config.json").write_text(text)

    with pytest.raises(BadOptions):
        with_config(Options(data=tmp_path))


def test_a_script_is_read_with_its_kinds(tmp_path: Path):
    path = tmp_path / "script.json"
    path.write_text('[{"do": "login", "ticket": "1"}, {"at_s": 2.5, "do": "answer", "question": "q", "value": "A"}]')

    assert script.read(path) == [LoginStep(ticket="1"), AnswerStep(at_s=2.5, question="q", value="A")]


@pytest.mark.parametrize("text", ["", "{}", '[{"do": "dance"}]', '[{"do": "login"}]', '[{"do": "read", "at_s": -1}]'])
def test_what_is_no_script_names_the_file(tmp_path: Path, text: str):
    path = tmp_path / "script.json"
    path.write_text(text)

    with pytest.raises(BadScript, match=r"script\.json"):
        script.read(path)


def test_a_second_daemon_in_a_folder_says_so_and_ends(tmp_path: Path):
    held = OnlyOne(tmp_path / "agent.lock")
    command = [sys.executable, "-m", "agent_client", "--fingerprint", "one", "--data", str(tmp_path)]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    held.release()

    assert ended.returncode == 2
    assert "in use by another daemon" in ended.stderr
    assert ended.stdout == ""
