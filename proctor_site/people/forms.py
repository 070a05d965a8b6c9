"""What 用户管理 asks for an account (S1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rooms.models import Room, Staff

NEW_PASSWORD = {"autocomplete": "new-password"}


class PersonForm(forms.Form):
    """Name, contact, role, rooms."""

    name = forms.CharField(label=pgettext_lazy("person", "name"), max_length=60)
    phone = forms.CharField(label=_("phone"), max_length=30, required=False)
    role = forms.ChoiceField(label=_("role"), choices=Staff.Role.choices, widget=forms.RadioSelect)
    rooms = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("exam", "rooms"),
        queryset=Room.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every room."),
    )

    def __init__(self, *args: Any, rooms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rooms"].queryset = rooms  # type: ignore[attr-defined]  # a ModelMultipleChoiceField


class PasswordForm(forms.Form):
    """A new password, and again."""

    password = forms.CharField(
        label=_("New password"), strip=False, max_length=128, widget=forms.PasswordInput(attrs=NEW_PASSWORD)
    )
    again = forms.CharField(
        label=_("New password again"), strip=False, max_length=128, widget=forms.PasswordInput(attrs=NEW_PASSWORD)
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("password") != self.cleaned_data.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return self.cleaned_data


class AddForm(PersonForm, PasswordForm):
    account = forms.CharField(label=_("account"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    field_order = ("account", "name", "phone", "role", "rooms", "password", "again")
