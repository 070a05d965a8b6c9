"""What every page is given beside its own: worked out only where a template asks for it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from exams.models import Session
from journal import clock
from proctor_site.frame.sections import Section, sections
from proctor_site.steps.bar import Bar, bar
from proctor_site.steps.choosing import chosen_room
from proctor_site.uplink.away import Contact, contact_of, goes_on
from rooms.admin_parts import actor
from rooms.models import CentreReport, Room, Staff


@dataclass(frozen=True)
class Where:
    """The room, and the session that is going on in it."""

    room: str
    session: str


class Frame:
    """The frame of one page, for one person."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def is_known(self) -> bool:
        user = getattr(self._request, "user", None)
        return user is not None and user.is_active and user.is_staff

    @cached_property
    def sections(self) -> list[Section]:
        return sections(self._request) if self.is_known else []

    @cached_property
    def steps(self) -> Bar | None:
        """The five steps, on the pages that prepare an exam."""
        return bar(self._request) if self.is_known else None

    @cached_property
    def room(self) -> Room | None:
        """The room that this browser prepares."""
        return chosen_room(self._request, actor(self._request)) if self.is_known else None

    @cached_property
    def contact(self) -> Contact | None:
        """How that room stands with its test centre (E1)."""
        return contact_of(self.room, clock.now()) if self.room else None

    @cached_property
    def refused_reports(self) -> list[CentreReport]:
        """What that centre has not taken, the newest first; a room without a centre is not asked about."""
        if not (self.contact and self.contact.is_asked):
            return []
        return list(CentreReport.objects.refused().filter(room=self.room).order_by("-created_at")[:20])

    @cached_property
    def is_read_only(self) -> bool:
        """All five steps can be looked at only."""
        return bool(self.room and self.contact and self.contact.is_away and not goes_on(self.room))

    @cached_property
    def staff(self) -> Staff | None:
        if not self.is_known:
            return None
        return Staff.objects.select_related("user").filter(user=self._request.user.pk).first()

    @cached_property
    def has_first_password(self) -> bool:
        """Of anybody: an installation is open as long as one account has it (B1)."""
        if not self.is_known:
            return False
        found = Staff.objects.exclude(initial_password="").select_related("user")
        return any(each.has_initial_password for each in found)

    @cached_property
    def may_change_it(self) -> bool:
        return self.staff is not None and self.staff.has_initial_password

    @cached_property
    def where(self) -> Where | None:
        """Nothing when this person has several rooms: then each list says it."""
        if not self.is_known:
            return None
        mine = actor(self._request).rooms
        rooms = list((Room.objects.all() if mine is None else Room.objects.filter(pk__in=mine))[:2])
        if len(rooms) != 1:
            return None
        live = Session.objects.live().filter(plan__room=rooms[0], login_allowed_at__isnull=False).first()
        return Where(rooms[0].code, live.name if live else "")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"frame": SimpleLazyObject(lambda: Frame(request))}
