"""The server's writer of answers: acknowledged after the commit that holds them, never twice, never with a gap (C3, F3)."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError

from exams.answers import log, store
from exams.answers.models import Blob, LogRow
from exams.answers.sequence import Kind, Outcome
from exams.answers.writer import Stopping, Writer
from rooms.live.database import in_database
from tests.answers.machine import MachineLog

pytestmark = pytest.mark.db


async def bodies(sitting: UUID) -> list[tuple[int | None, str]]:
    return await in_database(lambda: [(row.n, row.standing) for row in log.rows(sitting)])


async def test_changes_are_stored_when_they_are_acknowledged(writer: Writer, machine: MachineLog):
    machine.answer(value="A")
    machine.answer(value="B")

    outcome = await writer.write(machine.delivery())

    assert outcome == Outcome(Kind.SAVED, 2, machine.head)
    assert await in_database(log.head, machine.sitting, 1) == (2, machine.head)
    assert (await in_database(log.fold, machine.sitting)).answers == {"single/1": "B"}


async def test_a_gap_gets_the_number_that_is_wanted(writer: Writer, machine: MachineLog):
    for value in "ABC":
        machine.answer(value=value)
    await writer.write(machine.delivery(1, 1))

    outcome = await writer.write(machine.delivery(3))

    assert (outcome.kind, outcome.revision) == (Kind.EXPECT, 2)
    assert await bodies(machine.sitting) == [(1, "counts")]


async def test_the_same_changes_again_are_one(writer: Writer, machine: MachineLog):
    machine.answer(value="A")
    machine.answer(value="B")
    first = await writer.write(machine.delivery(1, 1))

    both = await writer.write(machine.delivery(1, 2))
    again = await writer.write(machine.delivery(1, 1))

    assert (first, both.revision, again) == (first, 2, first)
    assert await bodies(machine.sitting) == [(1, "counts"), (2, "counts")]


async def test_other_bytes_under_a_number_overwrite_nothing(writer: Writer, machine: MachineLog):
    machine.answer(value="A")
    other = MachineLog(machine.sitting)
    other.answer(value="B")
    await writer.write(machine.delivery())

    outcome = await writer.write(other.delivery())

    assert (outcome.kind, outcome.revision) == (Kind.CONFLICT, 1)
    assert (await in_database(log.fold, machine.sitting)).answers == {"single/1": "A"}


async def test_another_history_before_the_delivery_is_noticed_by_the_running_hash(writer: Writer, machine: MachineLog):
    machine.answer(value="A")
    other = MachineLog(machine.sitting)
    other.answer(value="B")
    other.answer(value="C")
    await writer.write(machine.delivery())

    outcome = await writer.write(other.delivery(2))

    assert (outcome.kind, outcome.revision) == (Kind.CONFLICT, 1)
    assert await bodies(machine.sitting) == [(1, "counts")]


async def test_what_comes_after_the_epoch_was_closed_is_quarantine(writer: Writer, machine: MachineLog):
    machine.answer(value="A")
    await writer.write(machine.delivery())
    await in_database(log.close_epoch, machine.sitting, 1, 3_000)
    machine.answer(value="B")

    outcome = await writer.write(machine.delivery(2, late=True))
    again = await writer.write(machine.delivery(1))

    assert outcome == Outcome(Kind.SAVED, 2, machine.head, quarantined=True)
    assert again == outcome
    assert await bodies(machine.sitting) == [(1, "counts"), (None, "counts"), (2, "quarantine")]
    assert (await in_database(log.fold, machine.sitting)).answers == {"single/1": "A"}


async def test_what_came_late_is_kept_beside_the_answers(writer: Writer, machine: MachineLog):
    machine.answer(value="A")
    await writer.write(machine.delivery())
    machine.answer(value="B")

    outcome = await writer.write(machine.delivery(2, late=True))

    assert outcome == Outcome(Kind.SAVED, 2, machine.head, late=True)
    assert (await in_database(log.fold, machine.sitting)).answers == {"single/1": "A"}


async def test_a_file_waits_for_its_content(writer: Writer, machine: MachineLog):
    machine.file("web01/index.html", "ab" * 32)

    missing = await writer.write(machine.delivery())
    await writer.keep_blob(Blob(sha256="ab" * 32, size=1, stored_at_ms=1))
    there = await writer.write(machine.delivery())

    assert (missing.kind, missing.revision, missing.blob) == (Kind.BLOB_MISSING, 1, "ab" * 32)
    assert there == Outcome(Kind.SAVED, 1, machine.head)


async def test_many_sittings_share_a_commit_and_each_gets_its_own_answer(writer: Writer):
    machines = [MachineLog(uuid4()) for _ in range(60)]
    for machine in machines:
        machine.answer()
        machine.answer(value="B")

    outcomes = await asyncio.gather(
        *(writer.write(machine.delivery(2 - index % 2)) for index, machine in enumerate(machines))
    )

    kinds = [outcome.kind for outcome in outcomes]
    assert kinds == [Kind.EXPECT if index % 2 == 0 else Kind.SAVED for index in range(60)]
    assert await in_database(LogRow.objects.count) == 60


async def test_deliveries_that_wait_together_follow_one_another(writer: Writer, machine: MachineLog):
    for _ in range(20):
        machine.answer()

    outcomes = await asyncio.gather(*(writer.write(machine.delivery(n, n)) for n in range(1, 21)))

    assert [outcome.revision for outcome in outcomes] == list(range(1, 21))


async def test_a_fault_of_one_holds_nobody_else_up(writer: Writer, machine: MachineLog):
    machine.answer()
    bad = MachineLog(uuid4())
    bad.answer()
    nul = bad.delivery(at=2**70)

    good, fault = await asyncio.gather(writer.write(machine.delivery()), writer.write(nul), return_exceptions=True)

    assert good == Outcome(Kind.SAVED, 1, machine.head)
    assert isinstance(fault, Exception)


async def test_a_fault_of_the_disk_is_told_to_all_at_once(
    writer: Writer, machine: MachineLog, monkeypatch: pytest.MonkeyPatch
):
    others = [MachineLog(uuid4()) for _ in range(5)]
    for each in (machine, *others):
        each.answer()
    commits = []

    def full(rows: object) -> None:
        commits.append(rows)
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as disk:
        disk.setattr(store, "insert", full)
        outcomes = await asyncio.gather(*(writer.write(each.delivery()) for each in others), return_exceptions=True)

    assert ({type(outcome) for outcome in outcomes}, len(commits) < 5) == ({OperationalError}, True)
    assert await writer.write(machine.delivery()) == Outcome(Kind.SAVED, 1, machine.head)
    assert await in_database(LogRow.objects.count) == 1


async def test_stopping_acknowledges_what_was_asked_for_and_refuses_the_rest(databases: Path | None):
    writer = Writer()
    writer.start(asyncio.get_running_loop())
    machines = [MachineLog(uuid4()) for _ in range(700)]
    for machine in machines:
        machine.answer()
    asked = [asyncio.ensure_future(writer.write(machine.delivery())) for machine in machines]
    await asyncio.sleep(0)

    await asyncio.to_thread(writer.stop)

    assert {outcome.kind for outcome in await asyncio.gather(*asked)} == {Kind.SAVED}
    assert await in_database(LogRow.objects.count) == 700
    with pytest.raises(Stopping):
        await writer.write(machines[0].delivery())


async def test_two_processes_that_hold_links_agree_on_every_number(writer: Writer, machine: MachineLog):
    """As a machine that changes servers in the middle of its delivery: whoever comes second finds what is there."""
    second = Writer()
    second.start(asyncio.get_running_loop())
    for value in "ABCD" * 5:
        machine.answer(value=value)
    other = MachineLog(machine.sitting)
    other.answer(value="other")

    both = [
        await asyncio.gather(*(each.write(machine.delivery(n, n)) for each in (writer, second))) for n in range(1, 21)
    ]
    refused = await second.write(other.delivery())
    await asyncio.to_thread(second.stop)

    assert [outcome.revision for pair in both for outcome in pair] == [n for n in range(1, 21) for _ in (1, 2)]
    assert {outcome.kind for pair in both for outcome in pair} == {Kind.SAVED}
    assert (refused.kind, await bodies(machine.sitting)) == (Kind.CONFLICT, [(n, "counts") for n in range(1, 21)])


async def test_an_epoch_that_another_process_closes_is_closed_here(writer: Writer, machine: MachineLog):
    for number in range(1, 6):
        machine.answer()
        await writer.write(machine.delivery(number))
    await in_database(log.close_epoch, machine.sitting, 1, 3_000)
    machine.answer()

    assert (await writer.write(machine.delivery(6))).quarantined
