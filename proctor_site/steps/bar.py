"""The numbered bar on every page that prepares an exam (B2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from journal import clock
from journal.actor import Actor
from proctor_site.steps.answers import Answer
from proctor_site.steps.choosing import chosen_room, rooms_of
from proctor_site.steps.course import STEPS, Step, course
from rooms.models import Room


@dataclass(frozen=True)
class Place:
    """One step as the bar shows it; without an address there is no page that does it."""

    words: str | Promise
    url: str
    state: str
    told: str
    here: bool


@dataclass(frozen=True)
class Bar:
    """`rooms` are those to choose from; empty where there is no choice."""

    room: Room | None
    rooms: Sequence[Room]
    places: Sequence[Place]


def bar(request: HttpRequest, who: Actor) -> Bar | None:
    """The bar for this page; None on a page that belongs to no step."""
    if not any(_is_here(step, request.path) for step in STEPS):
        return None
    room = chosen_room(request, who)
    rooms = list(rooms_of(who))
    answers = course(room, clock.now())
    return Bar(room, rooms if len(rooms) > 1 else [], list(_places(answers, request.path)))


def _places(answers: Sequence[Answer], path: str) -> Iterable[Place]:
    for step, answer in zip(STEPS, answers, strict=True):
        url = reverse(step.page) if step.page else ""
        yield Place(step.words, url, answer.state.value, answer.say(_), _is_here(step, path))


def _is_here(step: Step, path: str) -> bool:
    return any(path.startswith(reverse(name)) for name in (step.page, *step.also) if name)
