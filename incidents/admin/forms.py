"""What the batch verbs ask for; the limits are the verbs' own."""

from typing import Any, ClassVar, Final, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from incidents.models import ViolationType
from incidents.operations.locks import MOST_TEXT
from incidents.operations.shared import MOST_REASON
from incidents.operations.violations import MOST_DESCRIPTION
from incidents.reasons import reasons

MOST_TEXT_OF_REASON: Final = MOST_REASON - 40  # with the category still within what is stored


class ReasonForm(forms.Form):
    """A category and a text, stored in one line as the control room's dialogs write it (F7)."""

    list_of_reasons: ClassVar[str] = "fault"
    is_needed: ClassVar[bool] = True

    category = forms.ChoiceField(label=_("Reason"), required=False)
    reason = forms.CharField(
        label=_("Explanation"),
        max_length=MOST_TEXT_OF_REASON,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField", "autofocus": True}),
        help_text=_("It goes onto the record sheet."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [category.words for category in reasons()[self.list_of_reasons]]
        field = cast(forms.ChoiceField, self.fields["category"])
        field.choices = [*((each, each) for each in words), ("", gettext("Other"))]
        field.initial = words[0]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        category, text = values.pop("category", ""), values.get("reason", "").strip()
        both = gettext("%(category)s: %(text)s") % {"category": category, "text": text}
        values["reason"] = both if category and text else category or text
        if self.is_needed and not values["reason"]:
            self.add_error("reason", gettext("Give a reason: it goes onto the record sheet."))
        return values


class MistakeForm(ReasonForm):
    """Why something is taken back."""

    list_of_reasons = "mistake"


class ResumeForm(ReasonForm):
    """What was lost is given back with the resume, unless somebody says otherwise (F2)."""

    give_back = forms.BooleanField(label=_("Give back as measured (recommended)"), required=False, initial=True)


class AbsenceForm(ReasonForm):
    """The reason of an absence is seldom known."""

    list_of_reasons = "absence"
    is_needed = False


class ExtraTimeForm(ReasonForm):
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600)
    field_order = ("minutes", "category", "reason")


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
