"""What a person fills in: files, then a yes."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.models import Plan
from rooms.models import Room

MOST_FILES = 20


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Every file that was chosen or dropped; an empty one is for the reader to tell."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = list(data or [])
        if not files:
            raise forms.ValidationError(_("Choose at least one file."))
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)d files at a time.") % {"most": MOST_FILES})
        return files


class UploadForm(forms.Form):
    uploads = ManyFilesField(label=_("Files"))
    room = forms.ModelChoiceField(
        label=pgettext_lazy("exam", "room"),
        queryset=Room.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("as the plan says, or the only one"),
    )
    plan = forms.ModelChoiceField(
        label=pgettext_lazy("exam", "plan"),
        queryset=Plan.objects.none(),
        required=False,
        empty_label=_("the one among the files, or loaded last"),
    )
    starts_at = forms.DateTimeField(
        label=_("Start of the first session"),
        required=False,
        help_text=_("Moves all sessions of a plan; the others keep their distance."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}),
    )

    def __init__(self, *args: Any, rooms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]  # a ModelChoiceField
        plans = Plan.objects.filter(room__in=rooms).select_related("room").order_by("-loaded_at")
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]  # as above
        self.fields["plan"].label_from_instance = _named  # type: ignore[attr-defined]  # as above


def _named(plan: Plan) -> str:
    return f"{plan.room.code} {plan.name} ({plan.get_kind_display()})"


class ConfirmForm(forms.Form):
    """`seen` is what the preview showed; `agreed` the yes to what has to be confirmed."""

    seen = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(required=False)
