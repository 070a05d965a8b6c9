"""Addresses of the documents, under the admin site."""

from django.urls import path

from proctor_site.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("answers/<uuid:session>/", views.answers, name="answers"),
    path("record-sheet/<uuid:session>/", views.record_sheet, name="record-sheet"),
    path("record-sheet/<uuid:session>/record-sheet.pdf", views.record_sheet_pdf, name="record-sheet-pdf"),
    path("jobs/<uuid:job>/", views.job, name="job"),
    path("jobs/<uuid:job>/state/", views.state, name="state"),
    path("jobs/<uuid:job>/file/", views.file, name="file"),
    path("jobs/<uuid:job>/cancel/", views.cancel, name="cancel"),
]
