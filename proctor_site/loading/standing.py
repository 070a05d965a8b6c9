"""What 载入考务 shows of a room: the sessions, what can be done, and how fetching goes (B10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from exams.meeting import Other, met_by
from exams.models import Phase, Plan, Session, Subject
from journal import clock
from proctor_site.frame.overview import SHAPES
from proctor_site.loading import shelf
from proctor_site.loading.fetching import last_fetch
from proctor_site.uplink.away import Contact, contact_of
from rooms import jobs
from rooms.centre.answers import Package
from rooms.models import CentreLink, Job, Room


@dataclass(frozen=True)
class SessionLine:
    session: Session
    phase: Phase
    shape: str
    candidates: int
    lacks_seats: bool
    is_rehearsal: bool
    meets: Sequence[Other]


@dataclass(frozen=True)
class Tool:
    """A button: pressed when `why` is empty."""

    why: str = ""


@dataclass(frozen=True)
class Fetching:
    """The last fetch: how far, or how it ended; `waiting` are packages that would replace a plan."""

    job: Job
    progress: int
    is_ended: bool
    text: str
    waiting: Sequence[Package]


@dataclass(frozen=True)
class Standing:
    room: Room
    seats: int
    lines: Sequence[SessionLine]
    contact: Contact
    fetching: Fetching | None
    fetch: Tool
    bring: Tool
    another: Tool | None  # a plan beside those that are loaded, once 导入 is closed; it stays open for good
    reload: Tool


def standing(room: Room, now: datetime) -> Standing:
    seats = room.seats.count()
    plans = list(room.plans.annotate(begun=Count("sessions", filter=Q(sessions__authorised_at__isnull=False))))
    fetching = _fetching(room)
    is_whole = _is_whole(plans)
    contact = contact_of(room, now)
    away = _("the test centre cannot be reached") if contact.is_away else ""  # then nothing is stored (E1)
    return Standing(
        room=room,
        seats=seats,
        lines=_lines(room, plans, seats, now),
        contact=contact,
        fetching=fetching,
        fetch=Tool(_why_no_fetch(room, plans, fetching) or away),
        bring=Tool(_("loaded already") if is_whole else away),
        another=Tool(away) if is_whole else None,
        reload=Tool(_why_no_reload(plans, fetching) or away),
    )


# --- sessions
def _sessions(room: Room) -> Any:
    counted = Session.objects.filter(plan__room=room).annotate(people=Count("candidates"))
    return counted.select_related("plan__room").order_by("planned_start", "number")


def _lines(room: Room, plans: Sequence[Plan], seats: int, now: datetime) -> list[SessionLine]:
    meets = met_by(plans)
    return [_line(each, seats, now, meets.get((each.plan_id, each.number), ())) for each in _sessions(room)]


def _line(session: Session, seats: int, now: datetime, meets: Sequence[Other]) -> SessionLine:
    phase, people = session.phase(now), session.people  # type: ignore[attr-defined]  # annotated above
    is_over = phase in (Phase.ENDED, Phase.REPORTED)
    return SessionLine(
        session, phase, SHAPES[phase], people, people > seats, session.plan.is_mock, () if is_over else meets
    )


# --- tools
def _why_no_fetch(room: Room, plans: Sequence[Plan], fetching: Fetching | None) -> str:
    link = CentreLink.objects.filter(room=room).first()
    if room.mode != Room.Mode.CENTRE:
        return _("standalone: import the package as a file")
    if link is None or not link.token:
        return _("register the room first")
    if fetching and not fetching.is_ended:
        return _("being fetched")
    return _("loaded already") if plans and not _offers_another(link, plans) else ""


def _offers_another(link: CentreLink, plans: Sequence[Plan]) -> bool:
    """A plan that is not here yet may be fetched beside those that are."""
    return not {package.plan for package in offered(link)} <= {str(plan.uuid) for plan in plans}


def offered(link: CentreLink) -> list[Package]:
    return msgspec.convert(link.packages, list[Package])


def _why_no_reload(plans: Sequence[Any], fetching: Fetching | None) -> str:
    if not plans:
        return _("nothing has been loaded yet")
    if fetching and not fetching.is_ended:
        return _("being fetched")
    return _("authorised already") if all(plan.begun for plan in plans) else ""


def _is_whole(plans: Sequence[Plan]) -> bool:
    """Every subject has its paper, every session its candidates."""
    subjects = Subject.objects.filter(session__plan__in=plans)
    missing = subjects.filter(Q(paper__isnull=True) | Q(session__candidates__isnull=True))
    return bool(plans) and not missing.exists()


# --- fetching
def _fetching(room: Room) -> Fetching | None:
    job = last_fetch(room)
    if job is None:
        return None
    job = jobs.look_at(job.pk, clock.now())
    is_ended = not job.is_open
    told = msgspec.convert(job.result.get("waiting", []), list[Package])
    waiting = [package for package in told if _still_waits(room, package)]
    is_over = bool(told) and not waiting and not job.result.get("loaded")
    return Fetching(job, job.progress, is_ended, "" if is_over else words(job), waiting)


def _still_waits(room: Room, package: Package) -> bool:
    is_loaded = room.plans.filter(uuid=package.plan, revision__gte=package.revision).exists()
    return not is_loaded and shelf.place(package.sha256).exists()


def words(job: Job) -> str:
    """How the fetch stands, in one sentence."""
    if jobs.nobody_works(job, clock.now()):
        return _("The worker is not running: start it with “manage.py worker”.")
    match job.state:
        case Job.State.WAITING:
            return _("Waiting for the worker …")
        case Job.State.RUNNING:
            return _("The exam is being fetched: %(percent)d %%") % {"percent": job.progress}
        case Job.State.FAILED if "text" in job.result:
            return _(job.result["text"]) % job.result["values"]
        case Job.State.FAILED:
            return _("Fetching failed. Press 下载 again: it goes on where it stopped.")
        case Job.State.CANCELLED:
            return _("Cancelled. 下载 goes on where it stopped.")
    return _outcome(job)


def _outcome(job: Job) -> str:
    loaded, waiting = job.result.get("loaded", []), job.result.get("waiting", [])
    if loaded:
        return _("Fetched and loaded: %(names)s") % {"names": "、".join(loaded)}
    if waiting:
        return _("A newer package is here. Look at what differs, then load it.")
    return _("The test centre has nothing newer.")


def told(job: Job) -> dict[str, Any]:
    """The job as the page that waits needs it (documents/wait.js)."""
    is_ended = not job.is_open
    return {"progress": job.progress, "ended": is_ended, "text": words(job), "url": ""}
