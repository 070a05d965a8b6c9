"""Registration of the rooms with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    name = "rooms"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Rooms")

    def ready(self) -> None:
        from rooms.live import handlers  # its handlers register themselves; needs the models loaded

        handlers.register()
