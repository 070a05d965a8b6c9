"""Addresses of the room server."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog, set_language

from proctor_site.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}control_room/icon.svg")),
    path("admin/control-room/", include("proctor_site.control_room.urls")),
    path("admin/load/", include("proctor_site.loading.urls")),
    path("admin/import/", include("proctor_site.importing.urls")),
    path("admin/steps/", include("proctor_site.steps.urls")),
    path("admin/seating/", include("proctor_site.seating.urls")),
    path("admin/people/", include("proctor_site.people.urls")),
    path("admin/documents/", include("proctor_site.documents.urls")),
    path("admin/reporting/", include("proctor_site.reporting.urls")),
    path("admin/seats/", include("proctor_site.seats.urls")),
    path("admin/system/", include("proctor_site.system.urls")),
    path("admin/checks/", include("proctor_site.checks.urls")),
    path("admin/candidate-log/", include("proctor_site.candidate_log.urls")),
    path("admin/course/", include("proctor_site.course.urls")),
    path("admin/language/", set_language, name="set_language"),
    path("admin/words.js", JavaScriptCatalog.as_view(domain="djangojs"), name="words"),
    path("admin/", admin.site.urls),
]
