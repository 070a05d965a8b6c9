"""计算授权码: a form for a request as it is told by telephone, and what became of the codes (T1, E23)."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from centre import operations
from centre.models import IssuedCode, Package, Plan, UsedCode
from centre.models.codes import Kind
from centre.operations.codes import checked
from centre.pages.shared import actor, page
from centre.rights import may
from formats.codes import Request
from formats.refused import Refused

SHOWN = 50


class RequestForm(forms.Form):
    """The fields of docs/codes.md, in the order in which they are read out."""

    plan = forms.ChoiceField(label=pgettext_lazy("code request", "Room code and exam project"))
    kind = forms.ChoiceField(label=pgettext_lazy("code request", "Kind of code"), choices=Kind.choices)
    session = forms.IntegerField(label=pgettext_lazy("code request", "Session"), min_value=1, max_value=9)
    minutes = forms.IntegerField(label=pgettext_lazy("code request", "Minutes"), min_value=0, max_value=1440, initial=0)
    count = forms.IntegerField(
        label=pgettext_lazy("code request", "Number of candidates"), min_value=0, max_value=999, initial=0
    )
    tickets = forms.CharField(
        label=pgettext_lazy("code request", "Digest of the tickets"), max_length=20, required=False
    )
    challenge = forms.CharField(label=pgettext_lazy("code request", "Challenge"), max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [("", "—"), *published()]  # type: ignore[attr-defined]  # a ChoiceField
        for name in ("tickets", "challenge"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "class": "mono", "spellcheck": "false"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A code computed, and how it was used; or one that a room used though nobody computed it here."""

    issued: IssuedCode | None
    used: UsedCode | None

    @property
    def told(self) -> IssuedCode | UsedCode:
        return self.issued or self.used  # type: ignore[return-value]  # one of the two is there


@page()
def show(request: HttpRequest) -> HttpResponse:
    """The form; posted, the code, or the request to pass on, or why neither."""
    form = RequestForm(request.POST or None)
    found: dict[str, Any] = {}
    if form.is_valid():
        try:
            found = _result(request, form.cleaned_data)
        except Refused as refused:
            found = {"refused": refused.say(_)}
    return render(request, "centre/codes.html", {"form": form, "lines": lines(), **found})


def published() -> list[tuple[str, str]]:
    """Plans of which something is published, with the level that computes their codes."""
    levels = {"centre": _("codes by the centre"), "superior": _("codes by the superior level")}
    found = []
    for plan in Plan.objects.select_related("room").filter(packages__isnull=False).distinct():
        if newest := plan.newest:
            label = (
                f"{plan.room.code} · {plan.name} · {plan.get_kind_display()} · {levels[newest.file.rules.code_policy]}"
            )
            found.append((str(plan.uuid), label))
    return found


def lines() -> list[Line]:
    """Codes used that are not known first; then what was computed, the newest first."""
    strange = UsedCode.objects.filter(issued__isnull=True).select_related("room")[:SHOWN]
    uses = {used.issued_id: used for used in UsedCode.objects.filter(issued__isnull=False)}
    issued = IssuedCode.objects.select_related("plan__room")[:SHOWN]
    return [
        *(Line(issued=None, used=used) for used in strange),
        *(Line(issued=code, used=uses.get(code.pk)) for code in issued),
    ]


def _result(request: HttpRequest, told: dict[str, Any]) -> dict[str, Any]:
    package = _package(told["plan"])
    wanted = Request(room=package.plan.room.code, **told)
    if operations.level_of(package) == "superior" and not may(actor(request), "codes.superior"):
        return {"pass_on": checked(package, wanted), "package": package, "kind": Kind(wanted.kind).label}
    computed = operations.compute_code(actor(request), package, wanted)
    return {"computed": computed, "valid_until": timezone.localtime(computed.valid_until), "package": package}


def _package(plan: str) -> Package:
    newest = Plan.objects.get(uuid=plan).newest  # the form knows only published ones
    if newest is None:
        raise Plan.DoesNotExist(plan)
    return newest
