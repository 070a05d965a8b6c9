"""Fixtures that every scenario may use."""

from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings

from tests.day import Day, opened
from tests.servers import own_server, room_server

__all__ = ["own_server", "room_server"]  # fixtures

# A slow machine is no fault of what is tested.
hypothesis.settings.register_profile("room", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("room")


# Of these a test meets other processes, which a crowded machine may hold up for longer than the test waits.
LIVE = {"page", "new_page", "desks", "own_server", "room_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test with real browsers, servers or daemons that fails is tried once more, and the report says so (RERUN)."""
    for item in items:
        if LIVE.intersection(getattr(item, "fixturenames", ())) or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a day logs in often


@pytest.fixture
def day(db: None, request: pytest.FixtureRequest) -> Iterator[Day]:
    """One day in one room; `@pytest.mark.parametrize("day", [{…}], indirect=True)` changes the plan's rules."""
    yield from opened(**getattr(request, "param", {}))
