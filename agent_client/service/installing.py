"""python -m agent_client install and uninstall: the daemon becomes a service of this machine, and is taken away again.

`--root DIR` writes the files below DIR and runs nothing, for an image that is made elsewhere. `--autostart` is the marked
fallback without an account of its own.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from agent_client.core import Folder
from agent_client.instance import OnlyOne
from agent_client.options import BadOptions, Options, default_folder, with_config
from agent_client.program import program
from agent_client.service import autostart, systemd, windows
from agent_client.service.plan import NAME, File, Plan, Wanted

Run = Callable[[Sequence[str]], str]
HOME: Final = Path("/opt") / NAME
WARNING: Final = (
    "注意：没有安装为服务。考生帐户可以接触作答文件；环境检测会把本机标为未隔离。\n"
    "Marked: this is no service. The candidate's account can reach the answers, and the environment check says so."
)


class Failed(Exception):
    """A program of the system did not do what it was asked for."""


def run(command: Sequence[str]) -> str:
    """Raises `Failed` with the program's own words."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise Failed(f"{command[0]}: {fault}") from fault
    if done.returncode:
        raise Failed(f"{' '.join(command)}: {(done.stderr or done.stdout).strip() or f'exit {done.returncode}'}")
    return done.stdout


def install(arguments: Sequence[str]) -> int:
    asked = _parsed("install", arguments)
    try:
        _check(asked)
        plan = _plan(asked, _placed(asked))
        for file in plan.files:
            _write(asked.root, file)
        return _after(asked, plan)
    except (Failed, BadOptions, OSError) as fault:
        print(fault, file=sys.stderr)
        return 2


def _after(asked: argparse.Namespace, plan: Plan) -> int:
    if asked.root is not None:
        print(*(f"written: {asked.root}{file.path}" for file in plan.files), sep="\n")
        print(*(f"to run there: {' '.join(command)}" for command in plan.after), sep="\n")
        return 0
    for command in plan.after:
        run(command)
    print(WARNING if asked.autostart else f"{NAME} is installed and runs. Log the candidate's account in anew.")
    return 0


def uninstall(arguments: Sequence[str], *, call: Run = run) -> int:
    """What has gone already stops nothing of the rest."""
    asked = _parsed("uninstall", arguments)
    asked.allow_power = asked.lock_browser = True  # whatever the installation was told
    try:
        _check(asked)
        plan = _plan(asked, tuple(program()))
    except (Failed, BadOptions) as fault:
        print(fault, file=sys.stderr)
        return 2
    faults = [] if asked.root else _try_all(call, plan.before_removal)
    for file in plan.files:
        if not file.keeps:
            _placed_at(asked.root, file).unlink(missing_ok=True)
    faults += [] if asked.root else _try_all(call, plan.after_removal)
    if not asked.keep_data:
        _remove_data(asked)
    if not asked.autostart:
        shutil.rmtree(_placed_home(asked.root), ignore_errors=True)
    if asked.root is None:
        OnlyOne.forget_machine()
    for words in faults:
        print(words, file=sys.stderr)
    return 0


def _try_all(call: Run, commands: Sequence[Sequence[str]]) -> list[str]:
    faults: list[str] = []
    for command in commands:
        try:
            call(command)
        except Failed as fault:
            faults.append(str(fault))
    return faults


def _remove_data(asked: argparse.Namespace) -> None:
    """Answers are the school's: they go only when the room has cleared them, or when it is said twice."""
    data = default_folder() if asked.autostart else _below(asked.root, _data_of_service())
    folder = Folder(data)
    if folder.journal.exists() and not asked.with_answers:
        print(f"{data} stays: it holds a journal of answers. Give --with-answers to remove it too.", file=sys.stderr)
        return
    shutil.rmtree(data, ignore_errors=True)


def _data_of_service() -> Path:
    return Path(windows.DATA) if sys.platform == "win32" else Path(systemd.DATA)


