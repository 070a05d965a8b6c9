"""An answer that its question cannot have is set aside, and holds nothing up (C3)."""

import pytest

from exams.answers import log as stored_log
from exams.answers.models import LogRow
from formats.messages import Saved
from rooms.live.database import in_database
from rooms.models import Matter
from tests.answers.machine import MachineLog
from tests.answers.seat import Seat
from tests.day import Day


@pytest.mark.db
@pytest.mark.usefixtures("answers")
async def test_such_changes_are_kept_apart_and_the_rest_is_taken(live_day: Day):
    li = await in_database(live_day.in_exam, "Li")
    log = MachineLog(li.pk)
    for asked, value in (("single/1", "A"), ("single/1", "Z"), ("single/11", "A"), ("single/2", "B")):
        log.answer(question=asked, value=value, at=live_day.ms(), version=li.deadline_version)
    seat = await Seat(live_day, 1).connect()

    reply = await seat.save(log)

    assert reply == Saved(sitting=li.pk, epoch=1, revision=4, chain=log.head.hex())
    assert (await in_database(stored_log.fold, li.pk)).answers == {"single/1": "A", "single/2": "B"}
    rows, matters = await in_database(lambda: (standings(), kinds()))
    assert (rows, matters) == (["counts", "unfit", "unfit", "counts"], ["unfit_answers"])


def standings() -> list[str]:
    return list(LogRow.objects.order_by("n").values_list("standing", flat=True))


def kinds() -> list[str]:
    return list(Matter.objects.open().values_list("kind", flat=True))
