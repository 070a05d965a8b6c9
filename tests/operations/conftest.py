"""Browsers, machines and pictures as in tests/e2e; pictures go to test-out/operations/TEST/."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Look, browser, look, machines, new_page
from tests.e2e.room import Machine
from tests.operations.cables import CableLoop, cable_loop
from tests.operations.walk import Walk
from tests.servers import Server, serving

__all__ = ["browser", "cable_loop", "look", "machines", "new_page"]  # fixtures


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """With its worker, which makes papers and fetches packages."""
    with serving(tmp_path, "--host", "127.0.0.1") as server:
        yield server


@pytest.fixture
def walk(
    server: Server,
    tmp_path: Path,
    cable_loop: CableLoop,
    new_page: Callable[[], Page],
    machines: Callable[[str, int], Machine],
    look: Look,
) -> Walk:
    """Nothing is loaded yet, and nobody is there."""
    return Walk(server, tmp_path, new_page, machines, look, cable_loop)
