"""Addresses of system management, under the admin site."""

from django.urls import path

from proctor_site.system import room_views, views

app_name = "system"
urlpatterns = [
    path("remote/", views.remote, name="remote"),
    path("clear/", views.clear, name="clear"),
    path("acts/<uuid:act>/", views.act, name="act"),
    path("acts/<uuid:act>/state/", views.state, name="act-state"),
    path("initialise/", room_views.initialise, name="initialise"),
    path("initialise/<uuid:job>/", room_views.job, name="initialise-job"),
    path("initialise/<uuid:job>/state/", room_views.state, name="initialise-state"),
]
