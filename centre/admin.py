"""Lists to look at; nothing is changed here, for the verbs and their journal do that."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.models import Candidate, IssuedCode, JournalEntry, Package, Result, SealCheck, UsedCode

for model in (User, Group):
    if admin.site.is_registered(model):  # both sites are loaded together where their types are checked
        admin.site.unregister(model)


class ReadOnly(admin.ModelAdmin):
    """For everybody with an account of this site."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return hasattr(request.user, "account")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return hasattr(request.user, "account")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Candidate)
class Candidates(ReadOnly):
    list_display = ("room", "session", "subject", "ticket", "name", "sequence")
    list_filter = ("plan__room", "session")
    search_fields = ("ticket", "name")
    list_select_related = ("plan__room",)
    fields = ("room", "session", "subject", "ticket", "name", "sequence")
    readonly_fields = ("room",)

    @admin.display(description=pgettext_lazy("exam", "room"))
    def room(self, candidate: Candidate) -> str:
        return candidate.plan.room.code


@admin.register(Package)
class Packages(ReadOnly):
    list_display = ("room", "plan", "revision", "published_at", "size")
    list_select_related = ("plan__room",)
    fields = ("room", "plan", "revision", "published_at", "size", "sha256")
    readonly_fields = ("room", "size", "sha256")

    @admin.display(description=pgettext_lazy("exam", "room"))
    def room(self, package: Package) -> str:
        return package.plan.room.code


@admin.register(Result)
class Results(ReadOnly):
    list_display = ("room", "session", "version", "received_at", "size")
    list_filter = ("room", "session")
    list_select_related = ("room",)
    fields = ("room", "session", "version", "received_at", "size", "sha256")
    readonly_fields = ("sha256",)


@admin.register(SealCheck)
class SealChecks(ReadOnly):
    list_display = ("room", "at", "passed", "by", "failed", "received_at")
    list_filter = ("room", "passed")
    list_select_related = ("room",)
    fields = ("room", "at", "passed", "by", "failed", "received_at")
    readonly_fields = ("failed",)

    @admin.display(description=_("not passed"))
    def failed(self, check: SealCheck) -> str:
        return ", ".join(line["code"] for line in check.lines if not line["passed"])


class Codes(ReadOnly):
    list_filter = ("kind",)
    search_fields = ("code", "challenge")


@admin.register(IssuedCode)
class IssuedCodes(Codes):
    list_display = ("issued_at", "plan", "kind", "session", "minutes", "count", "challenge", "code", "level", "by")
    list_select_related = ("plan",)


@admin.register(UsedCode)
class UsedCodes(Codes):
    list_display = ("used_at", "room", "kind", "session", "minutes", "count", "challenge", "code", "known")
    list_select_related = ("room",)

    @admin.display(description=_("computed here"), boolean=True)
    def known(self, used: UsedCode) -> bool:
        return used.is_known


@admin.register(JournalEntry)
class JournalEntries(ReadOnly):
    list_display = ("at", "code", "address", "chain", "number")
    list_filter = ("code",)
    list_select_related = ("chain",)
    ordering = ("-at", "-pk")
    fields = ("at", "code", "address", "chain", "number", "body", "hash")
