"""A room with a real test centre at its other end: registered there, and the exam downloaded from it (B3, B10)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import expect

from drill.day_files import DayFiles
from tests.centres import CentreProcess
from tests.e2e.room import manage
from tests.operations.hands import ZH
from tests.operations.walk import Walk
from tests.servers import Server

UPLINK_MS: Final = 90_000  # a round to the centre and back


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    centre = CentreProcess(tmp_path / "centre")
    yield centre
    centre.kill()


def publish(centre: CentreProcess, files: DayFiles) -> None:
    sheets = (files.plan, files.candidates, files.papers)
    centre.command("centre_load", *map(str, sheets), "--publish")
    centre.start()


def register(server: Server, centre: CentreProcess, files: DayFiles) -> None:
    """参数配置 and the seats."""
    code = centre.registration_code(files.room_code)
    at_the_centre = ("--centre", f"127.0.0.1:{centre.port}", "--registration-code", code)
    here = ("--proctor-ip", "127.0.0.1", "--storage-path", str(server.folder / "results"))
    manage(server, "parameters", "--room", files.room_code, *here, *at_the_centre)
    manage(server, "load", "--confirm", "--room", files.room_code, str(files.seats))


def download(walk: Walk) -> None:
    """载入考务 → 下载."""
    page = walk.proctor.page
    page.goto(f"{walk.server.url}/admin/load/")
    page.locator("form[action$='/load/fetch/'] .jk-btn").first.click()
    expect(page.locator(".jk-load .jk-list tbody tr").first).to_be_visible(timeout=UPLINK_MS)


def prepare(walk: Walk, centre: CentreProcess, *, seats: Iterable[int]) -> None:
    """With `walk.files`; the machines start, the proctor logs in."""
    walk.centre = centre
    publish(centre, walk.files)
    register(walk.server, centre, walk.files)
    for seat in seats:
        walk.machine(seat)
    walk.proctor = walk.come(ZH)
    download(walk)
