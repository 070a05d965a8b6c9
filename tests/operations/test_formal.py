"""A formal session from entering to its end, in both languages: what every exam day asks for."""

import pytest

from tests.e2e.room import write_files
from tests.operations import formal_course, formal_start
from tests.operations.hands import EN, ZH
from tests.operations.people import approve
from tests.operations.walk import LIU, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
STEPS = (*formal_start.STEPS, *formal_course.STEPS)


@pytest.mark.parametrize("words", [ZH, EN], ids=["chinese", "english"])
def test_a_formal_session(walk: Walk, words: dict[str, str]):
    files = write_files(
        walk.folder / "files", 4, in_s=1, duration_min=20, late_limit_min=0.05, earliest_submit_min=0.05
    )
    approve(files.candidates, LIU, minutes=7)
    walk.load(files, words, seats=range(1, 5))

    walk.go(STEPS)
