"""An admin action that asks, calls a verb for each row, and tells (docs/style.md)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from formats.refused import Refused
from rooms.admin_parts import OfMyRooms, actor

Check: TypeAlias = Callable[[Any], None]


@dataclass(frozen=True)
class Meant:
    """What a marked row is called, what is to be known of it, and why the verb would leave it out; empty when it would not."""

    name: str
    note: str
    why: str


@dataclass(frozen=True)
class Known:
    """What a confirmation shows beside the names: a column of notes by primary key, and a question."""

    heading: str = ""
    notes: Mapping[Any, str] = field(default_factory=dict)
    question: str = ""


NOTHING: Final = Known()


def is_confirmed(request: HttpRequest) -> bool:
    return "confirmed" in request.POST


def ask(
    admin: OfMyRooms,
    request: HttpRequest,
    queryset: QuerySet,
    form: forms.Form,
    *,
    check: Check | None = None,
    known: Known = NOTHING,
) -> HttpResponse:
    """The confirmation page, the same for the first time and for faults in the form.

    It shows who is meant and, where there is a `check` that raises `Refused`, who would be left out and why (F10).
    """
    name = request.POST["action"]
    title = admin.get_actions(request)[name][2]  # type: ignore[index]  # the action that is running
    meant = [Meant(admin.named(row), known.notes.get(row.pk, ""), _why(row, check)) for row in queryset]
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.model._meta,
        "meant": [each for each in meant if not each.why],
        "left_out": [each for each in meant if each.why],
        "known": known,
        "form": form,
        "action": name,
        "marked": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "checkbox": ACTION_CHECKBOX_NAME,
        "across": request.POST.get("select_across", "0"),
        "media": admin.media + form.media,
    }
    return TemplateResponse(request, "admin/ask.html", context)


def each(
    admin: OfMyRooms, request: HttpRequest, rows: Iterable[Any], verb: Callable[..., object], **values: object
) -> None:
    """Call `verb(actor, row, **values)` for each row: a refusal is told by name and stops no other; so is who was done."""
    who, done, found = actor(request), [], list(rows)
    for row in found:
        try:
            verb(who, row, **values)
        except Refused as refused:
            told = {"row": admin.named(row), "reason": refused.say(_)}
            admin.message_user(request, _("%(row)s: %(reason)s") % told, messages.WARNING)
        else:
            done.append(admin.named(row))
    if done:
        admin.message_user(request, _("Done: %(rows)s") % {"rows": _(", ").join(done)}, messages.INFO)
    text = ngettext("%(done)d of %(all)d done.", "%(done)d of %(all)d done.", len(found))
    level = messages.SUCCESS if len(done) == len(found) else messages.WARNING
    admin.message_user(request, text % {"done": len(done), "all": len(found)}, level)


def _why(row: Any, check: Check | None) -> str:
    if check is None:
        return ""
    try:
        check(row)
    except Refused as refused:
        return refused.say(_)
    return ""
