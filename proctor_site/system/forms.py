"""The confirmations of 监考端初始化: three pages, each carries on what was said before (S4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.operations.initialising import Wish


class KeepForm(forms.Form):
    """First: what stays."""

    keep_parameters = forms.BooleanField(label=_("Keep the room parameters"), required=False, initial=True)
    keep_seats = forms.BooleanField(label=_("Keep the seats"), required=False, initial=True)


class SureForm(KeepForm):
    """Second: seen what goes; a reason where results have not been reported."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=200, strip=True)
    sure = forms.BooleanField(label=_("I have seen what will be deleted"))

    def wish(self) -> Wish:
        """As far as it has been said."""
        given: dict[str, Any] = self.cleaned_data
        return Wish(given["keep_parameters"], given["keep_seats"], given.get("reason", ""))


class LastForm(SureForm):
    """Third: the room code and a password, typed."""

    code = forms.CharField(label=_("Room code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    password = forms.CharField(
        label=_("Administrator's password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
