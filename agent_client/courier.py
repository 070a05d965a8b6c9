"""Brings the changes of every holding to the server in order, and then its submission (C3, E24)."""

import asyncio
from typing import Final

from agent_client.candidate import Held
from agent_client.connection import Connection, Offline
from agent_client.core import Core
from agent_client.holding import Key
from agent_client.store import Stored
from agent_client.upload import Uploader
from formats.messages import Expect, Refused, Save, Saved, Submit, Submitted

BATCH_BYTES: Final = 100_000
BLOB_MISSING: Final = "save.blob_missing"
LOOK_AGAIN_S: Final = 1.0
PACE_S: Final = 0.02  # at most 50 frames a second, however fast somebody types: the server takes 200


class Courier:
    """Each holding for itself: one that waits or is refused holds no other up, whoever is logged in."""

    def __init__(self, core: Core, connection: Connection, uploader: Uploader) -> None:
        self._core = core
        self._connection = connection
        self._uploader = uploader
        self._sent: dict[int, Key] = {}

    async def run(self) -> None:
        """Deliver until cancelled."""
        count = -1
        while True:
            count = await self._core.due.after(count, within_s=LOOK_AGAIN_S)
            try:
                for held in list(self._core.candidate.held.values()):
                    await self._deliver(held)
            except Offline:
                pass  # the listener is told that the link is lost
            await asyncio.sleep(PACE_S)

    def begin_link(self) -> None:
        """Frame numbers begin anew."""
        self._sent.clear()
        self._uploader.begin_link()

    async def _deliver(self, held: Held) -> None:
        if not held.delivery.is_ready(self._core.clocks.boot()):
            return
        if held.delivery.pending:
            await self._save(held)
        elif self._wants_submission(held):
            await self._submit(held)

    async def _save(self, held: Held) -> None:
        key = held.holding.key
        stored = await self._core.store.changes(key, held.delivery.next_n, most_bytes=BATCH_BYTES)
        ready = self._with_blobs(stored)
        if not ready:
            return
        await self._send(
            held,
            Save(
                sitting=key.sitting,
                epoch=key.epoch,
                revision=ready[-1].change.n,
                changes=[each.change for each in ready],
                chain=ready[-1].chain,
            ),
        )

    def _with_blobs(self, stored: list[Stored]) -> list[Stored]:
        """Those before the first one whose file is not yet on the server's disk."""
        for index, each in enumerate(stored):
            sha256 = each.change.sha256
            if each.change.kind == "file" and sha256 and not self._uploader.has(sha256, each.change.size or 0):
                return stored[:index]
        return stored

    def _wants_submission(self, held: Held) -> bool:
        """Also once more, when the server has closed it with less than it has now."""
        over = self._core.candidate.submits_by(held, self._core.now()) is not None
        return over and not self._waits_for_files(held) and held.holding.receipt_lacks(held.delivery.head)

    def _waits_for_files(self, held: Held) -> bool:
        """At the deadline the last state of the work folder comes first."""
        candidate, holding = self._core.candidate, held.holding
        watched = held is candidate.here and held.files_ready and not candidate.is_moved(held)
        return watched and holding.submit_asked_at is None and held.looked_for != holding.deadline_version

    async def _submit(self, held: Held) -> None:
        holding = held.holding
        by = self._core.candidate.submits_by(held, self._core.now()) or "deadline"
        await self._send(
            held,
            Submit(
                sitting=holding.sitting,
                epoch=holding.epoch,
                revision=held.delivery.head,
                chain=held.chain,
                by=by,
                handed_in_at=holding.handed_in_at,
            ),
        )

    async def _send(self, held: Held, frame: Save | Submit) -> None:
        held.delivery.sent(self._core.clocks.boot())
        self._sent[await self._connection.say(frame)] = held.holding.key

    # --- answers
    async def saved(self, frame: Saved) -> None:
        held = self._core.candidate.held.get(Key(frame.sitting, frame.epoch))
        if held is None:
            return
        held.delivery.saved(frame.revision)
        held.uploaded_at = self._core.now()
        if frame.quarantined and not held.holding.superseded:
            held.holding.superseded = True
            await self._core.store.keep(held.holding)
            await self._core.note("quarantined", sitting=str(frame.sitting), epoch=frame.epoch)
        self._go_on(frame.re)

    async def expected(self, frame: Expect) -> None:
        held = self._core.candidate.held.get(Key(frame.sitting, frame.epoch))
        if held is not None:
            held.delivery.expected(frame.revision, self._core.clocks.boot())
            await self._core.note("expected", sitting=str(frame.sitting), epoch=frame.epoch, revision=frame.revision)
        self._go_on(frame.re)

    async def submitted(self, frame: Submitted) -> None:
        receipt = frame.receipt
        held = self._core.candidate.held.get(Key(receipt.sitting, receipt.epoch))
        if held is not None:
            held.holding.receipt = receipt
            held.delivery.answered()
            if held.holding.receipt_lacks(held.delivery.head):
                held.delivery.park(self._core.clocks.boot())
            await self._core.store.received(held.holding, receipt)
            await self._core.note("submitted", sitting=str(receipt.sitting), by=receipt.by, revision=receipt.revision)
        self._go_on(frame.re)

    async def refused(self, frame: Refused) -> bool:
        """Whether it was something sent from here."""
        key = self._sent.pop(frame.re, None) if frame.re is not None else None
        held = self._core.candidate.held.get(key) if key is not None else None
        if held is None:
            return False
        held.delivery.park(self._core.clocks.boot())
        if frame.code == BLOB_MISSING:
            self._uploader.begin_link()  # what it has is asked anew, and brought
        if not held.delivery.pending and self._core.candidate.is_moved(held):
            held.holding.superseded = True  # its submission is not this machine's matter any more
            await self._core.store.keep(held.holding)
        await self._core.note(
            "delivery_refused", sitting=str(held.holding.sitting), refusal=frame.code, text=frame.text
        )
        return True

    def _go_on(self, answered: int | None) -> None:
        if answered is not None:
            self._sent.pop(answered, None)
        self._core.changed.ring()
        self._core.due.ring()
