"""Candidate machines as the server sees them: they enrol, log in, beat and save, and time every answer."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

import msgspec

from benchmarks.wire import Wire, connect
from formats import chain, messages
from formats.messages import BEAT_EVERY_S, Beat, Change, Frame, Hello, Login, ReadRules, Save

SAVE_EVERY_S = 5.0
ANSWER_WITHIN_S = 60.0
Told = dict[str, object]


class Machine:
    """One of them. `waits` are the seconds from asking to the answer, by kind."""

    def __init__(self, number: int, address: str) -> None:
        self.number, self.address, self.id = number, address, uuid4()
        self.sitting, self.epoch, self.revision, self.version = uuid4(), 1, 0, 1
        self.head = chain.start(self.sitting, self.epoch)
        self.said = self.seen = 0
        self.waits: dict[str, list[float]] = {"Beat": [], "Save": []}
        self.refusals: list[Told] = []
        self.then: Callable[[Machine], None] | None = None  # called after each timed answer
        self.wire: Wire | None = None
        self._asked: dict[int, tuple[str, float]] = {}
        self._answers: dict[int, asyncio.Future[Told]] = {}

    async def open(self, url: str) -> None:
        self.wire = await connect(url, self._heard, address=self.address)

    def abort(self) -> None:
        if self.wire:
            self.wire.abort()

    def say(self, frame: Frame) -> int:
        assert self.wire is not None
        self.said += 1
        frame.n = self.said
        self.wire.send(messages.encode(frame))
        return self.said

    async def ask(self, frame: Frame) -> Told:
        """Say it and give the answer. Raises `RuntimeError` when it is refused."""
        answer = self._answers[self.said + 1] = asyncio.get_running_loop().create_future()
        self.say(frame)
        told = await asyncio.wait_for(answer, ANSWER_WITHIN_S)
        if told["type"] == "refused":
            raise RuntimeError(f"machine {self.number}: {told}")
        return told

    # --- into the exam
    async def enrol(self) -> None:
        hardware, name = f"bench-{self.number}", f"PC{self.number:03d}"
        await self.ask(
            Hello(
                version=messages.VERSION,
                client="bench",
                machine=self.id,
                fingerprint=hardware,
                hostname=name,
                addresses=[self.address],
            )
        )

    async def log_in(self, ticket: str) -> None:
        """Log in and read the rules; the paper's key comes at T0 by itself."""
        told = await self.ask(Login(ticket=ticket))
        self.sitting, self.epoch = UUID(str(told["sitting"])), int(str(told["epoch"]))
        self.head = chain.start(self.sitting, self.epoch)
        self.say(ReadRules(sitting=self.sitting))

    # --- in the exam
    def beat(self) -> None:
        now_ms = int(time.time() * 1000)
        self._timed(Beat(client_time=now_ms, seen=self.seen, screen="paper"))

    def save(self) -> None:
        """The next change of the answers: another choice for one question."""
        self.revision += 1
        change = Change(
            n=self.revision,
            at=int(time.time() * 1000),
            deadline_version=self.version,
            kind="answer",
            question=f"single/{1 + self.revision % 10}",
            value="ABCD"[self.revision % 4],
        )
        self.head = chain.link(self.head, change)
        frame = Save(
            sitting=self.sitting, epoch=self.epoch, revision=self.revision, changes=[change], chain=self.head.hex()
        )
        self._timed(frame)

    def _timed(self, frame: Frame) -> None:
        self._asked[self.said + 1] = (type(frame).__name__, time.perf_counter())
        self.say(frame)

    # --- what comes
    def _heard(self, content: bytes) -> None:
        told: Told = msgspec.json.decode(content)
        self.seen = max(self.seen, int(str(told.get("n", 0))))
        self._notice(told)
        question = told.get("re")
        if not isinstance(question, int):
            return
        if answer := self._answers.pop(question, None):
            answer.set_result(told)
        if asked := self._asked.pop(question, None):
            self._answered(told, *asked)

    def _answered(self, told: Told, kind: str, asked_at: float) -> None:
        if told["type"] not in ("beat", "saved"):
            self.refusals.append(told)
            return
        self.waits[kind].append(time.perf_counter() - asked_at)
        if self.then:
            self.then(self)

    def _notice(self, told: Told) -> None:
        """The deadline's version, wherever it stands."""
        state = told.get("state") if told["type"] == "welcome" else told
        deadline = state.get("deadline") if isinstance(state, dict) else None
        if isinstance(deadline, dict):
            self.version = deadline["version"]


async def steady(machines: Sequence[Machine], seconds: float) -> None:
    """Every machine beats every 2 s and saves every 5 s, none in step with another."""
    end = time.monotonic() + seconds
    await asyncio.gather(
        *(_every(BEAT_EVERY_S, machine.beat, end) for machine in machines),
        *(_every(SAVE_EVERY_S, machine.save, end) for machine in machines),
    )


async def _every(seconds: float, act: Callable[[], None], end: float) -> None:
    await asyncio.sleep(random.uniform(0, seconds))
    while time.monotonic() < end:
        act()
        await asyncio.sleep(seconds)


async def closed_loop(machines: Sequence[Machine], act: Callable[[Machine], None], seconds: float) -> None:
    """Every machine acts again as soon as it is answered: as much as the server can."""
    for machine in machines:
        machine.then = act
        act(machine)
    await asyncio.sleep(seconds)
    for machine in machines:
        machine.then = None


def all_waits(machines: Sequence[Machine], kind: str) -> list[float]:
    return [wait for machine in machines for wait in machine.waits[kind]]


def check(machines: Sequence[Machine]) -> None:
    """Raises `RuntimeError` when a link was closed or an answer was no."""
    for machine in machines:
        if machine.wire is None or machine.wire.closed.done():
            raise RuntimeError(f"machine {machine.number}: closed with {machine.wire and machine.wire.closed.result()}")
        if machine.refusals:
            raise RuntimeError(f"machine {machine.number}: {machine.refusals[0]}")


def forget(machines: Sequence[Machine]) -> None:
    """Begin a new measurement."""
    for machine in machines:
        machine.waits = {"Beat": [], "Save": []}
