"""Typing a plan, its candidates or a paper: the cells, their faults, what would change (T2)."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from centre import operations
from centre.importing.words import COUNTED, LEVELS
from centre.models import Plan, Room
from centre.pages.shared import actor, page
from centre.typed.checking import Checked, check, store
from centre.typed.parts import Part, Typed, mark_of
from centre.typed.words import described
from formats.refused import N_, Refused
from formats.spreadsheets.differences import Difference

HOW: Final = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "changed": gettext_lazy("changed"),
    "moved": gettext_lazy("moved"),
}
MOST_SHOWN: Final = 200


class Sent(msgspec.Struct, frozen=True):
    """What the page sends: cells by sheet, the mark of what it began with, and whether to store them."""

    rows: dict[str, list[list[str]]]
    begun_with: str
    store: bool = False


@require_http_methods(["GET", "POST"])
@page("centre.load")
def new_plan(request: HttpRequest) -> HttpResponse:
    """新建考试计划, for the room that is named or one that comes with it."""
    room = Room.objects.filter(code=request.GET.get("room", "")).first()
    return _answer(request, Typed(part=Part.PLAN, room=room))


@require_http_methods(["GET", "POST"])
@page("centre.load")
def plan(request: HttpRequest, plan: UUID) -> HttpResponse:
    return _answer(request, Typed(part=Part.PLAN, plan=get_object_or_404(Plan, uuid=plan)))


@require_http_methods(["GET", "POST"])
@page("centre.load")
def candidates(request: HttpRequest, plan: UUID) -> HttpResponse:
    return _answer(request, Typed(part=Part.CANDIDATES, plan=get_object_or_404(Plan, uuid=plan)))


@require_http_methods(["GET", "POST"])
@page("centre.load")
def paper(request: HttpRequest, plan: UUID) -> HttpResponse:
    """The paper of the subject that is named; opening one that is stored is recorded."""
    found = get_object_or_404(Plan, uuid=plan)
    subject = request.GET.get("subject", "")
    if subject not in {row.subject for row in found.file.sessions}:
        raise Refused(
            "papers.no_such_subject",
            N_("The plan has no subject “%(subject)s”. Open the paper from the list of plans."),
            subject=subject[:60],
        )
    if request.method == "GET":
        operations.open_paper(actor(request), found, subject)
    return _answer(request, Typed(part=Part.PAPER, plan=found, subject=subject))


def _answer(request: HttpRequest, typed: Typed) -> HttpResponse:
    return _show(request, typed) if request.method == "GET" else _take(request, typed)


def _show(request: HttpRequest, typed: Typed) -> HttpResponse:
    book = typed.book()
    begun = {"sheets": described(typed, typed.shown(book)), "begun_with": mark_of(book)}
    return render(request, "centre/typed.html", {"typed": typed, "begun": begun})


def _take(request: HttpRequest, typed: Typed) -> HttpResponse:
    """Read what was typed, and store it when that was asked and nothing is wrong. Refusals are told as JSON."""
    try:
        sent = msgspec.json.decode(request.body, type=Sent)
        checked = check(typed, sent.rows, begun_with=sent.begun_with)
        if not sent.store or checked.is_refused or checked.changes_nothing:
            return JsonResponse(_told(checked))
        count = store(actor(request), checked)
    except msgspec.DecodeError:
        return JsonResponse({"text": _("The typed cells arrived damaged. Load the page again.")}, status=400)
    except Refused as refused:
        return JsonResponse({"text": refused.say(_)}, status=409)
    what = COUNTED[checked.batch.files[0].kind]
    messages.success(
        request, _("Stored: %(count)d %(what)s. Publish the plan once it is complete.") % {"count": count, "what": what}
    )
    return JsonResponse({**_told(checked), "stored": reverse("plans")})


def _told(checked: Checked) -> dict[str, Any]:
    found = checked.differences
    return {
        "refused": checked.is_refused,
        "faults": [
            {
                "level": fault.level,
                "word": str(LEVELS[fault.level]),
                "text": _(fault.text) % fault.values,
                "sheet": fault.sheet,
                "row": fault.row,
                "column": fault.column,
            }
            for fault in checked.faults
        ],
        "differences": None if found is None else _shown(found),
        "count": len(found or ()),
    }


def _shown(found: Sequence[Difference]) -> list[dict[str, str]]:
    return [
        {
            "how": each.how,
            "word": str(HOW[each.how]),
            "sheet": each.sheet,
            "row": each.row,
            "column": each.column,
            "before": each.before,
            "after": each.after,
        }
        for each in found[:MOST_SHOWN]
    ]
