"""Answer packages out of a machine's journal, beside whoever writes to it (C3)."""

import hashlib
import os
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from agent_client.blobs import Blobs, flush_folder
from agent_client.clock import MachineClocks, Mark, ServerClock
from agent_client.core import Folder
from agent_client.holding import Holding
from agent_client.identity import Identity
from agent_client.ticker import MARK
from formats import answer_package
from formats.answer_package import Content, Manifest
from formats.refused import N_, Refused

KEY_BYTES: Final = 32
_HOLDINGS: Final = "SELECT body, acknowledged FROM holding ORDER BY sitting, epoch"
_FACT: Final = "SELECT value FROM fact WHERE name = ?"
_BODIES: Final = "SELECT body FROM change WHERE sitting = ? AND epoch = ? AND n > ? ORDER BY n"
_LAST: Final = "SELECT n, chain FROM change WHERE sitting = ? AND epoch = ? AND n > ? ORDER BY n DESC LIMIT 1"
_NAMES_A_FILE: Final = b'"sha256":"'


@dataclass(frozen=True)
class Exported:
    """A package that was written; `pending` changes of it had not reached the server."""

    path: Path
    ticket: str
    revision: int
    pending: int


@dataclass(frozen=True)
class Kept:
    """One sitting as the journal has it."""

    holding: Holding
    acknowledged: int


class Journal:
    """The journal of a machine, opened beside whoever writes to it."""

    def __init__(self, folder: Folder) -> None:
        """Raises `Refused` where there is none."""
        self._folder = folder
        if not folder.journal.is_file():
            raise Refused("export.no_journal", N_("%(folder)s is not the folder of a candidate's machine."), folder=folder.root)  # fmt: skip
        place = f"{folder.journal.resolve().as_uri()}?mode=ro"
        self._database = sqlite3.connect(place, uri=True, timeout=10, isolation_level=None)
        self._database.execute("BEGIN")  # one state of the journal, whatever is written meanwhile

    def close(self) -> None:
        self._database.close()

    def kept(self, ticket: str = "") -> list[Kept]:
        """Every sitting that has a change, or those of one candidate."""
        found = [
            Kept(msgspec.json.decode(body, type=Holding), acknowledged)
            for body, acknowledged in self._database.execute(_HOLDINGS)
        ]
        chosen = [kept for kept in found if not ticket or kept.holding.identity.ticket == ticket]
        return [kept for kept in chosen if self._last(kept.holding)]

    def export(self, kept: Kept, target: Path) -> Exported:
        """Write the package into the folder `target`: whole under its name, or not at all. Raises `Refused`, `OSError`."""
        holding = kept.holding
        if not holding.package_key:
            raise Refused(
                "export.no_key",
                N_("The room's key is not here: the candidate %(ticket)s logged in with an older program."),
                ticket=holding.identity.ticket,
            )
        key = secrets.token_bytes(KEY_BYTES)
        manifest = self._manifest(kept, key)
        path = target / file_name(holding)
        part = path.with_name(f".{path.name}.part")
        try:
            with part.open("wb") as stream:
                self._write(stream, manifest, key)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        flush_folder(target)
        return Exported(path, holding.identity.ticket, manifest.revision, max(0, manifest.revision - kept.acknowledged))

    def _write(self, stream: BinaryIO, manifest: Manifest, key: bytes) -> None:
        bodies = self._bodies(manifest)
        contents = _opened(Blobs(self._folder.blobs), manifest.contents)
        answer_package.write(stream, manifest, content_key=key, changes=bodies, contents=contents)

    def _manifest(self, kept: Kept, content_key: bytes) -> Manifest:
        holding = kept.holding
        last = self._last(holding)
        assert last is not None
        revision, head = last
        room = bytes.fromhex(holding.package_key)
        manifest = Manifest(
            version=answer_package.VERSION,
            sitting=holding.sitting,
            session=holding.session,
            ticket=holding.identity.ticket,
            machine=holding.machine,
            epoch=holding.epoch,
            start=holding.start,
            start_chain=holding.first_chain(),
            revision=revision,
            chain=head.hex(),
            acknowledged=min(kept.acknowledged, revision),
            deadline_version=holding.deadline_version,
            made_at=self._now(),
            submitted_at=holding.handed_in_at,
            contents=tuple(self._contents(holding)),
            key=holding.package_key,
            sealed_key=answer_package.sealed_key(room, content_key, ephemeral=secrets.token_bytes(KEY_BYTES)),
        )
        token = self._token()
        return manifest.proven(hashlib.sha256(token.encode()).digest()) if token else manifest

    def _contents(self, holding: Holding) -> Iterator[Content]:
        """Each content that a change names, once. Raises `Refused` for one that this disk has lost."""
        seen: set[str] = set()
        blobs = Blobs(self._folder.blobs)
        for body in self._database.execute(_BODIES, (str(holding.sitting), holding.epoch, holding.start)):
            sha256 = msgspec.json.decode(body[0]).get("sha256") if _NAMES_A_FILE in body[0] else None
            if sha256 and sha256 not in seen:
                seen.add(sha256)
                if not blobs.has(sha256):
                    raise Refused("export.lost", N_("A file of the candidate %(ticket)s is missing on this disk."), ticket=holding.identity.ticket)  # fmt: skip
                yield Content(sha256, blobs.path(sha256).stat().st_size)

    def _bodies(self, manifest: Manifest) -> Iterator[bytes]:
        for row in self._database.execute(_BODIES, (str(manifest.sitting), manifest.epoch, manifest.start)):
            yield row[0]

    def _last(self, holding: Holding) -> tuple[int, bytes] | None:
        found: tuple[int, bytes] | None = self._database.execute(
            _LAST, (str(holding.sitting), holding.epoch, holding.start)
        ).fetchone()
        return found

    def _token(self) -> str:
        identity = self.fact("identity", Identity)
        return (identity and identity.token) or ""

    def _now(self) -> int:
        """The server's time as far as this machine knows it."""
        return ServerClock(MachineClocks(), self.fact(MARK, Mark)).now()

    def revision(self, holding: Holding) -> int:
        """The number of its last change."""
        last = self._last(holding)
        return last[0] if last else holding.start

    def last_note(self, *codes: str) -> tuple[int, str] | None:
        """When, by the machine's own clock, one of these was last written to its log, and which."""
        places = ",".join("?" * len(codes))
        query = f"SELECT at, code FROM log WHERE code IN ({places}) ORDER BY seq DESC LIMIT 1"  # noqa: S608 - only its places are made
        found: tuple[int, str] | None = self._database.execute(query, codes).fetchone()
        return found

    def fact(self, name: str, kind: Any) -> Any:
        """None when it was never written."""
        row = self._database.execute(_FACT, (name,)).fetchone()
        return msgspec.json.decode(row[0], type=kind) if row else None


def file_name(holding: Holding) -> str:
    """The ticket, the sitting and the epoch: packages of several candidates, subjects and machines lie side by side."""
    ticket = re.sub(r"[^0-9A-Za-z]", "_", holding.identity.ticket)[:40]
    return f"{ticket}-{str(holding.sitting)[:8]}-{holding.epoch}{answer_package.SUFFIX}"


def _opened(blobs: Blobs, contents: Iterable[Content]) -> Iterator[BinaryIO]:
    """Each is closed before the next is opened: a work folder may have thousands of files."""
    for content in contents:
        with blobs.path(content.sha256).open("rb") as stream:
            yield stream
