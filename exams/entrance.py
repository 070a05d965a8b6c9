"""Questions that the exam asks before a candidate's machine gets the sitting; higher apps answer."""

from collections.abc import Callable

from exams.models import Sitting

before_login: list[Callable[[Sitting], None]] = []


def ask_before_login(sitting: Sitting) -> None:
    """A guard raises `Refused` when it objects; then nobody has logged in."""
    for guard in before_login:
        guard(sitting)
