"""A candidate who opens the developer tools, posts to the local page, changes the data folder or writes into it gains
nothing: no paper before its time, no answer after the deadline, no other candidate's data, no more time (issue 5.10).

What a machine gains that speaks the protocol by hand is in tests/answers/test_by_hand.py.
"""

import contextlib
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent_client.holding import Holding
from formats.messages import Deadline, Log, LogEntry, RaiseHand
from formats.refused import Refused
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import PAPER, PAPER_KEY, TICKET, FakeRoom
from tests.agent.test_page import Browser, browser

HOUR = 3_600_000
STEM = PAPER.questions[0].stem
OTHER = "1002"


async def open_browser(page: Browser) -> Browser:
    assert await page.open() == 302
    return page


async def shown(page: Browser) -> str:
    """Everything that the page was told, as the developer tools show it."""
    return json.dumps(await page.state(), ensure_ascii=False)


async def code_of(page: Browser, act: str, /, **values: Any) -> tuple[int, str]:
    status, told = await page.do(act, **values)
    return status, told.get("code", "")


def every_file(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


# --- no paper before its time
async def test_before_t0_neither_the_page_nor_the_disk_has_the_paper(room: FakeRoom, desks: Desks):
    """The encrypted paper is here early; its key is not."""
    await room.allow_login()
    desk = await desks.at().online()
    async with browser(desks) as page:
        await open_browser(page)
        told = [await shown(page)]
        await page.do("log_in", ticket=TICKET)
        told.append(await shown(page))
        await page.do("confirm")
        await page.do("read_rules")
        await desk.shows("countdown")
        await until(lambda: any((desks.root / "pc1" / "papers").iterdir()))
        told.append(await shown(page))
        early = await code_of(page, "answer", question="single/1", value="A")
        submitted = await code_of(page, "submit")
        folder = await code_of(page, "open_folder")

    assert [text for text in told if STEM in text or "paper_key" in text] == []
    assert (early, submitted, folder) == ((409, "not_begun"), (409, "not_begun"), (409, "not_begun"))
    on_disk = every_file(desks.root / "pc1")
    assert STEM.encode() not in on_disk
    assert PAPER_KEY not in on_disk
    assert desk.here.delivery.head == 0


async def test_a_machine_that_is_told_a_start_of_its_own_has_no_key_for_it(room: FakeRoom, desks: Desks):
    """The moments in the journal are put an hour back: the countdown is over, and nothing opens."""
    await room.allow_login()
    desk = desks.at()
    await desk.logged_in()
    await desk.acts.read_rules()
    await desk.shows("countdown")
    await desk.stop()
    now = room.now()
    with journal(desks) as database:
        (text,) = database.execute("SELECT value FROM fact WHERE name = 'moments'").fetchone()
        moments = json.loads(text) | {"start_at": now - HOUR, "planned_start": now - HOUR}
        database.execute("UPDATE fact SET value = ? WHERE name = 'moments'", (json.dumps(moments),))
    room.faults.add("refuse")

    again = desks.at()
    await until(lambda: again.daemon.ticker.screen)

    assert (again.screen, again.here.paper, again.here.holding.paper_key) == ("countdown", None, None)


# --- no answer after the deadline, no more time
async def test_after_the_deadline_no_post_is_taken(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    await desk.acts.answer("single/1", "A")
    await room.set_deadline(room.sitting, room.now() - 1)
    await desk.shows("closed")
    async with browser(desks) as page:
        await open_browser(page)

        refused = [
            await code_of(page, "answer", question="single/1", value="B"),
            await code_of(page, "answer", question="single/2", value="B"),
            await code_of(page, "open_folder"),
        ]
        (desk.daemon.core.folder.work(room.sitting.id) / "web01" / "index.html").write_text("too late")
        await until(lambda: room.sitting.receipts)

    assert {code for _, code in refused} == {"closed"}
    late = [change for change in room.sitting.log(1) if change.kind == "file"]
    assert [change.value for change in room.sitting.log(1) if change.kind == "answer"] == ["A"]
    assert room.sitting.deadline is not None
    end = room.sitting.deadline.at or 0
    assert [change for change in late if change.at <= end] == []


@pytest.mark.parametrize(
    "body",
    [
        {"act": "answer", "question": "single/1", "value": "A", "at": 1},
        {"act": "answer", "question": "single/1", "value": "A", "deadline_version": 9},
        {"act": "answer", "question": "single/1", "value": "A", "sitting": "11111111-1111-4111-8111-111111111111"},
        {"act": "deadline", "at": 9_999_999_999_999},
        {"act": "extra_time", "minutes": 30},
        {"act": "submit", "by": "proctor"},
        {"act": "reset"},
        {"act": "paper_key"},
        {"act": "confirm", "ticket": "1002"},
    ],
)
async def test_acts_have_no_words_for_time_or_for_somebody_else(room: FakeRoom, desks: Desks, body: dict[str, Any]):
    desk = await begun(room, desks)
    before = desk.here.holding.deadline
    async with browser(desks) as page:
        await open_browser(page)

        status, _ = await page.post(json.dumps(body), Origin=page.origin)

    assert (status, desk.here.holding.deadline, desk.here.delivery.head) == (400, before, 0)


async def test_a_page_gone_wild_fills_neither_list_nor_outbox(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    room.faults.add("mute")  # no beat is answered: nothing is known to have arrived
    async with browser(desks) as page:
        await open_browser(page)

        marks = await code_of(page, "mark", question="x" * 100_000, marked=True)
        hands = [await code_of(page, "raise_hand", words="w" * 100_000) for _ in range(25)]

    assert (marks, desk.here.holding.marks) == ((409, "answer.unknown"), [])
    assert [code for _, code in hands] == [""] * 20 + ["hand.waiting"] * 5
    await until(lambda: len(room.of(RaiseHand)) == 20)
    assert {len(hand.words) for hand in room.of(RaiseHand)} == {500}


async def test_a_later_deadline_in_the_journal_is_seen_by_the_room_and_gives_no_time(room: FakeRoom, desks: Desks):
    """The room judges by its own versions (tests/answers/test_by_hand.py); here it gets to know of the other one."""
    desk = await begun(room, desks)
    await desk.acts.answer("single/1", "A")
    await desk.delivered()
    await desk.stop()
    change_holding(desks, lambda holding: setattr(holding, "deadline", later(holding.deadline, version=7)))
    await room.set_deadline(room.sitting, room.now() - 1)

    again = await desks.at().online()
    await again.acts.answer("single/2", "B")
    await until(lambda: len(room.sitting.log(1)) == 2)

    hello = room.only_machine().hellos[-1].sittings[0]
    change = room.sitting.log(1)[-1]
    assert (hello.deadline_version, change.deadline_version) == (7, 7)
    assert room.sitting.deadline is not None
    assert room.sitting.deadline.at is not None
    assert change.at > room.sitting.deadline.at


async def test_a_later_deadline_of_the_same_version_is_put_right_by_the_room(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    await desk.stop()
    change_holding(desks, lambda holding: setattr(holding, "deadline", later(holding.deadline, version=1)))

    again = await desks.at().online()

    await until(lambda: again.here.holding.deadline == room.sitting.deadline)


async def test_exam_time_turned_back_in_the_journal_is_put_right_and_told(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    await until(lambda: desk.daemon.core.clock.is_known)
    await desk.stop()
    with journal(desks) as database:
        (text,) = database.execute("SELECT value FROM fact WHERE name = 'clock'").fetchone()
        mark = json.loads(text)
        mark["server"] -= HOUR
        database.execute("UPDATE fact SET value = ? WHERE name = 'clock'", (json.dumps(mark),))

    again = await desks.at().online()

    await until(lambda: abs(again.daemon.core.now() - room.now()) < 500)
    (told,) = await until(lambda: told_of(room, "exam_time_corrected"))
    assert abs(int(told.values["ms"] or 0) - HOUR) < 60_000


# --- no other candidate's data
async def test_the_next_candidate_s_page_knows_nothing_of_the_last_one(room: FakeRoom, desks: Desks):
    room.add_candidate(OTHER)
    desk = await begun(room, desks)
    async with browser(desks) as page:
        await open_browser(page)
        await page.do("answer", question="text/1", value="SECRET-OF-THE-FIRST")
        (desk.daemon.core.folder.work(room.sitting.id) / "web01" / "index.html").write_text("SECRET-OF-THE-FIRST")
        await page.do("submit")
        await until(lambda: desk.here.holding.receipt)
        await page.do("finish")
        left = await shown(page)
        await page.do("log_in", ticket=OTHER)
        await page.do("confirm")
        await page.do("read_rules")
        await desk.shows("paper")
        working = await shown(page)
        elsewhere = [
            (await page.get(path))[0]
            for path in (
                "/materials/journal.sqlite3",
                "/materials/../sealed/x",
                f"/page/%2e%2e/%2e%2e/sealed/{room.sitting.id}-1/web01/index.html",
                "/page//etc/passwd",
                "/journal.sqlite3",
            )
        ]

    for told in (left, working):
        assert "SECRET-OF-THE-FIRST" not in told
        assert TICKET not in told
        assert str(room.sitting.id) not in told
    assert set(elsewhere) <= {403, 404}


async def test_who_is_logged_in_lets_nobody_else_in_and_does_not_slip_out(room: FakeRoom, desks: Desks):
    room.add_candidate(OTHER)
    desk = await begun(room, desks)
    async with browser(desks) as page:
        await open_browser(page)

        refused = [
            await code_of(page, "log_in", ticket=OTHER),
            await code_of(page, "not_me"),
            await code_of(page, "finish"),
            await code_of(page, "take_number", number=7),
        ]

    assert [code for _, code in refused] == ["login.busy", "confirmed", "finish.early", "number.not_shown"]
    assert desk.here.holding.identity.ticket == TICKET
    assert room.sittings[OTHER].holder is None


async def test_the_state_has_no_secret_of_the_machine(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    async with browser(desks) as page:
        await open_browser(page)
        told = await shown(page)

    holding = desk.here.holding
    secrets = [desk.daemon.core.identity.token, holding.paper_key, holding.package_key, str(room.only_machine().id)]
    assert [secret for secret in secrets if secret and secret in told] == []


# --- changed files in the data folder
async def test_an_answer_changed_in_the_journal_is_not_taken_and_hides_nothing(room: FakeRoom, desks: Desks):
    """The running hash does not fit any more. What the server had stays; the next candidate is not held up."""
    desk = await begun(room, desks)
    room.faults.add("drop_saves")
    await desk.acts.answer("single/1", "A")
    await desk.stop()
    with journal(desks) as database:
        database.execute("UPDATE change SET body = replace(body, '\"A\"', '\"B\"')")
    room.faults = {"wary"}

    again = await desks.at().online()
    await until(lambda: again.here.delivery.parked_until)

    assert room.sitting.log(1) == []
    assert again.here.delivery.pending == 1


async def test_a_folder_that_is_gone_loses_nothing_and_is_there_again_when_it_is_opened(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    work = desk.daemon.core.folder.work(room.sitting.id)
    (work / "web01" / "index.html").write_text("mine")
    await until(lambda: "web01/index.html" in desk.here.fold.files)
    await desk.delivered()

    shutil.rmtree(work)
    await desk.acts.answer("single/1", "A")
    await desk.delivered()

    assert [bytes(blob) for blob in room.blobs.values()] == [b"mine"]
    assert [change.path for change in room.sitting.log(1) if change.kind == "file"] == ["web01/index.html"]
    with contextlib.suppress(Refused):  # no desktop here
        await desk.acts.open_folder()
    assert (work / "web01" / "index.html").read_text() == "mine"


async def test_a_link_in_place_of_the_folder_shows_nobody_else_s_work(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    work = desk.daemon.core.folder.work(room.sitting.id)
    (work / "web01" / "index.html").write_text("mine")
    await until(lambda: "web01/index.html" in desk.here.fold.files)
    sealed = desk.daemon.core.folder.sealed / "another-1"
    sealed.mkdir()
    (sealed / "answer.txt").write_text("SECRET-OF-ANOTHER")

    shutil.rmtree(work)
    work.symlink_to(sealed)
    await desk.acts.submit()
    await until(lambda: room.sitting.receipts)

    assert [change.path for change in room.sitting.log(1)] == ["web01/index.html"]
    assert [bytes(blob) for blob in room.blobs.values()] == [b"mine"]


async def test_a_link_in_place_of_the_folder_gives_way_to_the_folder(room: FakeRoom, desks: Desks, tmp_path: Path):
    desk = await begun(room, desks)
    work = desk.daemon.core.folder.work(room.sitting.id)
    (work / "web01" / "index.html").write_text("mine")
    await until(lambda: "web01/index.html" in desk.here.fold.files)

    shutil.rmtree(work)
    work.symlink_to(tmp_path)
    with contextlib.suppress(Refused):  # no desktop here
        await desk.acts.open_folder()

    assert not work.is_symlink()
    assert (work / "web01" / "index.html").read_text() == "mine"


def told_of(room: FakeRoom, code: str) -> list[LogEntry]:
    return [entry for frame in room.of(Log) for entry in frame.entries if entry.code == code]


def journal(desks: Desks) -> "_Journal":
    return _Journal(desks.root / "pc1" / "journal.sqlite3")


class _Journal:
    """The journal as somebody with a tool for SQLite opens it, while no daemon runs."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)

    def __enter__(self) -> sqlite3.Connection:
        return self._database

    def __exit__(self, *fault: object) -> None:
        self._database.commit()
        self._database.close()


def change_holding(desks: Desks, change: Any) -> None:
    with journal(desks) as database:
        (body,) = database.execute("SELECT body FROM holding").fetchone()
        holding = msgspec.json.decode(body, type=Holding)
        change(holding)
        database.execute("UPDATE holding SET body = ?", (msgspec.json.encode(holding).decode(),))


def later(deadline: Deadline | None, *, version: int) -> Deadline:
    assert deadline is not None
    assert deadline.at is not None
    return msgspec.structs.replace(deadline, version=version, at=deadline.at + 5 * HOUR)


async def begun(room: FakeRoom, desks: Desks) -> Desk:
    await room.allow_login()
    await room.start()
    return await desks.at().in_exam()
