"""A day with benches in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.day import Day
from tests.packages.bench import Bench

MakeBench = Callable[[str], Bench]


@pytest.fixture(autouse=True)
def _blobs_apart(settings: object, tmp_path: Path) -> None:
    settings.BLOB_DIR = tmp_path / "server-blobs"  # type: ignore[attr-defined]  # pytest-django's


@pytest.fixture
def bench(day: Day, tmp_path: Path) -> MakeBench:
    """The machine of somebody who is logged in, as it is with this login."""
    return lambda name: Bench(day, name, tmp_path)
