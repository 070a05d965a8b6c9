"""Registration of the site with Django."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProctorSiteConfig(AppConfig):
    name = "proctor_site"
    verbose_name = _("Jiankao")

    def ready(self) -> None:
        from proctor_site import roles  # groups need the models loaded
        from proctor_site.checks import facts  # as do the checks

        # Django's own hook for what migrate must leave behind; with the users' app all permissions are there
        post_migrate.connect(roles.settle_groups, sender=apps.get_app_config("auth"))
        facts.register()
