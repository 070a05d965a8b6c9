"""A day whose plan came from a centre's package."""

import pytest

from tests.codes.desk import Desk
from tests.day import Day


@pytest.fixture
def desk(day: Day) -> Desk:
    desk = Desk(day)
    desk.install()
    return desk
