"""How values are written on paper."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _

from exams.models import PHASE_NAMES, Phase
from exams.operations import Person
from incidents.event_names import name_of
from incidents.telling import seat_text, span, whole_span

register = template.Library()


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
def grouped(text: str) -> list[str]:
    """A hash as two lines of groups of eight, as one can read it aloud."""
    groups = [text[place : place + 8] for place in range(0, len(text), 8)]
    return [" ".join(groups[place : place + 4]) for place in range(0, len(groups), 4)]
