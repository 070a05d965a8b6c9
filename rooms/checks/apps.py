"""Registration of the checks with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChecksConfig(AppConfig):
    name = "rooms.checks"
    label = "checks"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Checks")

    def ready(self) -> None:
        from rooms.checks import live  # its handler registers itself; needs the models loaded

        live.register()
