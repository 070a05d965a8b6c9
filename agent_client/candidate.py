"""What the candidate's machine is doing: which screen, and what may be done. No I/O and no clock of its own (C2)."""

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

from agent_client.delivery import Delivery
from agent_client.holding import Fold, Holding, Key, LeftOut
from formats.messages import Deadline, Lock, Message, Moments, SeatState, SubmittedBy
from formats.paper import Paper, Question
from formats.possible import is_possible
from formats.refused import N_, Refused

Screen: TypeAlias = Literal[
    "number",
    "waiting",
    "login",
    "confirm",
    "rules",
    "countdown",
    "paper",
    "interrupted",
    "submitted",
    "moved",
    "closed",
]
MOST_VALUE_CHARS: Final = 40_000
MOST_NOTICES: Final = 50
MOST_READ: Final = 200
FOR: Final = "sitting"  # in the values of a message that is for one candidate


class Notice(msgspec.Struct, kw_only=True):
    """A word to the candidate that stays until it is seen."""

    id: str
    kind: Literal["time", "message", "hand", "refused"]
    text: str
    at: int
    values: dict[str, int | str | None] = {}


@dataclass
class Held:
    """A holding with what follows from its changes.

    `looked_for` is the version of the deadline after which its files were looked at for the last time;
    `left_out` what lies in its work folder and cannot be kept.
    """

    holding: Holding
    fold: Fold
    delivery: Delivery
    chain: str
    times: dict[int, int] = field(default_factory=dict)
    paper: Paper | None = None
    files_ready: bool = False
    saved_at: int | None = None
    uploaded_at: int | None = None
    resumed: bool = False
    looked_for: int | None = None
    left_out: tuple[LeftOut, ...] = ()

    def oldest_pending_at(self) -> int | None:
        """When the first change was made that the server does not have."""
        return self.times.get(self.delivery.acknowledged + 1)


