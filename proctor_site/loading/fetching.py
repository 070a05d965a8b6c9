"""下载: fetches the packages of a room in the worker; goes on where it stopped, and loads what is new (B10)."""

import asyncio
from typing import Any, Final

import msgspec
from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser

from exams.models import Plan
from exams.operations import load_package
from formats.refused import N_, FileRefused, Refused
from journal.actor import Actor
from proctor_site.loading import shelf
from proctor_site.loading.opening import verified
from rooms import jobs
from rooms.centre import client, faults
from rooms.centre.answers import Package
from rooms.centre.client import Centre, centre_of
from rooms.centre.faults import CentreFault
from rooms.jobs import Progress, slow_work
from rooms.models import CentreLink, Job, Room
from rooms.operations import Source
from rooms.rights import actor_of, require

FETCH: Final = "fetch_packages"
MOST_BYTES: Final = 4 * 1024**3
TRIES: Final = 5
PAUSE_S: Final = 2.0


def ask_for_packages(actor: Actor, room: Room) -> Job:
    """Begin to fetch what the centre offers; the job that runs already is the one. Raises `Refused` without a centre."""
    require(actor, "rooms.import_files", room)
    if not _registered(room):
        raise Refused("centre.not_registered", N_("Register the room at the test centre in 参数配置 first."))
    arguments = {"address": actor.address}
    job = jobs.ask_for(FETCH, _key(room), arguments=arguments, room=room, by=actor.user_id)
    if not job.is_open:
        jobs.ask_again(job, arguments=arguments, by=actor.user_id)
    return job


def last_fetch(room: Room) -> Job | None:
    return Job.objects.filter(key=_key(room)).first()


def _key(room: Room) -> str:
    return f"{FETCH}:{room.uuid}"


def _registered(room: Room) -> CentreLink | None:
    return CentreLink.objects.filter(room=room, room__mode=Room.Mode.CENTRE).exclude(token="").first()


# --- the work
@slow_work(FETCH)
def _fetch(progress: Progress) -> dict[str, Any]:
    """What was loaded, by name; and what waits for a person's yes because it would replace something."""
    room = progress.job.room
    link = _registered(room) if room else None
    if room is None or link is None:
        raise Refused("centre.not_registered", N_("Register the room at the test centre in 参数配置 first."))
    try:
        fetched = client.ask(_fetch_new(link, _known(room), progress))
    except CentreFault as fault:
        raise fault.refused() from fault
    progress.tell(95)
    who = actor_of(progress.job.by or AnonymousUser(), str(progress.job.arguments.get("address", "")))
    return _load(who, room, fetched)


def _known(room: Room) -> dict[str, int]:
    """The revision that is loaded of each plan of the centre."""
    loaded = Plan.objects.filter(room=room, revision__isnull=False).values_list("uuid", "revision")
    return {str(uuid): revision or 0 for uuid, revision in loaded}


async def _fetch_new(link: CentreLink, known: dict[str, int], progress: Progress) -> list[Package]:
    async with centre_of(link) as centre:
        offered = (await centre.get("packages")).typed(list[Package])
        wanted = [package for package in offered if known.get(package.plan, 0) < package.revision]
        course = _Course(progress, sum(package.size for package in wanted))
        for package in wanted:
            await _persist(centre, package, course)
    return wanted


async def _persist(centre: Centre, package: Package, course: "_Course") -> None:
    """Again after a cut, from where it stopped."""
    if package.size > MOST_BYTES or not shelf.room_for(package.size):
        told = N_("There is not enough space for the package (%(mb)d MB). Make room on the disk of the data folder.")
        raise Refused("package.no_space", told, mb=package.size // 2**20)
    for left in reversed(range(TRIES)):
        try:
            await _stream(centre, package, course)
        except CentreFault as fault:
            if fault.code not in (faults.BROKEN_OFF, faults.SLOW, faults.UNREACHABLE, faults.BUSY) or not left:
                raise
            await asyncio.sleep(PAUSE_S)
        else:
            return


async def _stream(centre: Centre, package: Package, course: "_Course") -> None:
    part = shelf.part_of(package.sha256)
    if shelf.place(package.sha256).exists():
        return
    there = part.stat().st_size if part.exists() else 0
    if there < package.size:
        await _rest(centre, package, there, course)
    if not await asyncio.to_thread(shelf.take, part, package.sha256):
        raise Refused("package.changed", N_("The package was changed or damaged on its way. Fetch it again."))


async def _rest(centre: Centre, package: Package, there: int, course: "_Course") -> None:
    wanted = {"Range": f"bytes={there}-"} if there else {}
    path = f"packages/{package.plan}/{package.revision}"
    async with centre.stream(path, headers=wanted) as response:
        goes_on = there > 0 and response.status == 206
        course.at(package, there if goes_on else 0)
        with shelf.part_of(package.sha256).open("ab" if goes_on else "wb") as kept:
            async for piece in response.content.iter_chunked(shelf.PIECE):
                course.step(package, len(piece))
                kept.write(piece)
                await sync_to_async(course.tell)()


class _Course:
    """How far all of it is, in bytes; told in whole percent, so that the database is written rarely."""

    def __init__(self, progress: Progress, size: int) -> None:
        self._progress, self._size = progress, max(size, 1)
        self._there: dict[str, int] = {}
        self._told = -1

    def at(self, package: Package, there: int) -> None:
        self._there[package.sha256] = there

    def step(self, package: Package, more: int) -> None:
        """Raises for a centre that sends more than it said."""
        self._there[package.sha256] += more
        if self._there[package.sha256] > package.size:
            raise CentreFault(faults.NONSENSE)

    def tell(self) -> None:
        percent = 90 * sum(self._there.values()) // self._size
        if percent != self._told:
            self._told = percent
            self._progress.tell(percent)


def _load(who: Actor, room: Room, fetched: list[Package]) -> dict[str, Any]:
    """A plan that is new is loaded at once; what would replace one, or has faults, is looked at first."""
    loaded, waiting = [], []
    known = _known(room)
    for package in fetched:
        if package.plan in known:
            waiting.append(package)
            continue
        try:
            opened = verified(room, package.sha256)
            load_package(who, room, opened, source=Source(f"{package.name}.zip", package.sha256))
        except FileRefused:  # its preview shows every fault
            waiting.append(package)
            continue
        shelf.drop(package.sha256)
        loaded.append(package)
    return {"loaded": [each.name for each in loaded], "waiting": [msgspec.to_builtins(each) for each in waiting]}
