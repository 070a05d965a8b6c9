"""Contents of work files come in pieces, may be cut off anywhere, and are proved by their hash (C2, C3)."""

import asyncio
import hashlib
import random
from pathlib import Path
from time import sleep

import pytest
from django.conf import settings

from exams import blobs, bulk
from exams.answers import writer
from exams.answers.models import Blob
from exams.answers.sequence import Kind
from rooms.live.database import in_database
from tests.answers.http import Client, new_token
from tests.answers.machine import MachineLog
from tests.day import Day

CONTENT = random.Random(1).randbytes(250_000)  # the same in every test process: it names tests
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PIECE = blobs.PIECE_BYTES

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("answers")]


@pytest.fixture
def client(live_day: Day) -> Client:
    return Client(new_token(live_day.machine(1).pk))


@pytest.fixture
def other(live_day: Day) -> Client:
    """Another machine."""
    return Client(new_token(live_day.machine(2).pk))


async def bring(client: Client, content: bytes, *, until: int | None = None, sha256: str | None = None) -> int:
    """Upload in pieces, `until` that offset; gives the last status."""
    sha256 = sha256 or hashlib.sha256(content).hexdigest()
    offset, end, status = 0, len(content) if until is None else until, 0
    while offset < end or status == 0:
        piece = content[offset : min(offset + PIECE, end)]
        reply = await client.append(sha256, piece, offset=offset, length=len(content))
        status = reply.status
        if status != 204:
            return status
        offset = int(reply.header("Upload-Offset") or 0)
    return status


def files() -> list[str]:
    root = Path(settings.BLOB_DIR)
    return sorted(path.name for path in root.rglob("*") if path.is_file())


async def test_a_content_that_is_complete_lies_under_its_hash(client: Client, live_day: Day):
    before = await client.offset(SHA256)

    status = await bring(client, CONTENT)

    stored = await in_database(Blob.objects.get, pk=SHA256)
    assert (before, status) == (("0", None), 204)
    assert await client.offset(SHA256) == ("250000", "250000")
    assert (stored.size, stored.stored_at_ms, stored.room) == (250_000, live_day.ms(), live_day.room.pk)
    assert (files(), blobs.verified(SHA256)) == ([SHA256], True)


async def test_an_upload_goes_on_where_it_was_cut_off(client: Client):
    await bring(client, CONTENT, until=PIECE + 1_000)
    cut_off_at = await client.offset(SHA256)
    blobs._hashes._known.clear()  # as after a restart of the server

    status = await client.append(SHA256, CONTENT[PIECE + 1_000 : 2 * PIECE], offset=PIECE + 1_000)
    last = await client.append(SHA256, CONTENT[2 * PIECE :], offset=2 * PIECE)

    assert cut_off_at == (str(PIECE + 1_000), "250000")
    assert (status.status, last.status, last.header("Upload-Offset")) == (204, 204, "250000")
    assert files() == [SHA256]


async def test_a_piece_at_another_offset_changes_nothing(client: Client):
    await bring(client, CONTENT, until=PIECE)

    reply = await client.append(SHA256, CONTENT[:PIECE], offset=0)

    assert (reply.status, reply.header("Upload-Offset")) == (409, str(PIECE))
    assert await client.offset(SHA256) == (str(PIECE), "250000")


async def test_another_content_than_its_name_says_is_thrown_away(client: Client):
    other = bytes(1) + CONTENT[1:]

    status = await bring(client, other, sha256=SHA256)

    assert (status, await client.offset(SHA256), files()) == (460, ("0", None), [])


async def test_an_empty_file_takes_one_request(client: Client):
    empty = hashlib.sha256().hexdigest()

    first = await client.append(empty, b"", offset=0, length=0)
    again = await client.append(empty, b"", offset=0, length=0)

    assert (first.status, again.status, await client.offset(empty)) == (204, 204, ("0", "0"))


async def test_a_content_that_another_machine_has_brought_is_there_for_all(client: Client, other: Client):
    await bring(client, CONTENT)

    assert await other.offset(SHA256) == ("250000", "250000")
    assert (await other.append(SHA256, CONTENT[:PIECE], offset=0, length=250_000)).header("Upload-Offset") == "250000"


