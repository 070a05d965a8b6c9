"""Addresses of 机位管理, under the admin site; `proctor_site.body_limits` lets 20 MB through at the import."""

from django.contrib import admin
from django.urls import path

from proctor_site.seats import views

app_name = "seats"
urlpatterns = [
    path("", admin.site.admin_view(views.choose), name="choose"),
    path("<uuid:room>/", admin.site.admin_view(views.seats), name="room"),
    path("<uuid:room>/scan/", admin.site.admin_view(views.scan), name="scan"),
    path("<uuid:room>/import/", admin.site.admin_view(views.bring), name="import"),
    path("<uuid:room>/import/<str:token>/", admin.site.admin_view(views.take), name="take"),
    path("<uuid:room>/<slug:verb>/", admin.site.admin_view(views.act), name="act"),
]
