"""Handing in, and the acknowledgement of a deadline."""

from uuid import UUID

from exams import operations, receipts
from exams.answers import log, writer
from exams.models import Submission
from formats import messages
from formats.refused import Refused
from journal import clock
from rooms.live.database import in_database
from rooms.live.link import Link
from rooms.live.registry import on


@on(messages.Submit)
async def submit(link: Link, message: messages.Submit) -> messages.Frame:
    """`submitted` at equal heads; `expect` while something is still on the way."""
    return await in_database(_submit, link.machine.id, message)


@on(messages.DeadlineSeen)
async def deadline_seen(link: Link, message: messages.DeadlineSeen) -> None:
    await in_database(operations.deadline_seen, link.machine.id, message.sitting, message.version)


def _submit(machine: UUID, message: messages.Submit) -> messages.Frame:
    writer.progress.flush()  # what is recorded at the submission says how much was answered
    told = clock.from_ms(message.handed_in_at) if message.handed_in_at else None
    head = operations.Head(message.epoch, message.revision, message.chain)
    try:
        stored = operations.submit(machine, message.sitting, by=message.by, head=head, handed_in_at=told)
    except Refused as refused:
        expected = _expected(message) if refused.code == "submit.unequal" else None
        if expected is None:
            raise
        return expected
    receipt = messages.Receipt(
        sitting=message.sitting,
        epoch=stored.epoch,
        revision=stored.revision,
        chain=stored.chain,
        at=clock.to_ms(stored.at),
        by=stored.by,  # type: ignore[arg-type]  # the model's choices are the message's
        signed=receipts.signed(Submission.objects.select_related(*receipts.RELATED).get(pk=stored.pk)),
    )
    return messages.Submitted(receipt=receipt)


def _expected(message: messages.Submit) -> messages.Expect | None:
    """What is still missing here; None if the machine has less than the server."""
    head = log.head(message.sitting, message.epoch)
    if head.n >= message.revision:
        return None
    return messages.Expect(sitting=message.sitting, epoch=message.epoch, revision=head.n + 1)
