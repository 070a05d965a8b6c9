"""Addresses of the candidates' logs, under the admin site."""

from django.urls import path

from proctor_site.candidate_log import views

app_name = "candidate-log"
urlpatterns = [
    path("<uuid:sitting>/", views.page, name="page"),
    path("<uuid:sitting>/file/<slug:extension>/", views.file, name="file"),
    path("<uuid:sitting>/paper/", views.paper, name="paper"),
    path("<uuid:sitting>/paper/log.pdf", views.pdf, name="pdf"),
]
