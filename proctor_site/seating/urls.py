"""Addresses of 编排座位, under the admin site."""

from django.contrib import admin
from django.urls import path

from proctor_site.seating import views

app_name = "seating"
urlpatterns = [
    path("", admin.site.admin_view(views.choose), name="choose"),
    path("<uuid:session>/", admin.site.admin_view(views.seating), name="session"),
]
