"""Addresses of the centre's site."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog, set_language

from centre.api.errors import nothing_here
from centre.api.v1 import api
from centre.health import healthz
from centre.pages import accounts, board, codes, identity, plans, results, rooms, sheet, typed
from centre.passwords import ChangePassword

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("api/v1/", api.urls),
    re_path(r"^api/", nothing_here),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}control_room/icon.svg")),
    path("language/", set_language, name="set_language"),
    path("words.js", JavaScriptCatalog.as_view(domain="djangojs"), name="words"),
    path(
        "login/", LoginView.as_view(template_name="centre/login.html", redirect_authenticated_user=True), name="login"
    ),
    path("logout/", LogoutView.as_view(next_page="login"), name="logout"),
    path("password/", ChangePassword.as_view(), name="password"),
    path("", RedirectView.as_view(pattern_name="board")),
    path("board/", board.show, name="board"),
    path("board/state/", board.state, name="board-state"),
    path("codes/", codes.show, name="codes"),
    path("plans/", plans.show, name="plans"),
    path("import/", plans.load, name="load"),
    path("plans/new/", typed.new_plan, name="new-plan"),
    path("plans/<uuid:plan>/typed/", typed.plan, name="typed-plan"),
    path("plans/<uuid:plan>/candidates/", typed.candidates, name="typed-candidates"),
    path("plans/<uuid:plan>/paper/", typed.paper, name="typed-paper"),
    path("plans/<uuid:plan>/publish/", plans.publish, name="publish"),
    path("plans/<uuid:plan>/package/", plans.package, name="package"),
    path("plans/<uuid:plan>/authorization/<int:session>/", plans.authorization, name="authorization"),
    path("rooms/", rooms.show, name="rooms"),
    path("rooms/add/", rooms.add, name="add-room"),
    path("rooms/<int:room>/release/", rooms.release, name="release-room"),
    path("results/", results.show, name="results"),
    path("results/import/", results.load, name="load-results"),
    path("results/<uuid:result>/", results.one, name="result"),
    path("results/<uuid:result>/receipt/", results.receipt, name="receipt"),
    path("results/<uuid:result>/receipt/receipt.pdf", results.receipt_pdf, name="receipt-pdf"),
    path("results/<uuid:result>/package/", results.package, name="result-package"),
    path("sheet/", sheet.show, name="sheet"),
    path("sheet/centre_info_sheet.html", sheet.html, name="sheet-html"),
    path("sheet/centre_info_sheet.pdf", sheet.pdf, name="sheet-pdf"),
    path("identity/", identity.show, name="identity"),
    path("accounts/", accounts.show, name="accounts"),
    path("admin/", admin.site.urls),
]
