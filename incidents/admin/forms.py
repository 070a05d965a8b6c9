"""What the batch verbs ask for; the limits are the verbs' own."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.models import ViolationType
from incidents.operations.locks import MOST_TEXT
from incidents.operations.shared import MOST_REASON
from incidents.operations.violations import MOST_DESCRIPTION


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_REASON,
        widget=forms.TextInput(attrs={"class": "vTextField", "autofocus": True}),
        help_text=_("It goes onto the record sheet."),
    )


class ResumeForm(ReasonForm):
    """What was lost is given back with the resume, unless somebody says otherwise (F2)."""

    give_back = forms.BooleanField(label=_("Give back as measured (recommended)"), required=False, initial=True)


class AbsenceForm(ReasonForm):
    """The reason of an absence is seldom known."""

    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_REASON, required=False, widget=forms.TextInput(attrs={"class": "vTextField"})
    )


class ExtraTimeForm(ReasonForm):
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600)
    field_order = ("minutes", "reason")


class SureForm(forms.Form):
    """Nothing is asked but whether it is meant."""


class ViolationForm(forms.Form):
    """Of several candidates at once: one entry each."""

    type_code = forms.ChoiceField(label=_("Violation type"))
    description = forms.CharField(
        label=_("Description"),
        max_length=MOST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(kind.code, str(kind)) for kind in ViolationType.objects.all()]
        cast(forms.ChoiceField, self.fields["type_code"]).choices = [("", "---------"), *types]


class LockForm(forms.Form):
    text = forms.CharField(
        label=_("What the candidate reads"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "autofocus": True}),
    )
