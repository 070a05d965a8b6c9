"""Addresses of 用户管理, under the admin site."""

from django.contrib import admin
from django.urls import path

from proctor_site.people import views

app_name = "people"
urlpatterns = [
    path("", admin.site.admin_view(views.people), name="list"),
    path("add/", admin.site.admin_view(views.add), name="add"),
    path("<int:pk>/", admin.site.admin_view(views.change), name="change"),
    path("<int:pk>/password/", admin.site.admin_view(views.password), name="password"),
    path("<int:pk>/deactivate/", admin.site.admin_view(views.deactivate), name="deactivate"),
    path("<int:pk>/reactivate/", admin.site.admin_view(views.reactivate), name="reactivate"),
]
