"""The admin site of the centre: lists to look at; what changes goes through the pages."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class CentreAdminSite(AdminSite):
    site_header = _("Test centre management system")
    site_title = _("Test centre management system")
    index_title = _("Lists")
    site_url = None
    empty_value_display = "-"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever has an account of this site."""
        return request.user.is_active and hasattr(request.user, "account")


class CentreAdminConfig(DjangoAdminConfig):
    default_site = "centre.site.CentreAdminSite"
