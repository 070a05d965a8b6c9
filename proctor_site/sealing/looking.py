"""What a seal check looks at: one small function for each line (B11). Reads only; files are hashed here, outside of any transaction."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Count

from exams import papers
from exams.models import Candidate, Paper, Plan, Session, Subject
from formats.refused import N_, Refused
from proctor_site.sealing.drives import removable_drives
from proctor_site.sealing.lines import Line, failed, not_concerned, passed, warned
from proctor_site.steps.course import STEPS, course
from rooms.checks.models import CheckRun
from rooms.models import CentreLink, Machine, Matter, Room, Seat, Staff

RESULTS_LAST: Final = timedelta(hours=24)
MOST_CLOCK_MS: Final = 2000
LEAST_FREE_GB: Final = 5
MOST_NAMED: Final = 10
CONFLICTS: Final = ("two_links", "equal_fingerprints")

Look = Callable[[Room, datetime], Line]


def look(room: Room, now: datetime) -> list[Line]:
    """Every line, in the order of the page."""
    return [*_steps(room, now), *(each(room, now) for each in LOOKS)]


def _steps(room: Room, now: datetime) -> Iterable[Line]:
    """Steps 1 to 4, each with the words of its own."""
    for step, answer in zip(STEPS[:4], course(room, now), strict=False):
        line = passed if answer.is_done else failed
        yield line(f"step.{step.code}", answer.text, **answer.values)


# --- machines
def _machines(room: Room, now: datetime) -> Line:
    """Every seat online at its own number; what no candidate is waited for at only warns."""
    online = set(Machine.objects.online(now).filter(room=room).values_list("pk", flat=True))
    away = [seat for seat in room.seats.order_by("number") if seat.machine_id not in online]
    needed = _needed(room)
    missed = [seat for seat in away if seat.number in needed]
    if missed:
        return failed(
            "machines",
            N_("Offline: seats %(seats)s. Start these machines and look at their network."),
            seats=_shown(missed),
        )
    if away:
        return warned("machines", N_("Offline: the spare seats %(seats)s. Nobody sits there."), seats=_shown(away))
    return passed("machines", N_("All %(count)d seats are online."), count=room.seats.count())


def _numbers(room: Room, now: datetime) -> Line:
    """Two machines that claim one seat, or one identity, may show a number that is not theirs."""
    matters = Matter.objects.open().filter(room=room, kind__in=CONFLICTS).select_related("machine__seat")
    if matters:
        names = {matter.machine.hostname if matter.machine else matter.key[:8] for matter in matters}
        return failed(
            "numbers",
            N_("In conflict: %(machines)s. Settle it under 待处理 or in 机位管理."),
            machines="、".join(sorted(names)[:MOST_NAMED]),
        )
    elsewhere = [seat for seat in room.seats.select_related("machine").order_by("number") if _is_elsewhere(seat)]
    if elsewhere:
        return warned(
            "numbers",
            N_("Seats %(seats)s have another address than in the list: look whether the right machine stands there."),
            seats=_shown(elsewhere),
        )
    return passed("numbers", N_("Every machine is at the seat with its number."))


def _is_elsewhere(seat: Seat) -> bool:
    return bool(seat.machine and seat.machine.address and seat.machine.address != seat.ip)


def _needed(room: Room) -> set[int]:
    """The seats of the candidates to come; without an assignment the first ones, as many as the fullest session has."""
    coming = Candidate.objects.filter(session__plan__room=room, session__ended_at__isnull=True)
    assigned = set(coming.filter(seat_number__isnull=False).values_list("seat_number", flat=True))
    most = max(coming.values_list("session").annotate(n=Count("pk")).values_list("n", flat=True), default=0)
    first = room.seats.order_by("number").values_list("number", flat=True)[:most]
    return {number for number in assigned if number is not None} or set(first)


def _environment(room: Room, now: datetime) -> Line:
    run = CheckRun.objects.filter(room=room).ended().first()
    if run is None or run.ended_at is None:
        return failed("environment", N_("The environment was never checked. Do it in step 3."))
    hours = int((now - run.ended_at) / timedelta(hours=1))
    if now - run.ended_at > RESULTS_LAST:
        return failed(
            "environment",
            N_("The environment check is %(hours)d hours old, 24 are allowed. Check again in step 3."),
            hours=hours,
        )
    not_passed = run.seats.failed().count()
    if not_passed:
        return warned(
            "environment", N_("Checked %(hours)d hours ago; %(count)d seats failed."), hours=hours, count=not_passed
        )
    return passed("environment", N_("Checked %(hours)d hours ago; all seats passed."), hours=hours)


# --- the exam
def _capacity(room: Room, now: datetime) -> Line:
    seats = room.seats.count()
    coming = Session.objects.filter(plan__room=room, ended_at__isnull=True).annotate(n=Count("candidates"))
    full = [f"{session.name} {session.n}" for session in coming if session.n > seats]
    if full:
        return failed(
            "capacity",
            N_("More candidates than the %(seats)d seats: %(sessions)s. Add seats in step 2."),
            seats=seats,
            sessions="、".join(full[:MOST_NAMED]),
        )
    return passed("capacity", N_("%(seats)d seats are enough for each session."), seats=seats)


def _intact(room: Room, now: datetime) -> Line:
    """Every subject to come has its paper, whose bytes are those that were loaded and open with their key."""
    subjects = Subject.objects.filter(session__plan__room=room, session__ended_at__isnull=True)
    missing = list(subjects.exclude(pk__in=Paper.objects.values("subject")).values_list("name", flat=True))
    if missing or not subjects.exists():
        return failed(
            "intact",
            N_("No paper is there for: %(subjects)s. Load it in step 4."),
            subjects="、".join(missing[:MOST_NAMED]) or "–",
        )
    damaged = [paper.number for paper in Paper.objects.filter(subject__in=subjects) if not _is_whole(paper)]
    if damaged or not _plans_can_be_read(room):
        return failed(
            "intact",
            N_("Damaged: %(papers)s. Load the exam again in step 4."),
            papers="、".join(damaged[:MOST_NAMED]) or "–",
        )
    return passed(
        "intact",
        N_("%(count)d papers are as they were loaded."),
        count=Paper.objects.filter(subject__in=subjects).count(),
    )


def _is_whole(paper: Paper) -> bool:
    """The paper, and the materials of its tasks."""
    sealed = bytes(paper.sealed)
    held = paper.materials.values_list("sealed", "sha256").iterator(chunk_size=1)
    if papers.sha256_of(sealed) != paper.sha256 or any(
        papers.sha256_of(bytes(each)) != sha256 for each, sha256 in held
    ):
        return False
    try:
        papers.open_sealed(sealed, bytes(paper.key))
    except (Refused, ValueError):
        return not paper.key  # its key comes with the authorization
    return True


def _plans_can_be_read(room: Room) -> bool:
    try:
        return all(plan.file is not None for plan in Plan.objects.filter(room=room))
    except ValueError:  # msgspec's DecodeError: somebody changed the stored plan
        return False


# --- the proctor's machine
def _clocks(room: Room, now: datetime) -> Line:
    if room.mode != Room.Mode.CENTRE:
        return not_concerned("clocks", N_("Standalone: there is no centre to compare with."))
    link = CentreLink.objects.filter(room=room).first()
    if link is None or link.clock_offset_ms is None:
        return failed("clocks", N_("The centre has not told its time yet. Look at the connection in step 1."))
    seconds = f"{abs(link.clock_offset_ms) / 1000:.1f}"
    if abs(link.clock_offset_ms) > MOST_CLOCK_MS:
        return failed(
            "clocks",
            N_("%(seconds)s s between this machine and the centre, 2 are allowed. Set the clock."),
            seconds=seconds,
        )
    if not link.answers(now):
        return warned(
            "clocks", N_("%(seconds)s s when the centre answered last; it does not answer now."), seconds=seconds
        )
    return passed("clocks", N_("%(seconds)s s between this machine and the centre."), seconds=seconds)


def _disk(room: Room, now: datetime) -> Line:
    folder = Path(room.storage_path or settings.DATA_DIR)
    try:
        free = shutil.disk_usage(folder).free / 1e9
    except OSError:
        return failed("disk", N_("The folder %(folder)s is not there. Save step 1 again."), folder=folder)
    line = passed if free > LEAST_FREE_GB else failed
    return line("disk", N_("%(free)s GB are free at the storage path, more than 5 are needed."), free=f"{free:.1f}")


def _backup(room: Room, now: datetime) -> Line:
    drives = removable_drives()
    if not drives:
        return warned("backup", N_("No removable drive is plugged in. Have one ready for the backup after the exam."))
    return passed("backup", N_("Removable drive: %(drives)s."), drives="、".join(drives[:MOST_NAMED]))


def _password(room: Room, now: datetime) -> Line:
    first = [
        staff
        for staff in Staff.objects.exclude(initial_password="").select_related("user")
        if staff.has_initial_password
    ]
    if first:
        return failed("password", N_("The password is still the first one, 888. Change it."))
    return passed("password", N_("The first password has been changed."))


def _shown(seats: Sequence[Seat]) -> str:
    more = f" … ({len(seats)})" if len(seats) > MOST_NAMED else ""
    return "、".join(seat.shown for seat in seats[:MOST_NAMED]) + more


LOOKS: Final[tuple[Look, ...]] = (
    _machines, _numbers, _environment, _capacity, _clocks, _disk, _backup, _password, _intact,
)  # fmt: skip
