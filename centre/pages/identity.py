"""考点参数: code, name and address of the centre, and the fingerprint of its key."""

import socket

import psutil
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from centre import operations
from centre.keys import keys
from centre.models.identity import this_centre
from centre.pages.shared import actor, page
from formats.refused import Refused

DEFAULT_PORT = 8100


class IdentityForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("centre code"), max_length=7)
    name = forms.CharField(label=pgettext_lazy("exam", "centre name"), max_length=100, required=False)
    address = forms.CharField(label=gettext_lazy("centre machine IP"), max_length=100, required=False)


@page("centre.manage_identity")
def show(request: HttpRequest) -> HttpResponse:
    centre = this_centre()
    stored = {"code": centre.code, "name": centre.name, "address": centre.address}
    form = IdentityForm(request.POST or None, initial=stored)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_identity(actor(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.say(_))
        else:
            messages.success(request, _("Stored."))
            return redirect("identity")
    context = {"form": form, "fingerprint": keys().fingerprint, "addresses": addresses()}
    return render(request, "centre/identity.html", context)


def addresses() -> list[str]:
    """This machine's addresses as rooms would call them: with the port if it is not the usual one."""
    port = "" if settings.CENTRE_PORT == DEFAULT_PORT else f":{settings.CENTRE_PORT}"
    found = {each.address for card in psutil.net_if_addrs().values() for each in card if each.family == socket.AF_INET}
    return [f"{address}{port}" for address in sorted(found - {"127.0.0.1"})]
