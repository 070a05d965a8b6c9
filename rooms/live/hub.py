"""The process-local owner of the links: who is connected, what is due for them, and when a link ends."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from time import monotonic
from typing import Final, cast
from uuid import UUID

from formats import messages
from formats.messages import Close, Moments, SeatState, ServerBeat
from journal import clock
from rooms import publish
from rooms.live import registry, states, wake
from rooms.live.book import Book
from rooms.live.database import in_database
from rooms.live.link import Link
from rooms.live.presence import is_small
from rooms.live.states import Look, Told
from rooms.live.tasks import Tasks, through_faults
from rooms.live.votes import Votes
from rooms.models import Command

log = logging.getLogger(__name__)
LEAST_GAP_S: Final = 0.02
REST_FOR_WORK: Final = 4.0
SWEEP_EVERY_S: Final = 1.0
NORMAL: Final = 1000

Failed = Callable[[str], None]


class Hub:
    """One for each server process. Everything here runs in the loop's thread.

    `stopping` is true whenever no message is taken: before the start, and from the first moment of the end.
    `votes` are collected while somebody wants them.
    """

    def __init__(self) -> None:
        self.links: dict[UUID, Link] = {}
        self.stopping = True
        self.is_running = False
        self.looked_at = 0.0
        self.book = Book(self.links.values)
        self.votes: Votes | None = None
        self._heads: Mapping[int, tuple[int, str]] = {}
        self._versions: Mapping[int, tuple[int, int]] = {}
        self._fresh: set[Link] = set()
        self._due = asyncio.Event()
        self._tasks = Tasks(_ignore)
        self._stop_listening: Callable[[], None] = _nothing

    # --- life
    async def start(self, failed: Failed, *, before: UUID | None = None) -> None:
        """Begin to look after links; `failed` is told when a part has died, for then the process is of no use.

        `before` is the lease of a process that had this one's place.
        """
        loop = asyncio.get_running_loop()
        self._tasks, self._due = Tasks(failed), asyncio.Event()
        await in_database(clock.now)  # the anchor is read from the database once
        await self.book.open(before)
        self._stop_listening = publish.on_change(lambda: loop.call_soon_threadsafe(self.wake))
        self._tasks.lasting(wake.watch(self.wake), "watch for changes")
        self._tasks.lasting(self._look_for_ever(), "hub")
        self._tasks.lasting(self._sweep_for_ever(), "sweep of links")
        self._tasks.lasting(self.book.keep(), "book of presence")
        self.is_running, self.stopping = True, False

    async def stop(self) -> None:
        """Send every machine away with "restarting", and write down that it went."""
        self.stopping = True
        if not self.is_running:
            return
        self.is_running = False
        self._stop_listening()
        await self._tasks.stop()
        for link in list(self.links.values()):
            self.forget(link)
            link.close(Close.RESTARTING)
        await self.book.close()

    def wake(self) -> None:
        """Something may be due."""
        self._due.set()

    # --- links
    def add(self, link: Link, state: SeatState) -> None:
        """A link that has just been welcomed with `state`."""
        link.state_version = state.version
        self.links[link.machine.id] = link
        self._fresh.add(link)
        self.book.opened(link)
        self._follow(link, state)
        self.wake()

    def forget(self, link: Link) -> None:
        """The link has ended, or is to be; asked again it does nothing."""
        machine = getattr(link, "machine", None)
        if machine is None or self.links.get(machine.id) is not link:
            return
        del self.links[machine.id]
        self._fresh.discard(link)
        now = monotonic()
        self.book.closed(link, silent_s=now - link.flow.heard_at if link.is_silent(now) else 0)

    def vote(self, machine: UUID, server_time: int | None) -> None:
        """A machine that comes in says what it thinks the server's time is."""
        if self.votes is not None and server_time is not None:
            self.votes.cast(machine, server_time - clock.now_ms())

    def beat(self, link: Link, beat: messages.Beat) -> ServerBeat:
        """Note what a beat says; nothing of it touches the database now."""
        link.flow.seen(beat.seen)
        now = clock.now_ms()
        link.clock_offset_ms = beat.client_time - now
        if beat.indicators is not None and is_small(beat.indicators):
            link.indicators = beat.indicators
        if beat.screen != link.screen:
            link.screen = beat.screen[:20]
            self.book.turned(link)
        number, head = self._heads.get(link.machine.room_id, (0, ""))
        return ServerBeat(server_time=now, journal_number=number, journal_head=head)

    # --- what is due
    async def _look_for_ever(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            began = monotonic()
            await through_faults(self._look)
            await asyncio.sleep(max(LEAST_GAP_S, REST_FOR_WORK * (monotonic() - began)))

    async def _look(self) -> None:
        self.looked_at = monotonic()
        rooms = {link.machine.room_id for link in self.links.values()}
        if not rooms:
            return
        found = await in_database(states.look, rooms)
        self._heads = found.heads
        await self._tell_states(found)
        await self._send_commands(found.commands)
        self._send_letters(found.letters)
        self._tell_phases(found.moments)

    async def _tell_states(self, found: Look) -> None:
        """To every machine whose version has moved: it is in a room whose sum has, or its state was read before it came."""
        moved = {room for room, version in found.versions.items() if self._versions.get(room) != version}
        moved |= self._versions.keys() - found.versions.keys()
        fresh, self._fresh = self._fresh, set()
        links = [link for link in self.links.values() if link.machine.room_id in moved] if moved else []
        told = {link.machine.id: link.state_version for link in {*links, *fresh}}
        if told:
            changed, gone = await in_database(states.changed_states, told)
            for each in changed:
                self._tell(each)
            for machine in gone:
                self._send_away(machine)
        self._versions = found.versions

    def _tell(self, told: Told) -> None:
        link = self.links.get(told.machine.id)
        if link is None or link.state_version >= told.state.version:
            return
        link.machine = told.machine
        link.state_version = told.state.version
        link.send(told.state)
        self._follow(link, told.state)

    def _send_away(self, machine: UUID) -> None:
        """The machine was taken out of the database: it has to enrol anew."""
        link = self.links.get(machine)
        if link is not None:
            self.forget(link)
            link.close(Close.TOKEN)

    async def _send_commands(self, due: Iterable[tuple[UUID, UUID]]) -> None:
        """What is not acknowledged goes out once on each link."""
        links = {command: self.links.get(machine) for command, machine in due}
        unsent = [command for command, link in links.items() if link and command not in link.commands]
        if not unsent:
            return
        for command in await in_database(states.commands, unsent):
            link = links[command.pk]
            if link and command.pk not in link.commands:
                link.commands.add(command.pk)
                link.send(_frame(command))

    def _send_letters(self, waiting: Iterable[registry.Letter]) -> None:
        """Once on each link; the machine knows what it was told before."""
        for letter in waiting:
            link = self.links.get(letter.machine)
            if link and letter.id not in link.letters:
                link.letters.add(letter.id)
                link.send(letter.frame)

    def _tell_phases(self, moments: Mapping[int, Moments]) -> None:
        nothing = phase_of(None)
        phases = {room: phase_of(each) for room, each in moments.items()}
        for link in list(self.links.values()):
            phase = phases.get(link.machine.room_id, nothing)
            if link.phase != phase:
                link.phase = phase
                link.send_encoded(phase)

    def _follow(self, link: Link, state: SeatState) -> None:
        for hook in registry.after_state:
            self._tasks.short(hook(link, state), hook.__qualname__)

    # --- the end of links
    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            now = monotonic()
            for link in list(self.links.values()):
                self._check(link, now)

    def _check(self, link: Link, now: float) -> None:
        if link.is_silent(now):
            self.forget(link)
            link.close(NORMAL)
        elif link.flow.is_stuck(now):
            self.forget(link)
            link.close(Close.RATE)


def phase_of(moments: Moments | None) -> str:
    """The frame that tells a session's moments, encoded without its number."""
    return messages.encode(messages.Phase(moments=moments))


def _frame(command: Command) -> messages.Command:
    kind = cast(messages.CommandKind, command.kind)  # issue_command takes no other
    expires_at = clock.to_ms(command.expires_at)
    return messages.Command(id=str(command.pk), expires_at=expires_at, kind=kind, arguments=command.arguments)


def _ignore(name: str) -> None:
    """Before the start nothing can fail."""


def _nothing() -> None:
    """Before the start nobody listens."""


hub: Final = Hub()
