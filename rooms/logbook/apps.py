"""Registration of the machines' logs with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LogbookConfig(AppConfig):
    name = "rooms.logbook"
    label = "logbook"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Logs of the machines")

    def ready(self) -> None:
        from rooms.logbook import live  # its handler registers itself; needs the models loaded

        live.register()
