"""Commands are done once; one that was cut off is told as unknown (C1, S2)."""

import sqlite3
from uuid import UUID, uuid4

import pytest

from formats.messages import Ack, Command, CommandKind, Hello
from tests.agent.conftest import Desks, until
from tests.agent.fake_room import FakeRoom


def command(room: FakeRoom, kind: CommandKind, *, expired: bool = False, **arguments: bool | str) -> Command:
    expires_at = room.now() + (-1 if expired else 60_000)
    return Command(id=str(uuid4()), expires_at=expires_at, kind=kind, arguments=dict(arguments))


async def acks(room: FakeRoom, sent: Command, count: int = 1) -> list[Ack]:
    def found() -> list[Ack]:
        return [ack for ack in room.of(Ack) if ack.command == sent.id]

    await until(lambda: len(found()) >= count)
    return found()


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("restart", "refused"),
        ("shutdown", "refused"),
        ("check_environment", "refused"),
        ("clear", "done"),
        ("uninstall", "refused"),
        ("collect", "done"),
    ],
)
async def test_every_command_is_answered(room: FakeRoom, desks: Desks, kind: CommandKind, outcome: str):
    await desks.at().online()
    sent = command(room, kind)

    await room.send(room.only_machine(), sent)

    (ack,) = await acks(room, sent)
    assert ack.outcome == outcome
    assert bool(ack.result.get("reason")) == (outcome == "refused")


async def test_a_command_sent_twice_is_done_once_and_answered_twice(room: FakeRoom, desks: Desks):
    desk = await desks.at().online()
    sent = command(room, "collect")

    await room.send(room.only_machine(), sent)
    await acks(room, sent)
    await room.send(room.only_machine(), sent)
    await acks(room, sent, 2)

    assert [done.id for done in await desk.daemon.core.store.last_commands()] == [sent.id]


async def test_an_expired_command_is_not_done(room: FakeRoom, desks: Desks):
    await desks.at().online()
    sent = command(room, "collect", expired=True)

    await room.send(room.only_machine(), sent)

    (ack,) = await acks(room, sent)
    assert (ack.outcome, ack.result) == ("refused", {"reason": "expired"})


@pytest.mark.parametrize(
    ("kind", "boot_id", "outcome"),
    [("restart", "another", "done"), ("restart", None, "unknown"), ("collect", "another", "unknown")],
)
async def test_a_command_cut_off_is_unknown_except_a_restart_that_happened(
    room: FakeRoom, desks: Desks, kind: CommandKind, boot_id: str | None, outcome: str
):
    desk = await desks.at().online()
    this_boot = desk.daemon.core.clocks.boot_id()
    await desk.stop()
    sent = command(room, kind)
    with sqlite3.connect(desks.root / "pc1" / "journal.sqlite3") as database:
        row = (sent.id, kind, 1, boot_id or this_boot)
        database.execute("INSERT INTO command (id, kind, begun_at, boot_id) VALUES (?, ?, ?, ?)", row)
    database.close()

    await desks.at().online()
    await room.send(room.only_machine(), sent)

    assert {ack.outcome for ack in await acks(room, sent)} == {outcome}
    assert room.of(Hello)[-1].commands == [sent.id]


async def test_collect_brings_what_was_parked_and_fails_while_something_is_left(
    room: FakeRoom, desks: Desks, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("agent_client.commands.COLLECT_WITHIN_S", 0.3)
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    room.refuse_next.append("save.not_stored")
    await desk.acts.answer("single/1", "A")
    await until(lambda: desk.here.delivery.parked_until > desk.daemon.core.clocks.boot())

    first = command(room, "collect")
    await room.send(room.only_machine(), first)
    assert (await acks(room, first))[0].outcome == "done"
    room.faults.add("drop_saves")
    await desk.acts.answer("single/1", "B")
    second = command(room, "collect")
    await room.send(room.only_machine(), second)

    assert (await acks(room, second))[0].outcome == "failed"
    assert (await acks(room, second))[0].result == {"pending": 1}


def collect_all(room: FakeRoom, session: UUID | None = None) -> Command:
    """统一收卷 as the room commands it."""
    assert room.moments is not None
    return command(room, "collect", submit=True, session=str(session or room.moments.session))


async def test_collecting_all_hands_in_only_in_a_mock_exam(room: FakeRoom, desks: Desks):
    """In a formal exam the machine ignores it, also when the server were made to send it (M3)."""
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    await desk.acts.answer("single/1", "A")

    formal = collect_all(room)
    await room.send(room.only_machine(), formal)
    assert (await acks(room, formal))[0].result == {"reason": "only_mock"}
    assert desk.screen == "paper"
    await room.change_moments(formal=False)
    await until(lambda: desk.daemon.core.candidate.moments == room.moments)
    another = collect_all(room, uuid4())
    await room.send(room.only_machine(), another)
    assert (await acks(room, another))[0].result == {"reason": "only_mock"}
    mock = collect_all(room)
    await room.send(room.only_machine(), mock)

    assert (await acks(room, mock))[0].outcome == "done"
    assert (room.sitting.receipts[0].by, desk.screen) == ("proctor", "submitted")
    again = collect_all(room)
    await room.send(room.only_machine(), again)
    assert (await acks(room, again))[0].outcome == "done"
    assert len(room.sitting.receipts) == 1


async def test_collecting_all_names_a_machine_where_nobody_works(room: FakeRoom, desks: Desks):
    await room.change_moments(formal=False)
    desk = await desks.at().online()
    sent = collect_all(room)

    await room.send(room.only_machine(), sent)

    assert (await acks(room, sent))[0].result == {"reason": "nobody_here"}
    await room.allow_login()
    await desk.logged_in()
    early = collect_all(room)
    await room.send(room.only_machine(), early)
    assert (await acks(room, early))[0].result == {"reason": "not_in_exam"}
