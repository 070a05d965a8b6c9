"""The admin site of the centre: lists to look at; what changes goes through the pages."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CentreAdminSite(AdminSite):
    site_header = _("Test centre management system")
    site_title = _("Test centre management system")
    index_title = _("Lists")
    site_url = None
    enable_nav_sidebar = False
    empty_value_display = "-"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever has an account of this site."""
        return request.user.is_active and hasattr(request.user, "account")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One login for pages and lists."""
        return redirect(f"{reverse('login')}?{urlencode({'next': request.GET.get('next', '')})}")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("password")


class CentreAdminConfig(DjangoAdminConfig):
    default_site = "centre.site.CentreAdminSite"
