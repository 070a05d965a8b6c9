"""Which database a model lives in: answers have a file of their own on SQLite."""

from typing import Any

from django.conf import settings

ANSWERS = "answers"


class AnswersRouter:
    """On PostgreSQL there is one database, and this router says nothing."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return ANSWERS if model._meta.app_label == ANSWERS and ANSWERS in settings.DATABASES else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if ANSWERS not in settings.DATABASES:
            return None
        return (db == ANSWERS) == (app_label == ANSWERS)
