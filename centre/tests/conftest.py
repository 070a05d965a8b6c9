"""Fixtures of the centre's scenarios."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client

from centre.api import limits
from centre.operations.accounts import make_first_accounts
from centre.tests.day import CentreDay, opened


def pytest_configure() -> None:
    if django_settings.SETTINGS_MODULE != "centre.settings":
        raise pytest.UsageError(
            "The centre's tests have settings of their own: pytest --ds=centre.settings centre/tests"
        )
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path) -> None:
    """Keys and packages of this test alone; nobody has asked for anything yet."""
    settings.CENTRE_DATA, settings.PACKAGE_DIR = tmp_path, tmp_path / "packages"
    for limit in (limits.of_room, limits.pieces, limits.registrations, limits.unknown):
        limit.clear()


@pytest.fixture
def day(db: None, request: pytest.FixtureRequest) -> Iterator[CentreDay]:
    """The centre on one day; `@pytest.mark.parametrize("day", [{…}], indirect=True)` changes the plan's rules."""
    yield from opened(**getattr(request, "param", {}))


@pytest.fixture
def admin(db: None) -> Client:
    """An administrator of a centre where nothing is loaded."""
    make_first_accounts()
    client = Client()
    client.force_login(User.objects.get(username="admin"), backend="django.contrib.auth.backends.ModelBackend")
    return client
