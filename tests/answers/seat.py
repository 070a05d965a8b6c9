"""A machine at its link, spoken to through the handlers that the hub would call."""

from dataclasses import dataclass, field
from typing import Any

from exams.models import Sitting
from formats import messages
from formats.messages import Frame, SubmittedBy
from rooms.live.database import in_database
from rooms.live.link import Link, MachineRef
from rooms.live.registry import after_state, handlers
from rooms.live.states import states_of
from tests.answers.machine import MachineLog
from tests.day import Day


@dataclass
class Seat:
    """`heard` is everything that was sent to the machine beside the answers."""

    day: Day
    number: int
    heard: list[Any] = field(default_factory=list)
    link: Link = field(init=False)

    async def connect(self) -> "Seat":
        machine = await in_database(self.day.machine, self.number)
        self.link = Link(self._send, machine.address or "")
        self.link.machine = MachineRef(machine.pk, machine.room_id, machine.fingerprint)
        await self.told()
        return self

    async def told(self) -> messages.SeatState:
        """The hub sends its state; what follows from it happens."""
        state = (await in_database(states_of, [self.link.machine.id]))[0].state
        for hook in after_state:
            await hook(self.link, state)
        return state

    async def say(self, message: Frame) -> Any:
        return await handlers[type(message)](self.link, message)

    async def save(self, log: MachineLog, first: int = 1, last: int | None = None) -> Any:
        last = last or len(log.changes)
        changes = log.changes[first - 1 : last]
        return await self.say(
            messages.Save(
                sitting=log.sitting, epoch=log.epoch, revision=last, changes=changes, chain=log.heads[last].hex()
            )
        )

    async def submit(self, log: MachineLog, by: SubmittedBy = "candidate") -> Any:
        revision, head = len(log.changes), log.head.hex()
        return await self.say(
            messages.Submit(sitting=log.sitting, epoch=log.epoch, revision=revision, chain=head, by=by)
        )

    async def _send(self, event: dict[str, Any]) -> None:
        if event["type"] == "websocket.send":
            self.heard.append(messages.decode_from_server(event["text"]))


def answer(log: MachineLog, day: Day, sitting: Sitting, value: str = "A", *, later: int = 0) -> None:
    """The candidate answers now, or so many ms later."""
    log.answer(value=value, at=day.ms() + later, version=sitting.deadline_version)
