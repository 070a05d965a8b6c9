"""Addresses of 载入考务, under the admin site."""

from django.contrib import admin
from django.urls import path

from proctor_site.loading import views

app_name = "loading"
urlpatterns = [
    path("", admin.site.admin_view(views.page), name="page"),
    path("fetch/", admin.site.admin_view(views.fetch), name="fetch"),
    path("fetch/state/", admin.site.admin_view(views.state), name="state"),
    path("fetch/cancel/", admin.site.admin_view(views.cancel), name="cancel"),
    path("reconnect/", admin.site.admin_view(views.reconnect), name="reconnect"),
    path("send-again/", admin.site.admin_view(views.send_again), name="send-again"),
    path("package/<str:sha256>/", admin.site.admin_view(views.package), name="package"),
]
