"""Registration of the incidents with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Incidents")

    def ready(self) -> None:
        from incidents import catalogue, entrance, live  # need the models loaded; live's handlers register themselves

        live.register()
        entrance.register()
        # Django's own hook for what migrate must leave behind
        post_migrate.connect(catalogue.settle, sender=self)
