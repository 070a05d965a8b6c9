"""Both sites' settings in one, so that mypy knows the models of both; nothing runs with it."""

from centre.settings import CENTRE_DATA, CENTRE_PORT, PACKAGE_DIR
from proctor_site.settings import *  # noqa: F403 - all of them are meant
from proctor_site.settings import INSTALLED_APPS as OF_THE_ROOM

__all__ = ["CENTRE_DATA", "CENTRE_PORT", "INSTALLED_APPS", "PACKAGE_DIR"]
INSTALLED_APPS = [*OF_THE_ROOM, "centre"]
