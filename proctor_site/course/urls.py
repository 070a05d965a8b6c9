"""Addresses of the course of a session, under the admin site."""

from django.urls import path

from proctor_site.course import views

app_name = "course"
urlpatterns = [
    path("<uuid:session>/", views.page, name="page"),
    path("<uuid:session>/course.pdf", views.pdf, name="pdf"),
]
