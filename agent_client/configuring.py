"""What stands in the data folder's config.json: python -m agent_client config [NAME=VALUE …] [--unset NAME] [--data DIR].

Without a NAME it prints what is set. A running daemon takes it at its next start.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from agent_client.options import CONFIG_FILE, BadOptions, Config, Options, default_data, with_config


def main(arguments: Sequence[str]) -> int:
    asked = _parsed(arguments)
    path = asked.data / CONFIG_FILE
    try:
        settings = _read(path)
        if asked.set or asked.unset:
            settings = _changed(settings, asked.set, asked.unset)
            _check(settings)
            _write(path, settings)
    except (BadOptions, OSError) as fault:
        print(fault, file=sys.stderr)
        return 2
    print(json.dumps(settings, ensure_ascii=False, indent=1))
    return 0


def _read(path: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any]) if path.exists() else {}
    except msgspec.DecodeError as fault:
        raise BadOptions(f"{path}: {fault}") from fault


def _changed(settings: Mapping[str, Any], pairs: Sequence[str], unset: Sequence[str]) -> dict[str, Any]:
    """Raises `BadOptions` for what is no setting."""
    changed = dict(settings)
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign or name not in Config.__struct_fields__:
            raise BadOptions(
                f"{pair} is no setting. Known are {', '.join(Config.__struct_fields__)}, as in server=http://…"
            )
        changed[name] = _value(name, text)
    return {name: value for name, value in changed.items() if name not in unset}


def _value(name: str, text: str) -> Any:
    """A list and a yes or no are JSON; everything else is text as it stands."""
    if isinstance(getattr(Config(), name), str):
        return text
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as fault:
        raise BadOptions(f'{name}={text}: give true or false, or a list as ["PROGRAM", "ARGUMENT"].') from fault


def _check(settings: Mapping[str, Any]) -> None:
    """Raises `BadOptions`: a daemon must be able to start with it."""
    try:
        found = msgspec.convert(settings, Config)
    except msgspec.ValidationError as fault:
        raise BadOptions(str(fault)) from fault
    with_config(Options(data=Path("/nowhere"), server=found.server, room=found.room))


def _write(path: Path, settings: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", "utf-8")
    part.replace(path)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m agent_client config", description=__doc__)
    parser.add_argument("set", nargs="*", metavar="NAME=VALUE")
    parser.add_argument("--unset", action="append", default=[], metavar="NAME")
    parser.add_argument("--data", type=Path, default=default_data(), metavar="DIR", help="the daemon's folder")
    return parser.parse_args(arguments)
