"""Registration of the exams with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExamsConfig(AppConfig):
    name = "exams"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Exams")

    def ready(self) -> None:
        from exams import (  # register what exams answers to rooms and machines; need the models loaded
            guards,
            live,
            requirements,
        )

        guards.register()
        live.register()
        requirements.register()
