"""Messages that rooms itself answers."""

from uuid import UUID

from formats import messages
from journal.actor import Actor
from rooms.live.database import in_database
from rooms.live.gather import Gather
from rooms.live.link import Link
from rooms.live.registry import on
from rooms.models import Machine
from rooms.operations.commands import Acknowledgement, acknowledge_commands
from rooms.operations.corrections import correct_number


def register() -> None:
    """What stands below was registered when this module was imported."""


def actor_of(link: Link) -> Actor:
    """The machine at the other end, as who does something."""
    return Actor(kind="machine", machine=link.machine.id, address=link.address)


@on(messages.Ack)
async def acknowledge(link: Link, message: messages.Ack) -> None:
    """A command to a whole room comes back all at once, hence together."""
    try:
        command = UUID(message.command)
    except ValueError as fault:
        raise messages.Malformed(messages.Close.MALFORMED, "a command's id is a UUID") from fault
    await _acknowledged.ask(
        Acknowledgement(command, link.machine.id, message.outcome, message.result, address=link.address)
    )


@on(messages.TakeNumber)
async def take_number(link: Link, message: messages.TakeNumber) -> messages.Seated:
    """A number typed at the machine; the state that follows tells it again, as every change of a seat."""
    return messages.Seated(number=await in_database(_take_number, actor_of(link), link.machine.id, message.number))


def _take_number(actor: Actor, machine: UUID, number: int) -> int:
    return correct_number(actor, Machine.objects.select_related("room").get(pk=machine), number).number


async def _acknowledge_all(said: list[Acknowledgement]) -> list[Exception | None]:
    await in_database(acknowledge_commands, said)
    return [None] * len(said)


_acknowledged: Gather[Acknowledgement, None] = Gather(_acknowledge_all)
