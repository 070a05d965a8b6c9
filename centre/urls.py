"""Addresses of the centre's site."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog, set_language

from centre.api.errors import nothing_here
from centre.api.v1 import api
from centre.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("api/v1/", api.urls),
    re_path(r"^api/", nothing_here),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}control_room/icon.svg")),
    path("language/", set_language, name="set_language"),
    path("words.js", JavaScriptCatalog.as_view(domain="djangojs"), name="words"),
    path("admin/", admin.site.urls),
]
