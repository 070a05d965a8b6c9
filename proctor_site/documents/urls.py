"""Addresses of the documents, under the admin site."""

from django.urls import path

from proctor_site.documents import dossier_views, evidence_views, papers_views, views

app_name = "documents"
urlpatterns = [
    path("", dossier_views.choose, name="choose"),
    path("answers/<uuid:session>/", views.answers, name="answers"),
    path("record-sheet/<uuid:session>/", views.record_sheet, name="record-sheet"),
    path("record-sheet/<uuid:session>/record-sheet.pdf", views.record_sheet_pdf, name="record-sheet-pdf"),
    path("papers/<uuid:session>/<slug:paper>/", papers_views.paper, name="paper"),
    path("papers/<uuid:session>/<slug:paper>/paper.pdf", papers_views.paper_pdf, name="paper-pdf"),
    path("dossier/<uuid:session>/<slug:kind>/", dossier_views.dossier, name="dossier"),
    path("evidence/<uuid:session>/", evidence_views.evidence, name="evidence"),
    path("layout/<uuid:session>/", papers_views.layout, name="layout"),
    path("jobs/<uuid:job>/", views.job, name="job"),
    path("jobs/<uuid:job>/state/", views.state, name="state"),
    path("jobs/<uuid:job>/file/", views.file, name="file"),
    path("jobs/<uuid:job>/cancel/", views.cancel, name="cancel"),
]
