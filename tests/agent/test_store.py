"""The journal on the machine's disk: numbers without a gap, commits that are shared, faults that stay alone (C3)."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_client import __main__ as program
from agent_client import exporting, status
from agent_client.schema import NotOurs
from agent_client.store import Draft, Store
from agent_client.writer import Stopping
from formats import chain
from tests.agent.build import SITTING, T0, holding


def draft(value: str = "A") -> Draft:
    return Draft(at=T0, deadline_version=1, kind="answer", question="single/1", value=value)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(tmp_path / "journal.sqlite3").begin()
    yield store
    store.stop()


async def test_changes_made_at_once_are_numbered_in_order_with_a_chain(store: Store):
    here = holding()

    stored = await asyncio.gather(*(store.append(here, draft(str(n))) for n in range(50)))

    assert [each.change.n for each in stored] == list(range(1, 51))
    head = chain.extend(chain.start(SITTING, 1), [each.change for each in stored])
    assert stored[-1].chain == head.hex()


async def test_what_was_stored_is_there_in_another_process_at_once(store: Store, tmp_path: Path):
    await store.append(holding(), draft())

    with sqlite3.connect(tmp_path / "journal.sqlite3") as other:
        assert other.execute("SELECT count(*) FROM change").fetchone() == (1,)
    other.close()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=5), max_size=12), st.integers(0, 12))
async def test_a_restart_gives_the_same_log(tmp_path_factory: pytest.TempPathFactory, values: list[str], cut: int):
    path = tmp_path_factory.mktemp("journal") / "journal.sqlite3"
    here = holding()
    stored = []
    for part in (values[:cut], values[cut:]):
        store = Store(path).begin()
        await store.keep(here)
        stored += [await store.append(here, draft(value)) for value in part]
        store.stop()

    store = Store(path)
    (log,) = store.logs()
    store.begin().stop()

    assert log.changes == [each.change for each in stored]
    assert log.chain == (stored[-1].chain if stored else here.first_chain())
    assert log.head == len(values)


async def test_a_log_that_begins_later_goes_on_from_the_servers_hash(store: Store):
    here = holding(start=7, start_chain="ab" * 32)

    first = await store.append(here, draft())

    assert first.change.n == 8
    assert first.chain == chain.link(bytes.fromhex("ab" * 32), first.change).hex()


async def test_changes_are_read_in_portions_but_never_none(store: Store):
    here = holding()
    for _ in range(5):
        await store.append(here, draft("x" * 100))

    portion = await store.changes(here.key, 2, most_bytes=500)
    large = await store.changes(here.key, 2, most_bytes=1)

    assert [each.change.n for each in portion] == [2, 3]
    assert [each.change.n for each in large] == [2]


async def test_a_fault_in_one_piece_of_work_undoes_nothing_of_the_others(store: Store):
    def faulty(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO fact (name, value) VALUES ('half', '1')")
        raise LookupError("mine")

    results = await asyncio.gather(
        store.append(holding(), draft()),
        store._writer.do(faulty),
        store.append(holding(), draft()),
        return_exceptions=True,
    )

    assert [type(result).__name__ for result in results] == ["Stored", "LookupError", "Stored"]
    rows = await store._writer.do(lambda db: db.execute("SELECT count(*) FROM fact").fetchone())
    assert rows == (0,)


async def test_a_full_disk_refuses_and_nothing_is_called_saved(store: Store):
    await store.append(holding(), draft())
    pages = await store._writer.do(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    await store._writer.do(lambda db: db.execute(f"PRAGMA max_page_count = {pages}"))

    with pytest.raises(sqlite3.OperationalError, match="full"):
        await asyncio.gather(*(store.append(holding(), draft("x" * 2_000)) for _ in range(50)))
    stored = await store.changes(holding().key, 1, most_bytes=1 << 30)
    await store._writer.do(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
    after = await store.append(holding(), draft())

    assert after.change.n == len(stored) + 1


async def test_after_the_end_nothing_is_taken(tmp_path: Path):
    store = Store(tmp_path / "journal.sqlite3").begin()
    store.stop()

    with pytest.raises(Stopping):
        await store.append(holding(), draft())


async def test_commits_are_on_the_disk(store: Store):
    mode = await store._writer.do(lambda db: db.execute("PRAGMA journal_mode").fetchone()[0])
    synchronous = await store._writer.do(lambda db: db.execute("PRAGMA synchronous").fetchone()[0])

    assert (mode, synchronous) == ("wal", 2)


def test_a_journal_of_another_version_is_left_alone(tmp_path: Path):
    with sqlite3.connect(tmp_path / "journal.sqlite3") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()

    with pytest.raises(NotOurs, match="99"):
        Store(tmp_path / "journal.sqlite3")


async def damaged(folder: Path, at: int) -> bytes:
    """A journal with 8 KB of something else from `at` on; gives its bytes."""
    path = folder / "journal.sqlite3"
    store = Store(path).begin()
    await asyncio.gather(*(store.append(holding(), draft("x" * 200)) for _ in range(200)))
    store.stop()
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + b"\xa5" * 8192 + whole[at + 8192 :])
    return path.read_bytes()


@pytest.mark.parametrize("at", [0, 16384])
async def test_a_damaged_journal_is_told_everywhere_and_left_alone(
    tmp_path: Path, at: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """Issue 5.1: exit 2 with a sentence, on standard error, in the log, from `status` and `export`."""
    found = await damaged(tmp_path, at)
    flags = ["--data", str(tmp_path), "--fingerprint", "x", "--server", "http://127.0.0.1:9"]
    monkeypatch.setattr("sys.argv", ["agent_client", *flags])

    ended = [
        await asyncio.to_thread(program.main),
        status.main(flags[:2]),
        exporting.main([str(tmp_path / "out"), *flags[:2]]),
    ]

    told = capsys.readouterr().err.splitlines()
    sentence = "Nothing was deleted. Keep a copy of the whole folder"
    assert ended[0] == 2
    assert sentence in told[0]
    assert sentence in (tmp_path / "agent.log").read_text("utf-8")
    if at == 0:
        assert (ended[1:], [sentence in line for line in told]) == ([2, 2], [True] * 3)
    assert (tmp_path / "journal.sqlite3").read_bytes() == found
