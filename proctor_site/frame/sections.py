"""The sections of the side bar in the order of an exam day, each with what this person may open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


@dataclass(frozen=True)
class Place:
    """A page; shown to whoever has the permission, to everybody when it is empty."""

    words: Words
    name: str
    permission: str = ""


@dataclass(frozen=True)
class Link:
    words: Words
    url: str
    here: bool


@dataclass(frozen=True)
class Section:
    words: Words
    links: tuple[Link, ...]


SECTIONS: Final[tuple[tuple[Words, tuple[Place, ...]], ...]] = (
    (
        _("Before the exam"),
        (
            Place(_("Room parameters"), "steps:parameters", "rooms.view_room"),
            Place(_("Seat management"), "seats:choose", "rooms.view_seat"),
            Place(_("Machines"), "admin:rooms_machine_changelist", "rooms.view_machine"),
            Place(_("Environment check"), "checks:environment", "rooms.see_room"),
            Place(_("Load the exam"), "loading:page", "rooms.see_room"),
            Place(_("Plans"), "admin:exams_plan_changelist", "exams.view_plan"),
            Place(_("Sessions"), "admin:exams_session_changelist", "exams.view_session"),
            Place(_("Candidate list"), "admin:exams_candidate_changelist", "exams.view_candidate"),
            Place(_("Seating"), "seating:choose", "exams.view_candidate"),
            Place(_("Seal check"), "checks:seal", "rooms.see_room"),
        ),
    ),
    (
        _("During the exam"),
        (
            Place(_("Control room"), "control-room:choose", "rooms.see_room"),
            Place(_("Sittings"), "admin:exams_sitting_changelist", "exams.view_sitting"),
            Place(
                pgettext_lazy("exam", "violations"), "admin:incidents_violation_changelist", "incidents.view_violation"
            ),
            Place(pgettext_lazy("exam", "resumes"), "admin:incidents_resume_changelist", "incidents.view_resume"),
            Place(_("Absence registration"), "admin:incidents_absence_changelist", "incidents.view_absence"),
            Place(_("Extra time and credits"), "admin:exams_timeentry_changelist", "exams.view_timeentry"),
            Place(_("attendance list"), "admin:incidents_attendance_changelist", "incidents.view_attendance"),
            Place(pgettext_lazy("exam", "outings"), "admin:incidents_outing_changelist", "incidents.view_outing"),
            Place(pgettext_lazy("person", "messages"), "admin:incidents_message_changelist", "incidents.view_message"),
            Place(_("raised hands"), "admin:incidents_raisedhand_changelist", "incidents.view_raisedhand"),
            Place(_("code requests"), "admin:incidents_coderequest_changelist", "incidents.view_coderequest"),
            Place(_("screen locks"), "admin:incidents_screenlock_changelist", "incidents.view_screenlock"),
            Place(_("interruptions"), "admin:incidents_interruption_changelist", "incidents.view_interruption"),
        ),
    ),
    (
        _("After the exam"),
        (
            Place(_("Documents"), "documents:choose", "rooms.see_room"),
            Place(_("Report results"), "reporting:choose", "rooms.see_room"),
        ),
    ),
    (
        _("System management"),
        (
            Place(_("User management"), "people:list", "rooms.view_staff"),
            Place(_("violation types"), "admin:incidents_violationtype_changelist", "incidents.view_violationtype"),
            Place(_("Journal of the room"), "admin:journal_event_changelist", "journal.view_event"),
            Place(_("Remote control"), "system:remote", "rooms.command_machines"),
            Place(_("Initialise the system"), "system:initialise", "rooms.manage_room"),
            Place(_("Change the password"), "admin:password_change"),
        ),
    ),
)


def sections(request: HttpRequest) -> list[Section]:
    """What this person may open; a section without a page is left out."""
    permissions = request.user.get_all_permissions()
    found = [
        Section(words, tuple(_link(place, request.path) for place in _allowed(places, permissions)))
        for words, places in SECTIONS
    ]
    return [section for section in found if section.links]


def _allowed(places: Iterable[Place], permissions: set[str]) -> Iterable[Place]:
    return (place for place in places if not place.permission or place.permission in permissions)


def _link(place: Place, path: str) -> Link:
    url = reverse(place.name)
    return Link(place.words, url, here=path.startswith(url))
