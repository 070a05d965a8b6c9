"""How values are written on paper."""

import re
from collections.abc import Iterable
from typing import Final

from django import template
from django.utils.translation import gettext as _

from exams.models import PHASE_NAMES, Phase
from exams.operations import Person
from incidents.event_names import name_of
from incidents.telling import seat_text, span, whole_span

register = template.Library()
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
LONG_WORD: Final = re.compile(r"\S{60}(?=\S)")
ZERO_WIDTH_SPACE: Final = "\u200b"


register.filter("seat", seat_text)
register.filter("span", whole_span)
register.filter("exact", span)


@register.filter
def person(who: Person) -> str:
    """张三(15011111111)"""
    return f"{who.name}({who.phone})" if who.phone else who.name


@register.filter
def people(persons: Iterable[Person]) -> str:
    return _(", ").join(person(who) for who in persons if who.name)


@register.filter
def phase_name(phase: Phase) -> str:
    return str(PHASE_NAMES[phase])


@register.filter
def event_name(code: str) -> str:
    return name_of(code)


@register.filter
def breakable(text: str) -> str:
    """What a candidate typed, as paper can bear it: laying out 20,000 letters without a blank takes a minute, and a
    control character would be a box. Long words may break, and such a character stands by its code.
    """
    visible = CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
    return LONG_WORD.sub(lambda found: f"{found[0]}{ZERO_WIDTH_SPACE}", visible)


@register.filter
def grouped(text: str) -> list[str]:
    """A hash as two lines of groups of eight, as one can read it aloud."""
    groups = [text[place : place + 8] for place in range(0, len(text), 8)]
    return [" ".join(groups[place : place + 4]) for place in range(0, len(groups), 4)]
