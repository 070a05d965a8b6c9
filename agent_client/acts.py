"""What a candidate does at the machine; each act returns once it is durable (docs/local-page.md)."""

import asyncio
from pathlib import Path
from typing import Literal, NoReturn

from agent_client import claims, materials
from agent_client.candidate import Held
from agent_client.connection import Connection, Offline
from agent_client.core import Core
from agent_client.exporter import Exporter
from agent_client.kiosk_front import ThisDesktop
from agent_client.kiosk_yield import Stage
from agent_client.outbox import Outbox
from agent_client.store import Draft, Stored
from agent_client.watch import Watch
from agent_client.writing import write
from formats import messages
from formats.messages import AcknowledgeLock, Login, LoginOk, NotMe, RaiseHand, Read, ReadRules, TakeNumber
from formats.refused import N_, Refused

Size = Literal["small", "medium", "large"]
Language = Literal["zh", "en"]
WELCOME_BACK = "welcome_back"
MOST_HANDS = 20


class Acts:
    """Rules are `Candidate`'s: what it refuses has changed nothing."""

    def __init__(
        self, core: Core, connection: Connection, outbox: Outbox, watch: Watch, exporter: Exporter, stage: Stage
    ) -> None:
        self._core = core
        self._stage = stage
        self._exporter = exporter
        self._connection = connection
        self._outbox = outbox
        self._watch = watch

    async def log_in(self, ticket: str, proof: str = "") -> None:
        """Ask the server to let this candidate in; then the identity is to be confirmed."""
        core = self._core
        core.candidate.check_login(core.now())
        await claims.leave(core)
        try:
            answer = await self._connection.ask(Login(ticket=ticket, proof=proof))
        except Offline as fault:
            raise Refused("link.offline", N_("The server does not answer now. Try again in a moment.")) from fault
        if isinstance(answer, messages.Refused):
            refuse(answer)
        if not isinstance(answer, LoginOk):
            raise Refused("login.failed", N_("Login did not work. Call the invigilator."))

    async def take_number(self, number: int) -> None:
        """Make this the machine's seat number, if the server agrees (B7)."""
        self._core.candidate.check_number()
        try:
            answer = await self._connection.ask(TakeNumber(number=number))
        except Offline as fault:
            raise Refused("link.offline", N_("The server does not answer now. Try again in a moment.")) from fault
        if isinstance(answer, messages.Refused):
            refuse(answer)
        await self._core.note("number_taken", number=number)

    async def confirm(self) -> None:
        """It is me."""
        here = self._core.candidate.check_here()
        here.holding.confirmed = True
        await self._keep(here)

    async def not_me(self) -> None:
        """Back to the login; the server gives the login back, and the proctor hears of it."""
        here = self._core.candidate.check_here()
        if here.holding.confirmed:
            raise Refused("confirmed", N_("The identity has been confirmed."))
        await self._core.note("not_me", sitting=str(here.holding.sitting))
        await self._outbox.post(NotMe(sitting=here.holding.sitting, epoch=here.holding.epoch))
        await claims.leave(self._core)

    async def read_rules(self) -> None:
        """我已阅读: durable here, told to the server now or with the next link."""
        here = self._core.candidate.check_here()
        if not here.holding.confirmed:
            raise Refused("confirm.first", N_("Confirm your identity first."))
        if not here.holding.rules_read:
            here.holding.rules_read = True
            await self._core.note("rules_read", sitting=str(here.holding.sitting))
        await self._keep(here)
        await self._say(ReadRules(sitting=here.holding.sitting))

    async def answer(self, question: str, value: str) -> Stored:
        """Write an answer down; it is on this disk when this returns."""
        now = self._core.now()
        self._core.check_uncovered()
        here = self._core.candidate.check_answer(question, value, now)
        draft = Draft(
            at=now, deadline_version=here.holding.deadline_version, kind="answer", question=question, value=value
        )
        return await write(self._core, here, draft)

    async def mark(self, question: str, *, marked: bool) -> None:
        """A question to look at again; only this machine knows."""
        candidate = self._core.candidate
        self._core.check_uncovered()
        here = candidate.check_question(candidate.check_here(), question)
        others = [each for each in here.holding.marks if each != question]
        here.holding.marks = [*others, question] if marked else others
        await self._keep(here)

    async def submit(self) -> None:
        """Close the sitting here for good, with the last state of its files; delivery follows."""
        core = self._core
        self._core.check_uncovered()
        core.candidate.check_submit(core.now())
        await self._watch.capture_now()
        await claims.close(core, core.candidate.check_submit(core.now()), by="candidate")

    async def acknowledge_lock(self) -> None:
        """我已知晓: the lock goes, also without a network, and does not come back."""
        core = self._core
        lock = core.candidate.lock()
        if lock is None:
            return
        now = core.now()
        core.candidate.acknowledged_locks[lock.id] = now
        await core.store.keep_fact("acknowledged_locks", core.candidate.acknowledged_locks)
        await core.note("lock_acknowledged", lock=lock.id)
        await self._outbox.post(AcknowledgeLock(id=lock.id, at=now))
        core.changed.ring()

    async def raise_hand(self, words: str) -> None:
        """Told now or with the next link. What waits for it is bounded: a page gone wild fills no disk and no link."""
        if self._outbox.waiting_of(RaiseHand) >= MOST_HANDS:
            raise Refused("hand.waiting", N_("Your hand is up already. Please wait for the invigilator."))
        await self._outbox.raise_hand(words)
        await self._core.note("hand_raised")

    async def notice_seen(self, notice_id: str) -> None:
        """It goes; the server is told if it was a message."""
        core = self._core
        if notice_id == WELCOME_BACK and core.candidate.here is not None:
            core.candidate.here.resumed = False
        for notice in [each for each in core.candidate.notices if each.id == notice_id and each.kind == "message"]:
            core.candidate.was_read(notice)
            await core.store.keep_fact("messages_read", core.candidate.read)
            await self._outbox.post(Read(id=notice.id))
        core.candidate.notices = [notice for notice in core.candidate.notices if notice.id != notice_id]
        await core.store.keep_fact("notices", core.candidate.notices)
        core.changed.ring()

    async def finish(self) -> None:
        """The candidate goes; the place is free."""
        core = self._core
        here = core.candidate.check_here()
        if not core.candidate.is_over(here, core.now()):
            raise Refused("finish.early", N_("The exam goes on."))
        core.export = None
        await claims.leave(core)

    async def open_folder(self) -> str:
        """Show the work folder with the plan's tools, or in the system's file manager; gives where it is."""
        self._core.check_uncovered()
        here = self._core.candidate.check_folder(self._core.now())
        await self._watch.mend_folder(here)
        folder = self._core.folder.work(here.holding.sitting)
        if not await self._stage.give_way(here):
            await self._show(folder, of=folder)
        return str(folder)

    async def open_material(self, name: str) -> str:
        """Open a material of the paper with the system's program for it; gives where it lies in the work folder.

        One that was removed is laid there again. Raises `Refused`.
        """
        self._core.check_uncovered()
        here = self._core.candidate.check_folder(self._core.now())
        material = here.paper.materials.get(name) if here.paper is not None else None
        if material is None:
            raise Refused("material.unknown", N_("There is no such material."))
        await self._watch.lay_materials(here)
        file = self._core.folder.work(here.holding.sitting) / materials.path_of(material)
        if not await asyncio.to_thread(file.is_file):
            raise Refused(
                "material.gone", N_("Something else lies in place of the folder 材料. Move it away, then try again.")
            )
        if not await self._stage.give_way(here, file=file):
            await self._show(file, of=file.parent)
        return str(file)

    async def _show(self, path: Path, *, of: Path) -> None:
        """Raises `Refused` where there is no desktop."""
        if not await asyncio.to_thread(ThisDesktop().show, str(path)):
            raise Refused("folder.no_desktop", N_("The folder is %(folder)s."), folder=str(of))

    def export(self) -> None:
        """Begin to write the answer package; what becomes of it is in the state."""
        self._exporter.ask()

    async def _keep(self, held: Held) -> None:
        await self._core.store.keep(held.holding)
        self._core.changed.ring()

    async def _say(self, frame: ReadRules) -> None:
        try:
            await self._connection.say(frame)
        except Offline:
            return  # said again after the next welcome


def refuse(answer: messages.Refused) -> NoReturn:
    """The server's refusal as one of ours; its text is ready to be read."""
    raise Refused(answer.code, answer.text.replace("%", "%%"), **answer.values)
