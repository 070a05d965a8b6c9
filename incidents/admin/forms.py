"""What the batch verbs ask for; the limits are the verbs' own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.operations.locks import MOST_TEXT
from incidents.operations.shared import MOST_REASON


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_REASON,
        widget=forms.TextInput(attrs={"class": "vTextField", "autofocus": True}),
        help_text=_("It goes onto the record sheet."),
    )


class AbsenceForm(ReasonForm):
    """The reason of an absence is seldom known."""

    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_REASON, required=False, widget=forms.TextInput(attrs={"class": "vTextField"})
    )


class ExtraTimeForm(ReasonForm):
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600)
    field_order = ("minutes", "reason")


class LockForm(forms.Form):
    text = forms.CharField(
        label=_("What the candidate reads"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "autofocus": True}),
    )