@dataclass
class Candidate:
    """The machine's whole state as far as screens and rules go. Times are the server's, in ms."""

    machine: UUID
    seat: SeatState | None = None
    moments: Moments | None = None
    held: dict[Key, Held] = field(default_factory=dict)
    current: Key | None = None
    acknowledged_locks: dict[str, int] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    @property
    def here(self) -> Held | None:
        """What the candidate at this machine is working on."""
        return self.held.get(self.current) if self.current is not None else None

    # --- questions
    def screen(self, now: int) -> Screen:
        """What the page shows; a lock or an interruption only lies over it."""
        here = self.here
        if here is None:
            return self._screen_before_login(now)
        if here.holding.is_submitted(now):
            return "submitted"
        if self.is_moved(here):
            return "moved"
        return "closed" if self.is_closed(here, now) else self._screen_of_exam(here, now)

    def _screen_before_login(self, now: int) -> Screen:
        if self.seat is None or self.seat.number is None or self.seat.number_shown:
            return "number"
        return "login" if self.seat.ui_on and self.may_login_at(now) else "waiting"

    def _screen_of_exam(self, here: Held, now: int) -> Screen:
        if not here.holding.confirmed:
            return "confirm"
        if not here.holding.rules_read:
            return "rules"
        ready = here.paper is not None and here.holding.base_taken
        return "paper" if self.has_begun(here, now) and ready else "countdown"

    def may_login_at(self, now: int) -> bool:
        """Whether the session lets candidates log in, as far as this machine was told."""
        moments = self.moments
        if moments is None or moments.login_allowed_at is None or now < moments.login_allowed_at:
            return False
        return moments.end_at is None or now < moments.end_at

    def start_at(self, here: Held | None) -> int | None:
        """T0: of the sitting once the server has said it, else of the session."""
        deadline = here.holding.deadline if here else None
        if deadline is not None and deadline.start_at is not None:
            return deadline.start_at
        return self.moments.start_at if self.moments else None

    def has_begun(self, here: Held, now: int) -> bool:
        start = self.start_at(here)
        return start is not None and start <= now

    def earliest_submit_at(self, here: Held | None) -> int | None:
        start = self.start_at(here)
        return None if start is None or self.moments is None else start + self.moments.earliest_submit_ms

    def is_moved(self, held: Held) -> bool:
        """Whether the sitting has left this machine, so that nothing may be written any more."""
        if held.holding.superseded:
            return True
        return held.holding.told and self.seat is not None and not self._names(held.holding)

    def _names(self, holding: Holding) -> bool:
        return self.seat is not None and (self.seat.sitting, self.seat.epoch) == holding.key

    def is_ended(self, held: Held, now: int) -> bool:
        """Whether the proctor has closed the holding (E22), or ended its session."""
        if self.seat is not None and self.seat.closed_at is not None and self._names(held.holding):
            return self.seat.closed_at <= now
        moments = self.moments
        if moments is None or moments.end_at is None or moments.session != held.holding.session:
            return False
        return moments.end_at <= now

    def is_closed(self, held: Held, now: int) -> bool:
        """Whether nothing may be added at any machine."""
        return held.holding.is_submitted_or_past(now) or self.is_ended(held, now)

    def is_over(self, held: Held, now: int) -> bool:
        """Whether somebody else may take the place at this machine."""
        return self.is_closed(held, now) or self.is_moved(held)

    def submits_by(self, held: Held, now: int) -> SubmittedBy | None:
        """By what it is to be handed in now, if at all."""
        if held.holding.submit_asked_at is not None:
            return held.holding.submit_asked_by
        if held.holding.is_submitted_or_past(now):
            return "deadline"
        return "proctor" if self.is_ended(held, now) else None

    def lock(self) -> Lock | None:
        """The lock that covers the screen until it is acknowledged."""
        locked = self.seat.locked if self.seat else None
        return None if locked is None or locked.id in self.acknowledged_locks else locked

    @property
    def is_interrupted(self) -> bool:
        """Whether the exam stands still here (F5)."""
        return self.seat is not None and self.seat.interrupted is not None

    @property
    def is_covered(self) -> bool:
        """Whether a lock or an interruption lies over the screen."""
        return self.is_interrupted or self.lock() is not None

    # --- rules
    def check_login(self, now: int) -> None:
        """Raises `Refused` while somebody is at work here."""
        if self.here is not None and not self.is_over(self.here, now):
            raise Refused("login.busy", N_("Somebody is logged in at this machine."))

    def check_number(self) -> None:
        """Raises `Refused` unless the numbers are shown and nobody is at work here."""
        if self.seat is None or not self.seat.number_shown or self.here is not None:
            raise Refused("number.not_shown", N_("The seat number can be changed only while the proctor has it shown."))

    def check_answer(self, question: str, value: str, now: int) -> Held:
        """The holding that takes the answer. Raises `Refused`."""
        here = self.check_open(now)
        asked = self._question(here, question)
        if len(value) > MOST_VALUE_CHARS:
            raise Refused(
                "answer.long", N_("The answer is too long: at most %(most)d characters."), most=MOST_VALUE_CHARS
            )
        if not is_possible(asked, value):
            raise Refused("answer.impossible", N_("This question cannot have that answer."))
        return here

    def check_question(self, here: Held, question: str) -> Held:
        """`here`, whose paper has that question. Raises `Refused`."""
        self._question(here, question)
        return here

    def _question(self, here: Held, key: str) -> Question:
        found = here.paper.question(key) if here.paper is not None else None
        if found is None:
            raise Refused("answer.unknown", N_("There is no such question."))
        return found

    def check_open(self, now: int) -> Held:
        """The holding that is being worked on. Raises `Refused` when nothing may be written now.

        A lock and an interruption only cover the screen: `Cover` says how long what was typed before is taken.
        """
        here = self.check_here()
        if self.is_moved(here):
            raise Refused("moved", N_("The exam goes on at another machine."))
        if self.is_closed(here, now):
            raise Refused("closed", N_("The time is over."))
        if self.screen(now) != "paper":
            raise Refused("not_begun", N_("The exam has not begun yet."))
        return here

    def check_folder(self, now: int) -> Held:
        """The holding whose work folder is open. Raises `Refused`, also while its files are still being fetched."""
        here = self.check_open(now)
        if not here.files_ready:
            raise Refused("folder.filling", N_("Your files are still being fetched. Try again in a moment."))
        return here

    def check_submit(self, now: int) -> Held:
        """The holding that may be submitted. Raises `Refused`."""
        here = self.check_open(now)
        earliest = self.earliest_submit_at(here)
        if earliest is not None and now < earliest:
            minutes = -(-(earliest - now) // 60_000)
            raise Refused("submit.early", N_("Submitting is possible in %(minutes)d minutes."), minutes=minutes)
        return here

    def check_here(self) -> Held:
        """The current holding. Raises `Refused` without one."""
        if self.here is None:
            raise Refused("login.first", N_("Nobody is logged in."))
        return self.here

    def check_clear(self, now: int) -> None:
        """Raises `Refused` while somebody is at work here (S3)."""
        if self.here is not None and not self.is_over(self.here, now):
            raise Refused("busy", N_("Somebody is logged in at this machine."))

    def lacking(self) -> list[Held]:
        """What the server of this link does not have whole, as far as is known here (S3)."""
        return [held for held in self.held.values() if not held.delivery.is_safe or self._waits_for_files(held)]

    def undelivered(self) -> list[Held]:
        """Whoever has gone from here and whose answers lie only here (C3)."""
        return [held for held in self.held.values() if held is not self.here and held.delivery.pending]

    def _waits_for_files(self, held: Held) -> bool:
        """At its deadline the last state of the work folder is still to be looked at."""
        watched = held is self.here and held.files_ready and not self.is_moved(held)
        return watched and held.holding.submit_asked_at is None and held.looked_for != held.holding.deadline_version

    def forget(self) -> None:
        """Nobody has ever been here."""
        self.held.clear()
        self.current = None
        self.acknowledged_locks = {}
        self.notices = []
        self.read = []

    # --- what arrives
    def told(self, seat: SeatState) -> list[Held]:
        """A new state of the seat on a link; the last version wins. Gives the holdings that it has changed."""
        if self.seat is not None and seat.version < self.seat.version:
            return []
        return self.welcomed(seat, behind=frozenset())

    def welcomed(self, seat: SeatState, *, behind: frozenset[Key]) -> list[Held]:
        """The state at the beginning of a link, which holds whatever its version.

        `behind` are holdings that this server does not know as far as this machine does (it was
        restored, or has taken over): that it does not name them says nothing.
        """
        self.seat = seat
        return [held for held in self.held.values() if self._take(held, seat, held.holding.key in behind)]

    def _take(self, held: Held, seat: SeatState, is_behind: bool) -> bool:
        holding = held.holding
        before = (holding.told, holding.superseded, holding.deadline)
        if self._names(holding):
            holding.told = True
            self._take_deadline(holding, seat.deadline)
        elif is_behind:
            holding.told = False
        elif seat.sitting == holding.sitting and seat.epoch > holding.epoch:
            holding.superseded = True
        return before != (holding.told, holding.superseded, holding.deadline)

    def _take_deadline(self, holding: Holding, deadline: Deadline | None) -> None:
        """A lower version never replaces what this machine has."""
        if deadline is not None and deadline.version >= holding.deadline_version:
            holding.deadline = deadline

    def heard_message(self, message: Message, now: int) -> bool:
        """Whether it is new; the server says it again until it knows that it was read."""
        if message.id in self.read or any(notice.id == message.id for notice in self.notices):
            return False
        values: dict[str, int | str | None] = {"sender": message.sender, "answer_wanted": int(message.answer_wanted)}
        if message.sitting is not None:
            values[FOR] = str(message.sitting)
        self.add_notice(Notice(id=message.id, kind="message", text=message.text, at=now, values=values))
        return True

    def notices_here(self) -> list[Notice]:
        """What is for whoever sits here now: not what the proctor wrote to another candidate."""
        here = str(self.here.holding.sitting) if self.here is not None else None
        return [notice for notice in self.notices if notice.values.get(FOR) in (None, here)]

    def was_read(self, notice: Notice) -> None:
        self.read = [*self.read, notice.id][-MOST_READ:]

    def add_notice(self, notice: Notice) -> None:
        self.notices = [*self.notices, notice][-MOST_NOTICES:]
