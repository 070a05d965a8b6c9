"""Addresses of the control room, under the admin site."""

from django.urls import path

from proctor_site.control_room import courses, views

app_name = "control-room"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("<uuid:session>/", views.room, name="room"),
    path("<uuid:session>/list/<slug:kind>/", views.rows, name="list"),
    path("<uuid:session>/preview/<slug:verb>/", views.previews, name="preview"),
    path("<uuid:session>/violation-types/", views.violation_types, name="violation-types"),
    path("<uuid:session>/course/<uuid:machine>/", courses.course, name="course"),
    path("<uuid:session>/<slug:verb>/", views.act, name="act"),
]
