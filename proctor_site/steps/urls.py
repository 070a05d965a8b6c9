"""Addresses of the steps, under the admin site."""

from django.contrib import admin
from django.urls import path

from proctor_site.parameters import views as parameters
from proctor_site.steps import views

app_name = "steps"
urlpatterns = [
    path("room/", admin.site.admin_view(views.choose_room), name="choose-room"),
    path("parameters/", admin.site.admin_view(parameters.parameters), name="parameters"),
    path("parameters/folders/", admin.site.admin_view(parameters.folders), name="folders"),
    path("parameters/sheet/", admin.site.admin_view(parameters.sheet), name="sheet"),
]
