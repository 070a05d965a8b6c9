"""A process that saves without end and tells each acknowledgement on its standard output, until it is killed."""

import asyncio
import os
import sys
from uuid import UUID

import django

MACHINES = 40


async def main(round_number: int) -> None:
    from exams.answers.writer import Writer

    writer = Writer()
    writer.start(asyncio.get_running_loop())
    await asyncio.gather(*(save_for_ever(writer, UUID(int=round_number * 1000 + n)) for n in range(MACHINES)))


async def save_for_ever(writer: object, sitting: UUID) -> None:
    from tests.answers.machine import MachineLog

    log = MachineLog(sitting)
    while True:
        change = log.answer(value="x" * 2000)
        outcome = await writer.write(log.delivery(change.n))  # type: ignore[attr-defined]
        os.write(1, f"{sitting} {outcome.revision} {outcome.chain.hex()}\n".encode())


if __name__ == "__main__":
    django.setup()
    asyncio.run(main(int(sys.argv[1])))
