"""What the daemon and the program that keeps the browser say to each other, and where they find each other."""

import os
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

from agent_client.kiosk_yield import Left, Return, Yield

ADDRESS_FILE: Final = "kiosk.json"


class Open(msgspec.Struct, tag_field="do", tag="open", frozen=True):
    """Show this page; an open one is replaced. Its start secret works once."""

    page: str


class Close(msgspec.Struct, tag_field="do", tag="close", frozen=True):
    """关闭考生端."""


class Light(msgspec.Struct, tag_field="do", tag="light", frozen=True):
    """What the tray shows: "online", "offline" or "searching", and a line of text."""

    state: str
    text: str


Order: TypeAlias = Open | Close | Light | Yield | Left | Return
Happened: TypeAlias = Literal["opened", "closed", "ended", "no_browser", "returned"]


class Said(msgspec.Struct, frozen=True):
    """What has become of the browser: "ended" without having been told to, "no_browser" where none can be started, "returned" by 返回试卷."""

    state: Happened
    reason: str = ""


class Address(msgspec.Struct, frozen=True):
    """`kiosk.json`: where the daemon listens, and the secret of this start."""

    url: str
    token: str


_order: Final = msgspec.json.Decoder(Order)
_said: Final = msgspec.json.Decoder(Said)
_address: Final = msgspec.json.Decoder(Address)


def order(text: str) -> Order:
    """Raises `msgspec.DecodeError` for what is none."""
    return _order.decode(text)


def said(text: str) -> Said:
    """Raises `msgspec.DecodeError` for what the program cannot have said."""
    return _said.decode(text)


def text(message: Order | Said) -> str:
    return msgspec.json.encode(message).decode()


def leave(folder: Path, address: Address) -> None:
    """Write the address where the candidate's account may read it, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{ADDRESS_FILE}.part"
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(address))
    part.chmod(0o640)  # whatever the umask of a service is
    part.replace(folder / ADDRESS_FILE)


def take_away(folder: Path) -> None:
    (folder / ADDRESS_FILE).unlink(missing_ok=True)


def find(folder: Path) -> Address | None:
    """None while the daemon is not there, or speaks with another program already."""
    try:
        return _address.decode((folder / ADDRESS_FILE).read_bytes())
    except (OSError, msgspec.DecodeError):  # not there yet, or not for this account
        return None
