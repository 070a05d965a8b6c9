"""The admin site that everything hangs on."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class JiankaoAdminSite(AdminSite):
    site_header = _("Proctor management system")
    site_title = _("Proctor management system")
    index_title = _("Overview")
    site_url = None  # the administration is the site
    empty_value_display = "-"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from journal import clock  # this module is read before the models are there
        from proctor_site.frame.overview import overview
        from rooms.admin_parts import actor

        found = overview(actor(request), clock.now())
        return super().index(request, {"overview": found, **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """On a new installation the page that opens is 参数配置 (B1)."""
        from rooms.models import Room  # as above

        response = super().login(request, extra_context)
        opens_first_page = response.status_code == 302 and response.url == reverse(f"{self.name}:index")
        if opens_first_page and request.user.has_perm("rooms.manage_room") and not Room.objects.exists():
            return redirect("steps:parameters")
        return response

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from proctor_site.passwords import ChangePassword  # as above

        request.current_app = self.name
        return ChangePassword.as_view(extra_context={**self.each_context(request), **(extra_context or {})})(request)


class AdminConfig(DjangoAdminConfig):
    default_site = "proctor_site.admin_site.JiankaoAdminSite"
