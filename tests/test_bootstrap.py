"""Set-up on a machine that lacks a package, by someone who may not install it: told what to run, nothing made."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
TOOLS = ["sh", "dirname", "grep", "mktemp", "cat", "rm", "mkdir"]
APT = "    apt-get update && apt-get install -y --no-install-recommends"


def put_script(folder: Path, name: str, body: str) -> None:
    script = folder / name
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)


class Machine:
    """A copy of the project, and a PATH whose package list and account are made up."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.bin = folder / "bin"
        self.bin.mkdir()
        shutil.copytree(REPOSITORY / "scripts", self.project / "scripts")
        shutil.copytree(REPOSITORY / "requirements", self.project / "requirements")
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)

    def is_used_by(self, *, uid: int) -> None:
        put_script(self.bin, "id", f"echo {uid}")

    def lacks(self, *packages: str) -> None:
        absent = "|".join(packages)
        put_script(self.bin, "dpkg-query", f'case "$3" in {absent}) exit 1;; *) echo installed;; esac')

    def has_python(self, body: str) -> None:
        put_script(self.bin, "python3", body)

    def set_up(self) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "HOME": str(self.project), "LANG": "C.UTF-8"}
        command = ["sh", "scripts/bootstrap.sh"]
        return subprocess.run(command, cwd=self.project, env=environment, capture_output=True, text=True, timeout=60)

    def made(self) -> list[str]:
        return sorted(set(os.listdir(self.project)) - {"scripts", "requirements"})


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_install_command_is_printed_when_a_package_is_missing_and_we_are_not_root(machine: Machine) -> None:
    machine.is_used_by(uid=1000)
    machine.lacks("chromium")

    outcome = machine.set_up()

    assert outcome.returncode == 3
    assert outcome.stderr.splitlines() == [
        "缺少系统软件包，请让管理员执行 (Debian packages are missing; ask an administrator to run):",
        f"{APT} chromium",
    ]
    assert machine.made() == []


def test_all_missing_packages_are_in_one_command(machine: Machine) -> None:
    machine.is_used_by(uid=1000)
    machine.lacks("python3-venv", "fonts-noto-cjk", "postgresql")

    outcome = machine.set_up()

    assert outcome.stderr.splitlines()[1] == f"{APT} python3-venv fonts-noto-cjk postgresql"
    assert machine.made() == []


def test_sudo_that_asks_for_a_password_counts_as_no_right_to_install(machine: Machine) -> None:
    machine.is_used_by(uid=1000)
    machine.lacks("chromium")
    put_script(machine.bin, "sudo", "exit 1")

    outcome = machine.set_up()

    assert outcome.returncode == 3
    assert machine.made() == []


def test_packages_are_installed_by_root_and_a_failure_shows_why(machine: Machine) -> None:
    machine.is_used_by(uid=0)
    machine.lacks("chromium")
    put_script(machine.bin, "apt-get", 'echo "asked for: $*"; [ "$1" = update ]')
    put_script(machine.bin, "env", 'shift; exec "$@"')

    outcome = machine.set_up()

    assert outcome.returncode == 4
    assert outcome.stderr.splitlines() == [
        "asked for: update -qq",
        "asked for: install -y -qq --no-install-recommends chromium",
    ]
    assert machine.made() == []


def test_another_python_is_refused_by_its_version(machine: Machine) -> None:
    machine.is_used_by(uid=1000)
    machine.lacks("nothing")
    machine.has_python('[ "$1" = --version ] && echo "Python 3.9.2"')

    outcome = machine.set_up()

    assert outcome.returncode == 3
    assert outcome.stderr.strip().endswith("(needs Python 3.11 or 3.12 with venv, found): Python 3.9.2")
    assert machine.made() == []


def test_a_half_made_environment_is_taken_away(machine: Machine) -> None:
    machine.is_used_by(uid=1000)
    machine.lacks("nothing")
    machine.has_python('[ "$1" = -c ] || { mkdir -p .uv/bin; echo "No space left on device" >&2; exit 1; }')

    outcome = machine.set_up()

    assert (outcome.returncode, outcome.stderr) == (1, "No space left on device\n")
    assert machine.made() == []
