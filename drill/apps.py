"""Registration of the rehearsal with Django, which finds its commands."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrillConfig(AppConfig):
    name = "drill"
    verbose_name = _("Drill")
