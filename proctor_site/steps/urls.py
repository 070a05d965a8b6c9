"""Addresses of the steps, under the admin site."""

from django.contrib import admin
from django.urls import path

from proctor_site.steps import views

app_name = "steps"
urlpatterns = [
    path("room/", admin.site.admin_view(views.choose_room), name="choose-room"),
]