async def test_two_machines_that_bring_the_same_do_not_disturb_each_other(client: Client, other: Client):
    await bring(client, CONTENT, until=PIECE)

    status = await bring(other, CONTENT)

    assert (status, files()) == (204, [SHA256, f"{SHA256}-250000"])
    assert await client.offset(SHA256) == ("250000", "250000")


async def test_the_index_is_mended_after_a_crash(client: Client):
    place = blobs.place(SHA256)
    place.parent.mkdir(parents=True)
    place.write_bytes(CONTENT)

    offset = await client.offset(SHA256)

    assert offset == ("250000", "250000")
    assert await in_database(Blob.objects.filter(pk=SHA256, stored_at_ms__isnull=False).exists)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("HEAD", f"/agent/blobs/{SHA256}", {"Origin": "http://evil.example"}, 403),
        ("HEAD", f"/agent/blobs/{SHA256}", {"Authorization": "Bearer nobody"}, 401),
        ("PATCH", f"/agent/blobs/{SHA256}", {"Upload_Offset": "0"}, 415),
        ("PATCH", f"/agent/blobs/{SHA256}", {"Content_Type": "application/offset+octet-stream"}, 400),
        ("DELETE", f"/agent/blobs/{SHA256}", {}, 405),
        ("HEAD", "/agent/blobs/../../etc/passwd", {}, 404),
        ("HEAD", f"/agent/blobs/{SHA256.upper()}", {}, 404),
        ("HEAD", "/agent/blobs/" + "a" * 63, {}, 404),
        ("GET", f"/agent/blobs/{SHA256}", {}, 403),
    ],
)
async def test_what_is_not_meant_is_refused(client: Client, method: str, path: str, headers: dict, status: int):
    reply = await client.ask(method, path, **headers)

    assert (reply.status, files()) == (status, [])


async def test_a_piece_that_is_too_large_is_refused(client: Client):
    reply = await client.append(SHA256, CONTENT[: PIECE + 1], offset=0, length=250_000)

    assert (reply.status, files()) == (413, [])


async def test_a_content_that_is_too_large_is_refused(client: Client):
    reply = await client.append(SHA256, CONTENT[:PIECE], offset=0, length=blobs.MOST_BYTES + 1)

    assert (reply.status, files()) == (413, [])


async def test_of_many_half_uploads_the_oldest_go(client: Client):
    for number in range(12):
        await client.append(hashlib.sha256(bytes([number])).hexdigest(), b"x", offset=0, length=2)

    assert len(files()) == blobs.MOST_INCOMING


async def test_of_many_uploads_some_wait_for_their_turn(live_day: Day, monkeypatch: pytest.MonkeyPatch):
    """Here three at a time, of eight machines."""
    clients = await in_database(lambda: [Client(new_token(live_day.machine(n).pk)) for n in range(1, 9)])
    at_once, most = 0, 0

    def counted(*given: object) -> int:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        sleep(0.01)
        try:
            return append(*given)  # type: ignore[arg-type]
        finally:
            at_once -= 1

    append = blobs.append
    monkeypatch.setattr(blobs, "append", counted)
    monkeypatch.setattr(bulk, "_writing", asyncio.Semaphore(3))
    contents = [random.Random(n).randbytes(PIECE + 1) for n in range(8)]

    statuses = await asyncio.gather(*(bring(*pair) for pair in zip(clients, contents, strict=True)))

    assert (set(statuses), len(files()), most) == ({204}, 8, 3)


async def test_only_who_goes_on_with_a_sitting_that_names_it_gets_a_content(
    client: Client, other: Client, live_day: Day
):
    sitting = await in_database(live_day.logged_in, "Li")
    await bring(client, CONTENT)
    log = MachineLog(sitting.pk)
    log.file("web01/index.html", SHA256, size=len(CONTENT))

    outcome = await writer.write(log.delivery())

    assert outcome.kind is Kind.SAVED
    assert (await client.ask("GET", f"/agent/blobs/{SHA256}")).body == CONTENT
    assert (await other.ask("GET", f"/agent/blobs/{SHA256}")).status == 403
