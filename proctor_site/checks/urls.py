"""Addresses of the two checks, under the admin site."""

from django.urls import path

from proctor_site.checks import report_views, seal_views, views

app_name = "checks"
urlpatterns = [
    path("environment/", views.environment, name="environment"),
    path("environment/requirements/", views.requirements, name="requirements"),
    path("environment/<uuid:room>/own-machine/", views.own, name="own-machine"),
    path("environment/<uuid:room>/report/", report_views.environment, name="environment-report"),
    path("environment/<uuid:room>/report.pdf", report_views.environment_pdf, name="environment-pdf"),
    path("environment/<uuid:room>/act/<slug:verb>/", views.act, name="act"),
    path("seal/", seal_views.seal, name="seal"),
    path("seal/<uuid:check>/report/", report_views.seal, name="seal-report"),
    path("seal/<uuid:check>/report.pdf", report_views.seal_pdf, name="seal-pdf"),
]
