"""用户管理: the list of accounts, and a page for each act on one (S1). Each reads the request, calls a verb, and tells."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from formats.refused import Refused
from journal.actor import Actor
from proctor_site.people.forms import AddForm, PasswordForm, PersonForm
from proctor_site.steps.choosing import rooms_of
from rooms.admin_parts import actor
from rooms.models import Staff
from rooms.operations import staff as verbs


@dataclass(frozen=True)
class Row:
    staff: Staff
    may_change: bool


def people(request: HttpRequest) -> HttpResponse:
    """Everybody, with role, rooms and whether the account is in use."""
    who = actor(request)
    if "rooms.view_staff" not in who.permissions:
        raise PermissionDenied
    manages = verbs.RIGHT in who.permissions
    rows = [Row(each, manages and verbs.may_manage(who, each)) for each in _everybody() if _is_shown(who, each)]
    return _page(request, "people/list.html", {"title": _("User management"), "rows": rows, "may_add": manages})


def add(request: HttpRequest) -> HttpResponse:
    who = _manager(request)
    form = AddForm(request.POST or None, rooms=rooms_of(who), initial={"role": Staff.Role.INVIGILATOR})
    return _act(request, form, _("Add an account"), lambda given: verbs.add_staff(who, **_without(given, "again")))


def change(request: HttpRequest, pk: int) -> HttpResponse:
    who, staff = _manager(request), _staff(pk)
    facts = {"name": staff.name, "phone": staff.phone, "role": staff.role, "rooms": staff.rooms.all()}
    form = PersonForm(request.POST or None, rooms=rooms_of(who), initial=facts)
    return _act(
        request, form, _("Change %(account)s") % _named(staff), lambda given: verbs.change_staff(who, staff, **given)
    )


def password(request: HttpRequest, pk: int) -> HttpResponse:
    who, staff = _manager(request), _staff(pk)
    form = PasswordForm(request.POST or None)

    def reset(given: dict[str, Any]) -> None:
        stored = verbs.reset_password(who, staff, password=given["password"])
        if stored.user_id == request.user.pk:
            update_session_auth_hash(request, stored.user)  # or one's own page would end here

    return _act(request, form, _("Reset the password of %(account)s") % _named(staff), reset)


def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    who, staff = _manager(request), _staff(pk)
    title = _("Switch off %(account)s") % _named(staff)
    told = _("The account can no longer log in. What it has done stays.")
    return _act(request, forms.Form(request.POST), title, lambda _given: verbs.deactivate_staff(who, staff), told)


def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    who, staff = _manager(request), _staff(pk)
    title = _("Switch on %(account)s") % _named(staff)
    told = _("The account can log in again, with the password that it had.")
    return _act(request, forms.Form(request.POST), title, lambda _given: verbs.reactivate_staff(who, staff), told)


# --- shared
def _act(
    request: HttpRequest, form: forms.Form, title: str, verb: Callable[[dict[str, Any]], object], told: str = ""
) -> HttpResponse:
    """The form, or what a yes would do, the same for the first time and for faults; a good one calls the verb."""
    if request.method == "POST" and form.is_valid():
        try:
            verb(form.cleaned_data)
        except Refused as refused:
            field = refused.values.get("field")
            form.add_error(field if field in form.fields else None, refused.say(_))
        else:
            messages.success(request, _("%(what)s: done.") % {"what": title})
            return redirect("people:list")
    context = {"title": title, "form": form, "told": told}
    return _page(request, "people/form.html", context, status=409 if form.errors else 200)


def _manager(request: HttpRequest) -> Actor:
    who = actor(request)
    if verbs.RIGHT not in who.permissions:
        raise PermissionDenied
    return who


def _everybody() -> QuerySet[Staff]:
    return Staff.objects.select_related("user").prefetch_related("rooms").order_by("-user__is_active", "user__username")


def _is_shown(who: Actor, staff: Staff) -> bool:
    """Somebody of certain rooms sees who may come into them."""
    return who.rooms is None or not staff.rooms.all() or any(room.pk in who.rooms for room in staff.rooms.all())


def _staff(pk: int) -> Staff:
    return get_object_or_404(Staff.objects.select_related("user"), pk=pk)


def _named(staff: Staff) -> dict[str, str]:
    return {"account": f"{staff.user.get_username()} {staff.name}".strip()}


def _without(given: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key != name}


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    request.current_app = admin.site.name
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)