# --- what is wanted
def _check(asked: argparse.Namespace) -> None:
    """Raises `Failed`, `BadOptions`."""
    with_config(Options(data=Path(os.devnull), server=asked.server, room=asked.room))
    if asked.root is None and not asked.autostart and sys.platform != "win32" and os.geteuid() != 0:
        raise Failed("A service is installed by root: sudo … install. Without root: install --autostart.")
    if asked.candidate and not asked.candidate.replace("-", "").replace("_", "").isalnum():
        raise Failed(f"{asked.candidate!r} is no name of an account.")


def _plan(asked: argparse.Namespace, called: tuple[str, ...]) -> Plan:
    settings: dict[str, Any] = {name: value for name in ("server", "room") if (value := getattr(asked, name))}
    source = "" if getattr(sys, "frozen", False) else str(Path(__file__).resolve().parents[2])
    wanted = Wanted(
        program=called,
        workdir=source,
        candidate=asked.candidate,
        settings=settings,
        allow_power=asked.allow_power,
        lock_browser=asked.lock_browser,
    )
    if asked.autostart and sys.platform == "win32":
        return autostart.on_windows(wanted, data=default_folder())
    if asked.autostart:
        return autostart.on_linux(wanted, home=Path.home(), data=default_folder())
    return windows.plan(wanted) if sys.platform == "win32" else systemd.plan(wanted)


def _placed(asked: argparse.Namespace) -> tuple[str, ...]:
    """The single file of a service goes where no candidate can change it; what needs no root stays where it is."""
    if asked.autostart or not getattr(sys, "frozen", False) or sys.platform == "win32":
        return tuple(program())
    target = _placed_home(asked.root) / NAME
    if target.resolve() != Path(sys.executable).resolve():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        shutil.copyfile(sys.executable, part)
        part.chmod(0o755)
        part.replace(target)
    return (str(HOME / NAME),)


def _placed_home(root: Path | None) -> Path:
    return _below(root, HOME)


# --- files
def _below(root: Path | None, path: Path) -> Path:
    return path if root is None else root / path.relative_to(path.anchor)


def _placed_at(root: Path | None, file: File) -> Path:
    return _below(root, Path(file.path))


def _write(root: Path | None, file: File) -> None:
    path = _placed_at(root, file)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _merged(path, file.text) if file.keeps else file.text
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, "utf-8")
    part.chmod(file.mode)
    part.replace(path)


def _merged(path: Path, text: str) -> str:
    """What the school has set and this installation does not name stays."""
    try:
        before = msgspec.json.decode(path.read_bytes(), type=dict[str, Any]) if path.exists() else {}
    except msgspec.DecodeError as fault:
        raise Failed(f"{path}: {fault}. Mend or remove it.") from fault
    return msgspec.json.format(msgspec.json.encode(before | msgspec.json.decode(text)), indent=1).decode() + "\n"


def _parsed(name: str, arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m agent_client {name}", description=__doc__)
    parser.add_argument("--server", default="", metavar="URL", help="the room server; without it the network is asked")
    parser.add_argument("--room", default="", metavar="CODE", help="the room, where the network has several servers")
    parser.add_argument("--candidate", default="", metavar="ACCOUNT", help="the account that works at the screen")
    parser.add_argument("--allow-power", action="store_true", help="the proctor may restart and shut down")
    parser.add_argument("--lock-browser", action="store_true", help="policies for every browser of this machine")
    parser.add_argument("--autostart", action="store_true", help="the fallback: no service, with this person's desktop")
    parser.add_argument("--root", type=Path, metavar="DIR", help="write below DIR and run nothing")
    if name == "uninstall":
        parser.add_argument("--keep-data", action="store_true", help="the data folder is another's business")
        parser.add_argument(
            "--with-answers", action="store_true", help="remove the data folder though it holds answers"
        )
    return parser.parse_args(arguments)
