"""Addresses of the control room, under the admin site."""

from django.urls import path

from proctor_site.control_room import attachments, following, people_views, trends, views

app_name = "control-room"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("<uuid:session>/", views.room, name="room"),
    path("<uuid:session>/list/<slug:kind>/", views.rows, name="list"),
    path("<uuid:session>/preview/<slug:verb>/", views.previews, name="preview"),
    path("<uuid:session>/violation-types/", views.violation_types, name="violation-types"),
    path("<uuid:session>/attachment/<int:violation>/", attachments.attachment, name="attachment"),
    path("<uuid:session>/course/<uuid:act>/", following.course, name="course"),
    path("<uuid:session>/package/<uuid:upload>/", views.package, name="package"),
    path("<uuid:session>/catalogues/", people_views.catalogues, name="catalogues"),
    path("<uuid:session>/trend/<uuid:machine>/", trends.trend, name="trend"),
    path("<uuid:session>/<slug:verb>/", views.act, name="act"),
]
