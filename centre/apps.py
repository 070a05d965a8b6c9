"""Registration of the centre with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CentreConfig(AppConfig):
    name = "centre"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Test centre")
