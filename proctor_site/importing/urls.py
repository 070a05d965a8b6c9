"""Addresses of the import, under the admin site; `proctor_site.body_limits` lets 20 MB through here."""

from django.contrib import admin
from django.urls import path

from proctor_site.importing import views

app_name = "importing"
urlpatterns = [
    path("", admin.site.admin_view(views.upload), name="upload"),
    path("template/<slug:kind>/", admin.site.admin_view(views.template), name="template"),
    path("<str:token>/", admin.site.admin_view(views.preview), name="preview"),
]
