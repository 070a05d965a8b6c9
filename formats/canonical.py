"""The one byte form of a value that is hashed or signed."""

import json
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Plain: TypeAlias = "bool | int | str | Sequence[Plain] | Mapping[str, Plain] | None"

HASH_LENGTH: Final = 32


def encode(value: Plain) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; numbers are integers.

    Raises `TypeError` for anything else, so that no float is ever hashed.
    """
    _only_plain(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _only_plain(value: object) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case Mapping():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise TypeError(f"a key must be text, found {key!r}")
                _only_plain(item)
        case list() | tuple():
            for item in value:
                _only_plain(item)
        case _:
            raise TypeError(f"only text, integers, lists and objects have one form, found {type(value).__name__}")
