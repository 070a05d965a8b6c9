"""The requirements as a form: a field for each item, and programs one a line."""

import re
from typing import Any, Final

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from formats.environment import Requirements
from formats.plan import MachineRequirement, Program
from proctor_site.checks.words import item

MOST_PROGRAMS: Final = 50
MOST_VALUE: Final = 1e9
AS_LINES: Final = gettext_lazy("One a line: name = program;program. As in: 浏览器 = chrome.exe;chromium")


class RequirementsForm(forms.Form):
    """`stored` is what is shown; `wanted` what was entered, once it is valid."""

    def __init__(self, stored: Requirements, data: Any = None) -> None:
        super().__init__(data)
        self._stored = stored
        for place, each in enumerate(stored.machine):
            self.fields[f"item_{place}"] = _field(each)
        self.fields["software"] = _programs_field(gettext_lazy("Required software"), stored.software)
        self.fields["forbidden"] = _programs_field(gettext_lazy("Forbidden processes"), stored.forbidden)

    def clean_software(self) -> tuple[Program, ...]:
        return _programs(self.cleaned_data["software"])

    def clean_forbidden(self) -> tuple[Program, ...]:
        return _programs(self.cleaned_data["forbidden"])

    def wanted(self) -> Requirements:
        given = self.cleaned_data
        machine = tuple(
            msgspec.structs.replace(each, minimum=given[f"item_{place}"])
            for place, each in enumerate(self._stored.machine)
        )
        return Requirements(machine=machine, software=given["software"], forbidden=given["forbidden"])


def _field(each: MachineRequirement) -> forms.Field:
    if isinstance(each.minimum, str):
        return forms.CharField(label=item(each.item), initial=each.minimum, max_length=200, required=False)
    return forms.FloatField(label=item(each.item), initial=f"{each.minimum:g}", min_value=0, max_value=MOST_VALUE)


def _programs_field(label: Any, programs: tuple[Program, ...]) -> forms.Field:
    lines = "\n".join(f"{each.name} = {';'.join(each.executables)}" for each in programs)
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, initial=lines, required=False, max_length=5000, widget=area, help_text=AS_LINES)


def _programs(text: str) -> tuple[Program, ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_PROGRAMS:
        raise forms.ValidationError(_("At most %(most)d programs.") % {"most": MOST_PROGRAMS})
    return tuple(_program(line) for line in lines)


def _program(line: str) -> Program:
    name, _sign, names = line.replace("＝", "=").partition("=")
    executables = tuple(each.strip() for each in re.split("[;；]", names) if each.strip())
    if not name.strip() or not executables or any("/" in each or "\\" in each for each in executables):
        raise forms.ValidationError(
            _("“%(line)s” is no program: write name = program, without folders.") % {"line": line}
        )
    return Program(name=name.strip(), executables=executables)
