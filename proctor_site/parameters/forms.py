"""What the page 参数配置 asks, in the manual's order (B3)."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journal import clock
from proctor_site.uplink import away
from rooms.addresses import LOOPBACK, own_addresses
from rooms.models import CentreLink, Room
from rooms.operations.parameters import parameter_faults
from rooms.storage import default_path

DEFAULT_PORT: Final = 8100
HIDDEN: Final = "••••••••"  # the registration code is for whoever registers
OF_CENTRE: Final = ("host", "port", "registration_code")
WHILE_AWAY: Final = ("host", "port", "is_secure", "proctor_ip", "confirmed_key")


class ParametersForm(forms.Form):
    """Everything is checked at once: what the form can tell by itself, then what the verb finds."""

    code = forms.CharField(label=_("Room code"), max_length=10, help_text=_("001, or all ten digits"))
    mode = forms.ChoiceField(label=_("Centre mode"), choices=Room.Mode.choices, widget=forms.RadioSelect)
    host = forms.CharField(label=_("centre machine IP"), max_length=100, required=False)
    port = forms.IntegerField(label=_("port"), min_value=1, max_value=65535, required=False)
    is_secure = forms.BooleanField(label=_("encrypted (https)"), required=False)
    registration_code = forms.CharField(label=_("registration code"), max_length=20, required=False)
    proctor_ip = forms.ChoiceField(label=_("proctor machine IP"))
    storage_path = forms.CharField(label=_("storage path"), max_length=500)
    confirmed_key = forms.CharField(required=False, max_length=100)

    other_key = ""  # the fingerprint of another centre than the pinned one, which has to be confirmed

    def __init__(self, *args: Any, room: Room | None, read_only: bool = False, **kwargs: Any) -> None:
        """With the test centre away only its address and 监考机IP can be changed (E1)."""
        initial = stored(room)
        if read_only:
            initial["registration_code"] = HIDDEN if initial["registration_code"] else ""
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.fields["proctor_ip"].choices = [(ip, ip) for ip in own_addresses()]  # type: ignore[attr-defined]  # a ChoiceField
        self.is_away = is_away(room)
        for name, field in self.fields.items():
            field.disabled = read_only or (self.is_away and name not in WHILE_AWAY)
            if not isinstance(field, forms.CharField):
                continue
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        """What only one of the two modes needs, and what the verb would say."""
        if self.cleaned_data.get("mode") == Room.Mode.CENTRE:
            for name in OF_CENTRE:
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, _("Needed to be connected to the centre."))
        given = {name: self.cleaned_data.get(name, "") for name in ("code", "proctor_ip", "storage_path")}
        for fault in parameter_faults(**given):
            if fault.values["field"] not in self.errors:
                self.add_error(fault.values["field"], fault.say(gettext))
        return self.cleaned_data


def is_away(room: Room | None) -> bool:
    """Whether the room's test centre cannot be reached; a room that is not there yet has none."""
    return room is not None and away.contact_of(room, clock.now()).is_away


def stored(room: Room | None) -> dict[str, Any]:
    """What the page shows: what is stored, and for what is not a good beginning."""
    link = CentreLink.objects.filter(room=room).first() if room else None
    return {
        "code": room.code if room else "",
        "mode": room.mode if room else Room.Mode.CENTRE,
        "host": link.host if link else "",
        "port": link.port if link else DEFAULT_PORT,
        "is_secure": bool(link and link.is_secure),
        "registration_code": link.registration_code if link else "",
        "proctor_ip": (room and room.proctor_ip) or _first_address(),
        "storage_path": (room and room.storage_path) or default_path(),
    }


def _first_address() -> str:
    return next(iter(own_addresses()), LOOPBACK)
