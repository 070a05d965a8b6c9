"""How letters and moments stand on the centre's pages."""

from datetime import datetime

from django import template

register = template.Library()


@register.filter
def grouped(letters: str) -> str:
    """In fours, as they are read out."""
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


@register.filter
def plan_time(moment: datetime) -> str:
    """In the plan's own time zone, which the moment carries."""
    return f"{moment:%Y-%m-%d %H:%M}"
