"""Addresses of 上报, under the admin site."""

from django.urls import path

from proctor_site.reporting import checking_views, export_views, views

app_name = "reporting"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("<uuid:session>/", views.session, name="session"),
    path("<uuid:session>/state/", views.state, name="state"),
    path("<uuid:session>/cancel/", views.cancel, name="cancel"),
    path("<uuid:session>/package/", views.package, name="package"),
    path("<uuid:session>/bring/", views.bring, name="bring"),
    path("<uuid:session>/verify/", checking_views.verify, name="verify"),
    path("<uuid:session>/collect/", checking_views.collect, name="collect"),
    path("<uuid:session>/unrecoverable/<uuid:sitting>/", checking_views.unrecoverable, name="unrecoverable"),
    path("<uuid:session>/unrecoverable/<uuid:sitting>/undo/", checking_views.undo, name="undo-unrecoverable"),
    path("<uuid:session>/back-up/", checking_views.back_up, name="back-up"),
    path("<uuid:session>/back-up/cancel/", checking_views.cancel_backup, name="cancel-backup"),
    path("<uuid:session>/export/", export_views.export, name="export"),
    path("<uuid:session>/export/state/", export_views.state, name="export-state"),
    path("<uuid:session>/export/cancel/", export_views.cancel, name="cancel-export"),
    path("<uuid:session>/export/file/", export_views.file, name="export-file"),
    path("<uuid:session>/receipt/", views.receipt, name="receipt"),
    path("<uuid:session>/receipt/receipt.pdf", views.receipt_pdf, name="receipt-pdf"),
]
