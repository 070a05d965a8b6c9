"""账号: who may log in, and another password for somebody who forgot it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centre import operations
from centre.models import Account
from centre.pages.shared import actor, done, page


class ResetForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("account"), max_length=150)
    password = forms.CharField(
        label=gettext_lazy("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )


@page("centre.manage_accounts")
def show(request: HttpRequest) -> HttpResponse:
    form = ResetForm(request.POST or None)
    if form.is_valid():

        def act() -> str:
            user = operations.set_password(actor(request), form.cleaned_data["name"], form.cleaned_data["password"])
            return _("The password of %(name)s was changed.") % {"name": user.get_username()}

        return done(request, act, "accounts")
    accounts = Account.objects.select_related("user").order_by("user__username")
    return render(request, "centre/accounts.html", {"form": form, "accounts": accounts})
