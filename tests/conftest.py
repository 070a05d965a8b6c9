"""Fixtures that every scenario may use."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.day import Day, opened
from tests.servers import own_server, room_server

__all__ = ["own_server", "room_server"]  # fixtures


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a day logs in often


@pytest.fixture
def day(db: None, request: pytest.FixtureRequest) -> Iterator[Day]:
    """One day in one room; `@pytest.mark.parametrize("day", [{…}], indirect=True)` changes the plan's rules."""
    yield from opened(**getattr(request, "param", {}))
