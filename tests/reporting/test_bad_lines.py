"""Upload over lines that break at any byte, or are slow: it goes on, and ends with one receipt (A2)."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from exams.reporting.models import ResultUpload
from exams.reporting.operations import note_offset
from proctor_site.reporting import sending, work
from rooms.models import CentreLink
from tests.day import Day
from tests.reporting.conftest import ready, session, worked
from tests.reporting.lines import Line
from tests.reporting.stand_in import ResultCentre

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.slow, pytest.mark.timeout(300)]
CUTS = 100
MBIT = 125_000  # bytes a second


def until_received(day: Day, upload: ResultUpload) -> ResultUpload:
    """As the uplink does: whenever the centre answers, it goes on."""
    found = worked(upload)
    while not found.is_received:
        work.go_on(day.room)
        found = worked(upload)
    return found


def power_cuts(chance: random.Random, count: int) -> Callable[[UUID, int], None]:
    """The room's power goes at some offsets, before or after they are written down."""
    left = [count]

    def note(upload: UUID, offset: int) -> None:
        is_cut, is_noted = left[0] > 0 and chance.random() < 0.5, chance.random() < 0.5
        if not is_cut or is_noted:
            note_offset(upload, offset)
        if is_cut:
            left[0] -= 1
            raise RuntimeError("the power is gone")

    return note


def test_a_hundred_cuts_at_any_byte_of_either_side_cost_nothing(
    ended: Day, centre: ResultCentre, monkeypatch: pytest.MonkeyPatch
):
    chance = random.Random(6)
    monkeypatch.setattr(sending, "PIECE", 150)
    monkeypatch.setattr(sending, "PAUSE_S", 0)
    monkeypatch.setattr(sending, "note_offset", power_cuts(chance, CUTS // 4))
    ready(ended)
    with Line(centre.port, budgets=iter([chance.randint(1, 1600) for _ in range(2 * CUTS)])) as line:
        CentreLink.objects.update(port=line.port)

        upload = until_received(ended, work.ask_to_report(ended.proctor, session(ended)))

    assert line.cuts >= CUTS - CUTS // 4
    assert bytes(centre.there) == Path(upload.path).read_bytes()
    assert bytes(upload.receipt) == centre.receipt
    assert ended.journal().count("receipt_held") == 1


def test_a_line_of_one_megabit_only_takes_its_time(ended: Day, centre: ResultCentre):
    ready(ended)
    with Line(centre.port, bytes_per_s=MBIT) as line:
        CentreLink.objects.update(port=line.port)
        begun = time.monotonic()

        upload = worked(work.ask_to_report(ended.proctor, session(ended)))

    assert upload.is_received
    assert time.monotonic() - begun > upload.size / MBIT / 2
