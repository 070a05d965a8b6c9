"""A candidate's machine on a bench: the daemon's own journal, files and export, and the server's log beside it."""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

from agent_client.blobs import Blobs
from agent_client.core import Folder
from agent_client.holding import Holding
from agent_client.identity import Identity
from agent_client.packing import Journal
from agent_client.store import Draft, Store
from exams import blobs
from exams.answers import log, store
from exams.answers.models import Blob, LogRow
from exams.live.logins import login_ok
from exams.models import Sitting
from formats import chain
from rooms.models import Machine
from rooms.operations.machines import token_hash
from tests.day import Day


class Bench:
    """The machine at which `name` is logged in, with its answers on its own disk."""

    def __init__(self, day: Day, name: str, root: Path) -> None:
        self.day, self.name = day, name
        self.sitting = day.sitting(name)
        assert self.sitting.holder is not None
        self.machine: Machine = self.sitting.holder
        self.folder = Folder(root / f"{name}-{self.sitting.epoch}")
        self.folder.make()
        self.token = f"token of {self.machine.pk}"
        Machine.objects.filter(pk=self.machine.pk).update(token_hash=token_hash(self.token))
        self._on_the_stick: bytes | None = None
        self._holding = self._claimed()
        self._do(lambda journal: journal.keep(self._holding))

    # --- what the candidate does
    def answer(self, question: str, value: str, *, at: int | None = None) -> "Bench":
        """Saved on this machine's disk, at exam time."""
        return self._append(kind="answer", question=question, value=value, at=at)

    def file(self, path: str, content: bytes, *, question: str = "task/1") -> "Bench":
        sha256, size = Blobs(self.folder.blobs).put(BytesIO(content))
        return self._append(kind="file", question=question, path=path, sha256=sha256, size=size)

    def hands_in(self) -> "Bench":
        """Now, and nobody hears it."""
        self._holding.submit_asked_at = self.day.ms()
        self._do(lambda journal: journal.keep(self._holding))
        return self

    # --- what happens to it
    def delivered(self, upto: int | None = None) -> "Bench":
        """Its changes, or the first so many of them, reach the server, as the writer stores them."""
        for stored in self._do(lambda journal: journal.changes(self._holding.key, 1, most_bytes=1 << 30)):
            if upto is None or stored.change.n <= upto:
                self._store_at_server(stored.change, stored.chain)
        return self

    def forgets_its_token(self) -> "Bench":
        """As a disk that was put into another machine, and started there."""
        self.token = ""
        return self

    def keeps_this_export(self) -> "Bench":
        """The stick holds what is exported now, whatever the candidate does afterwards."""
        self._on_the_stick = self.export().read_bytes()
        return self

    def export(self, ticket: str = "") -> Path:
        """The package that the daemon's program writes."""
        path = self._export(ticket)
        if self._on_the_stick is not None:
            path.write_bytes(self._on_the_stick)
        return path

    def _export(self, ticket: str) -> Path:
        target = self.folder.root / "stick"
        target.mkdir(exist_ok=True)
        identity = Identity(machine=self.machine.pk, fingerprint="x", token=self.token or None)
        self._do(lambda journal: journal.keep_fact("identity", identity))
        with closing(Journal(self.folder)) as journal:
            (kept,) = journal.kept(ticket)
            return journal.export(kept, target).path

    # --- inside
    def _claimed(self) -> Holding:
        sitting = Sitting.objects.select_related("candidate", "subject", "session__plan__room").get(pk=self.sitting.pk)
        ok = login_ok(sitting)
        return Holding(
            sitting=ok.sitting,
            epoch=ok.epoch,
            machine=self.machine.pk,
            identity=ok.identity,
            rules=[],
            guide=[],
            paper=ok.paper,
            fold_url=ok.fold,
            session=sitting.session.uuid,
            base_taken=True,
            package_key=ok.package_key,
        )

    def _append(self, *, at: int | None = None, **fields: Any) -> "Bench":
        version = self.day.sitting(self.name).deadline_version
        draft = Draft(at=self.day.ms() if at is None else at, deadline_version=version, **fields)
        self._do(lambda journal: journal.append(self._holding, draft))
        return self

    def _store_at_server(self, change: Any, linked: str) -> None:
        if change.sha256:
            self._store_content(change.sha256)
        key = {"sitting": self.sitting.pk, "epoch": self._holding.epoch, "n": change.n}
        body = chain.body(change).decode()
        is_closed = log.is_closed(self.sitting.pk, self._holding.epoch)
        standing = LogRow.Standing.QUARANTINE if is_closed else LogRow.Standing.COUNTS
        more = {"body": body, "chain": linked, "standing": standing, "received_at_ms": self.day.ms()}
        LogRow.objects.get_or_create(**key, defaults=more)

    def _store_content(self, sha256: str) -> None:
        content = Blobs(self.folder.blobs).path(sha256).read_bytes()
        if blobs.size_of(sha256) is None:
            blobs.keep(hashlib.sha256(content).hexdigest(), len(content), [content])
        store.keep_blobs([Blob(sha256=sha256, size=len(content), stored_at_ms=self.day.ms())])

    def _do(self, work: Callable[[Store], Coroutine[Any, Any, Any]]) -> Any:
        async def run() -> Any:
            journal = Store(self.folder.journal).begin()
            try:
                return await work(journal)
            finally:
                journal.stop()

        return asyncio.run(run())
