"""Names of work files that every system bears, and back again (docs/answer-package.md, C2, C3). No I/O.

Debian allows nearly every byte in a name, Windows does not; what a candidate has made is kept all the same.
"""

import hashlib
import os
import re
from functools import lru_cache
from typing import Final

MOST_DEPTH: Final = 20
MOST_PATH: Final = 500  # bytes
MOST_NAME: Final = 255  # bytes
MOST_LAST: Final = 200  # bytes of the last name of a path that was shortened
MOST_SUFFIX: Final = 20
SHORTENED: Final = "%~"
DIGITS: Final = 12
BEARS_ALL: Final = os.name == "posix"
_NOT_IN_NAMES: Final = frozenset('\\:*?"<>|')  # nor what stands before the blank
_FORBIDDEN: Final = _NOT_IN_NAMES | {"\x7f"}
_NUMBERED: Final = (f"{name}{n}" for name in ("com", "lpt") for n in "123456789¹²³")
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$", *_NUMBERED})
_LOOKS_ESCAPED: Final = re.compile(r"%(?=[0-9A-Fa-f]{2})")
_ESCAPE: Final = re.compile(rb"%([0-9A-F]{2})")
_HALF_AN_ESCAPE: Final = re.compile(r"%[0-9A-F]?$")


def is_inside(path: str) -> bool:
    """Whether a path can be used in a work folder on any system."""
    parts = path.split("/")
    return len(parts) <= MOST_DEPTH and len(path.encode("utf-8", "replace")) <= MOST_PATH and all(map(_is_name, parts))


def _is_name(part: str) -> bool:
    if part in ("", ".", "..") or part != part.strip() or part.endswith("."):
        return False
    if any(sign in _NOT_IN_NAMES or ord(sign) < 32 or _is_surrogate(sign) for sign in part):
        return False
    return not _is_device(part)


def _is_surrogate(sign: str) -> bool:
    return 0xD800 <= ord(sign) < 0xE000


def _is_device(part: str) -> bool:
    return part.split(".")[0].rstrip(" ").lower() in _RESERVED


@lru_cache(2 * 5_000)  # a work folder is looked at every second
def portable(path: str) -> str:
    """The name under which a file of the work folder is kept: `path` itself where every system bears it.

    `path` is as the system lists it, with "/" between the names. Longer than the bounds it is shortened, with
    a digest of the whole; else `original` gives it back.
    """
    parts = [_kept(part) for part in path.split("/")]
    if len(parts) <= MOST_DEPTH and len("/".join(parts).encode()) <= MOST_PATH:
        return "/".join(parts)
    last = parts[-1] if len(parts[-1].encode()) <= MOST_LAST else _cut(parts[-1], MOST_LAST, _digest(path))
    return f"{parts[0]}/{SHORTENED}{_digest(path)}/{last}"


def another(path: str) -> str:
    """A second portable name, for a file whose own is taken by another file."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{_cut(name, MOST_LAST, _digest(path))}"


def original(path: str) -> str:
    """The name that a portable one stands for; it may be one that only Debian bears."""
    return "/".join(map(_original, path.split("/")))


def shown(path: str) -> str:
    """A portable name for somebody to read: the original, unless that has signs which cannot be seen."""
    found = original(path)
    return found if found.isprintable() else path


def _original(part: str) -> str:
    if "%" not in part:
        return part
    found = _ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), part.encode("utf-8", "surrogateescape"))
    name = found.decode("utf-8", "surrogateescape")
    if name in (".", "..") or "/" in name or "\0" in name or _escaped(name) != part:
        return part
    return name


def _kept(part: str) -> str:
    """On Windows what looks escaped is so: it came from another machine."""
    is_ours = not BEARS_ALL and _original(part) != part
    name = part if is_ours else _escaped(part)
    return name if len(name.encode()) <= MOST_NAME else _cut(name, MOST_NAME, _digest(part))


def _escaped(part: str) -> str:
    """Percent-encoded: what Windows forbids, what is no text, and what would be read as an escape."""
    name = "".join(_percent(sign) if _must_go(part, at) else sign for at, sign in enumerate(part))
    return _percent(name[0]) + name[1:] if name and _is_device(name) else name


def _must_go(part: str, at: int) -> bool:
    sign, is_first, is_last = part[at], at == 0, at == len(part) - 1
    if sign in _FORBIDDEN or ord(sign) < 32 or _is_surrogate(sign) or _LOOKS_ESCAPED.match(part, at):
        return True
    return (sign == "." and is_last) or (sign.isspace() and (is_first or is_last))


def _percent(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in _bytes(sign))


def _bytes(text: str) -> bytes:
    """As on the disk, also what is no UTF-8."""
    return b"".join(_byte_of(sign) for sign in text)


def _byte_of(sign: str) -> bytes:
    is_byte = 0xDC80 <= ord(sign) < 0xDD00
    return sign.encode("utf-8", "surrogateescape" if is_byte else "surrogatepass")


def _digest(text: str) -> str:
    return hashlib.sha256(_bytes(text)).hexdigest()[:DIGITS]


def _cut(name: str, most: int, digest: str) -> str:
    """The beginning and the suffix, with a digest between them; at most `most` bytes."""
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix.encode()) > MOST_SUFFIX:
        stem, dot, suffix = name, "", ""
    room = most - len(f"{SHORTENED}{digest}{dot}{suffix}".encode())
    begun = stem.encode()[:room].decode("utf-8", "ignore")
    return f"{_HALF_AN_ESCAPE.sub('', begun)}{SHORTENED}{digest}{dot}{suffix}"
