"""Registration of the answer log with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnswersConfig(AppConfig):
    name = "exams.answers"
    label = "answers"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Answers")
