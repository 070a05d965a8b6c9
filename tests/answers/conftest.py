"""Databases, a writer and a machine's log for the tests of answers."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from django.conf import settings
from django.db import connections
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from exams.answers import writer as answer_writer
from exams.answers.writer import Writer
from journal import clock
from rooms.live import database
from tests.answers.databases import lying_in, migrate_all
from tests.answers.machine import MachineLog
from tests.day import Day, opened

ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On PostgreSQL pytest-django makes the database, and empties it after each test."""
    for item in items:
        if not ON_SQLITE and "databases" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    with django_db_blocker.unblock(), lying_in(folder):
        migrate_all()
    return folder


@pytest.fixture
def fresh_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database thread without a connection to the last test's files."""
    with ThreadPoolExecutor(1) as threads:
        monkeypatch.setattr(database, "_threads", threads)
        yield
        threads.submit(connections.close_all)


@pytest.fixture
def databases(request: pytest.FixtureRequest, fresh_threads: None) -> Iterator[Path | None]:
    """Every table, empty; in files of its own on SQLite, whose folder it gives."""
    clock.forget_anchor()
    if ON_SQLITE:
        yield from _copy(request)
    else:
        yield None
    clock.forget_anchor()


def _copy(request: pytest.FixtureRequest) -> Iterator[Path]:
    folder, blocker = request.getfixturevalue("tmp_path"), request.getfixturevalue("django_db_blocker")
    shutil.copytree(request.getfixturevalue("migrated"), folder, dirs_exist_ok=True)
    with blocker.unblock(), lying_in(folder):
        yield folder


@pytest.fixture
def sitting() -> UUID:
    return uuid4()


@pytest.fixture
def machine(sitting: UUID) -> MachineLog:
    """What the machine that holds epoch 1 of the sitting has written down."""
    return MachineLog(sitting)


@pytest_asyncio.fixture
async def writer(databases: Path | None) -> AsyncIterator[Writer]:
    writer = Writer()
    writer.start(asyncio.get_running_loop())
    yield writer
    await asyncio.to_thread(writer.stop)


@pytest.fixture
def live_day(databases: Path | None, settings: Settings, tmp_path: Path) -> Iterator[Day]:
    """A day whose databases and blobs lie in files, for what has threads."""
    settings.BLOB_DIR = tmp_path / "blobs"
    yield from opened()


@pytest_asyncio.fixture
async def answers(databases: Path | None) -> AsyncIterator[None]:
    """The process's own writer, running."""
    answer_writer.start(asyncio.get_running_loop())
    yield
    await asyncio.to_thread(answer_writer.stop)
