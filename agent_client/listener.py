"""What a machine does with each message of the server."""

from dataclasses import dataclass

from agent_client import claims
from agent_client.candidate import Held
from agent_client.commands import Commands
from agent_client.connection import Connection
from agent_client.core import Core
from agent_client.courier import Courier
from agent_client.holding import Key
from agent_client.logbook import Logbook
from agent_client.outbox import Outbox
from agent_client.telling import Telling
from agent_client.ticker import MARK, STEP_MS
from agent_client.witness import Witness
from formats.messages import (
    Beat,
    Command,
    Deadline,
    DeadlineSeen,
    Expect,
    FromServer,
    Hello,
    LoginOk,
    Message,
    Moments,
    PaperKey,
    Phase,
    Position,
    ReadRules,
    Refused,
    Saved,
    SeatState,
    ServerBeat,
    Submitted,
    Welcome,
)


@dataclass
class Listener:
    """Whatever must outlive a restart is on the disk before anything else is done about it."""

    core: Core
    telling: Telling
    connection: Connection
    courier: Courier
    commands: Commands
    outbox: Outbox
    logbook: Logbook
    witness: Witness

    async def hello(self) -> Hello:
        return await self.telling.hello()

    async def beat(self, seen: int) -> Beat:
        return await self.telling.beat(seen)

    async def beaten(self, beat: ServerBeat, arrived: list[str]) -> None:
        """The server has answered a beat; what was said before that has arrived."""
        await self.outbox.arrived(arrived)
        await self.witness.heard(beat)

    async def lost(self) -> None:
        for held in self.core.candidate.held.values():
            held.delivery.link_down()
        self.core.changed.ring()
        await self.core.note("link_down")

    async def welcomed(self, welcome: Welcome) -> None:
        """Take over what the server knows, and go on from where it is."""
        core = self.core
        if welcome.token is not None:
            core.identity.token = welcome.token
            await core.store.keep_fact("identity", core.identity)
        await core.store.keep_fact(MARK, core.clock.mark())
        await core.store.keep_fact("servers", {"servers": welcome.servers, "term": welcome.term})
        await self._moments(welcome.moments)
        self.courier.begin_link()
        self.logbook.begin_link(welcome.logged)
        behind = await self._link_up(welcome)
        before = self._deadlines()
        await self._seat(welcome.state, core.candidate.welcomed(welcome.state, behind=behind), before)
        await core.note("link_up", term=welcome.term)
        if abs(core.clock.corrected_ms) > STEP_MS:  # it was off, or somebody has turned its clock or its journal
            await core.note("exam_time_corrected", ms=core.clock.corrected_ms)
        await self._say_again()

    async def _link_up(self, welcome: Welcome) -> frozenset[Key]:
        """Gives the holdings that the server does not know."""
        positions = {Key(each.sitting, each.epoch): each for each in welcome.positions}
        for key, held in self.core.candidate.held.items():
            position = positions.get(key)
            if position is not None and position.revision > held.delivery.head:
                await self._catch_up(held, position)
            held.delivery.link_up(position.revision if position else None)
        return frozenset(self.core.candidate.held.keys() - positions.keys())

    async def _catch_up(self, held: Held, position: Position) -> None:
        """This disk has lost what the server has; numbers are not given twice."""
        lost = position.revision - held.delivery.head
        claims.go_on_from(held, position)
        await self.core.store.keep(held.holding)
        await self.core.note("journal_lost", sitting=str(position.sitting), epoch=position.epoch, changes=lost)

    async def _say_again(self) -> None:
        here = self.core.candidate.here
        await self.commands.tell_again()
        await self.outbox.send_all()
        if here is not None and here.holding.rules_read and here.holding.paper_key is None:
            await self.connection.say(ReadRules(sitting=here.holding.sitting))

    async def received(self, frame: FromServer) -> None:
        """One message, in the order of the link."""
        match frame:
            case SeatState():
                before = self._deadlines()
                await self._seat(frame, self.core.candidate.told(frame), before)
            case Phase():
                await self._moments(frame.moments)
                self._look_again()
            case LoginOk():
                await claims.claimed(self.core, frame)
            case PaperKey():
                await claims.paper_key(self.core, frame)
            case Saved():
                await self.courier.saved(frame)
            case Expect():
                await self.courier.expected(frame)
            case Submitted():
                await self.courier.submitted(frame)
            case Message():
                await self._message(frame)
            case Command():
                self.commands.received(frame)
            case Refused():
                await self._refused(frame)

    async def _seat(self, seat: SeatState, changed: list[Held], before: dict[Key, Deadline | None]) -> None:
        core = self.core
        await core.store.keep_fact("seat", core.candidate.seat)
        for held in changed:
            await self._keep_deadline(held, before.get(held.holding.key))
        if seat.deadline is not None and seat.sitting is not None:
            await self.connection.say(DeadlineSeen(sitting=seat.sitting, version=seat.deadline.version))
        await claims.leave_reset(core)
        self._look_again()

    async def _keep_deadline(self, held: Held, before: Deadline | None) -> None:
        core, deadline = self.core, held.holding.deadline
        if deadline is None:
            await core.store.keep(held.holding)
            return
        await core.store.deadline_seen(held.holding, deadline, at=core.now())
        if before is not None and before.version < deadline.version:
            await core.note("deadline", sitting=str(held.holding.sitting), version=deadline.version, at=deadline.at)

    def _deadlines(self) -> dict[Key, Deadline | None]:
        return {key: held.holding.deadline for key, held in self.core.candidate.held.items()}

    async def _moments(self, moments: Moments | None) -> None:
        core = self.core
        core.candidate.moments = moments
        await core.store.keep_fact("moments", moments)
        here = core.candidate.here
        another = moments is not None and here is not None and here.holding.session != moments.session
        if here is not None and another and core.candidate.is_over(here, core.now()):
            await claims.leave(core)

    async def _message(self, message: Message) -> None:
        if self.core.candidate.heard_message(message, self.core.now()):
            await self.core.store.keep_fact("notices", self.core.candidate.notices)
            self.core.changed.ring()

    async def _refused(self, frame: Refused) -> None:
        if not await self.courier.refused(frame):
            self.core.log.info("refused %s: %s %s", frame.re, frame.code, frame.text)
        self._look_again()

    def _look_again(self) -> None:
        self.core.changed.ring()
        self.core.due.ring()
        self.core.prepare.ring()
