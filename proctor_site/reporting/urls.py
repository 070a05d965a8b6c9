"""Addresses of 上报, under the admin site."""

from django.urls import path

from proctor_site.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("<uuid:session>/", views.session, name="session"),
    path("<uuid:session>/state/", views.state, name="state"),
    path("<uuid:session>/cancel/", views.cancel, name="cancel"),
    path("<uuid:session>/package/", views.package, name="package"),
    path("<uuid:session>/bring/", views.bring, name="bring"),
    path("<uuid:session>/receipt/", views.receipt, name="receipt"),
    path("<uuid:session>/receipt/receipt.pdf", views.receipt_pdf, name="receipt-pdf"),
]
