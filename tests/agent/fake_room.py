"""A small room server in one process: speaks the protocol, forgets nothing, and misbehaves when told to."""

import asyncio
import base64
import hashlib
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import msgspec
from aiohttp import WSMsgType, web
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from formats import chain, messages, paper, sealing
from formats.content_hash import sha256_of
from formats.messages import (
    Ack,
    AcknowledgeLock,
    Beat,
    Change,
    Deadline,
    DeadlineSeen,
    Expect,
    Frame,
    FromMachine,
    Hello,
    Identity,
    Lock,
    Log,
    Logged,
    Login,
    LoginOk,
    MaterialSource,
    Moments,
    Outage,
    PaperKey,
    PaperSource,
    Position,
    RaiseHand,
    Read,
    ReadRules,
    Receipt,
    Refused,
    Save,
    Saved,
    Seated,
    SeatState,
    ServerBeat,
    Submit,
    Submitted,
    TakeNumber,
    Welcome,
)
from formats.paper import Material, Paper, Question
from formats.sealed_material import SALT_BYTES, seal_all

PACKAGE_PRIVATE = bytes(range(32))
TICKET = "190319999990031001"
TASK_FILES = ("web01/index.html", "web01/css/style.css")
PAPER = Paper(
    number="T-1",
    subject="Web",
    duration_min=90,
    total=10,
    questions=(
        *(
            Question(kind="single", number=n, stem=f"Question {n}", marks=1, options=("a", "b", "c", "d"))
            for n in range(1, 6)
        ),
        *(Question(kind="text", number=n, stem=f"Text {n}", marks=1) for n in range(1, 6)),
        Question(kind="task", number=1, stem="Make a page", marks=5, title="Page", files=TASK_FILES),
    ),
)
PAPER_KEY = bytes(range(32))


def server_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Machine:
    """One enrolment; `state` is what its seat is told."""

    id: UUID
    fingerprint: str
    token: str
    number: int
    state: SeatState
    link: "Link | None" = None
    hellos: list[Hello] = field(default_factory=list)


@dataclass
class Sitting:
    """`logs` hold the changes of each epoch, `quarantine` those of closed ones; the fold starts at epoch `reset_at`."""

    id: UUID
    ticket: str
    epoch: int = 1
    holder: UUID | None = None
    logs: dict[int, list[Change]] = field(default_factory=dict)
    quarantine: dict[int, list[Change]] = field(default_factory=dict)
    deadline: Deadline | None = None
    rules_read: bool = False
    reset_at: int = 0
    receipts: list[Receipt] = field(default_factory=list)

    def log(self, epoch: int) -> list[Change]:
        return self.logs.setdefault(epoch, [])

    def chain(self, epoch: int, n: int | None = None) -> str:
        return chain.extend(chain.start(self.id, epoch), self.log(epoch)[:n]).hex()

    def fold(self) -> dict[str, Any]:
        answers: dict[str, str] = {}
        files: dict[str, Any] = {}
        last_at = None
        for epoch in sorted(epoch for epoch in self.logs if epoch >= self.reset_at):
            for change in self.logs[epoch]:
                last_at = change.at
                if change.kind == "answer":
                    answers[change.question] = change.value or ""
                elif change.sha256:
                    files[change.path or ""] = {"sha256": change.sha256, "size": change.size}
                else:
                    files.pop(change.path or "", None)
        return {"answers": answers, "files": files, "last_at": last_at}


class Link:
    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.said = 0
        self.heard = 0
        self.machine: Machine | None = None

    async def say(self, frame: Frame) -> None:
        if self.socket.closed:
            return
        self.said += 1
        frame.n = self.said
        try:
            await self.socket.send_str(messages.encode(frame))
        except ConnectionError:
            return


@dataclass
class FakeRoom:
    """`faults` are names of misbehaviours: each is looked up where it can happen."""

    machines: dict[str, Machine] = field(default_factory=dict)
    sittings: dict[str, Sitting] = field(default_factory=dict)
    blobs: dict[str, bytearray] = field(default_factory=dict)
    blob_lengths: dict[str, int] = field(default_factory=dict)
    moments: Moments | None = None
    faults: set[str] = field(default_factory=set)
    heard: list[FromMachine] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    logged: dict[UUID, list[int]] = field(default_factory=dict)
    clock_ahead_ms: int = 0
    patched_bytes: int = 0
    refuse_next: list[str] = field(default_factory=list)
    drop_after_patches: int | None = None
    paper: Paper = PAPER
    materials: dict[str, bytes] = field(default_factory=dict)
    ranges: list[str] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)
    journal: tuple[int, str] = (1, "00")
    port: int = 0

    def __post_init__(self) -> None:
        self._seal()
        self.add_candidate(TICKET)
        self.moments = Moments(
            session=uuid4(), exam_name="测试任务", session_name="第一场次", planned_start=self.now() + 60_000
        )

    def _seal(self) -> None:
        nonce = os.urandom(12)
        self.sealed = nonce + AESGCM(PAPER_KEY).encrypt(nonce, paper.to_json(self.paper), b"jiankao.paper.1")

    # --- what a test does
    def give(self, contents: dict[str, bytes]) -> None:
        """The paper's task comes with these materials."""
        given = [Material(name=name, sha256=sha256_of(body), size=len(body)) for name, body in contents.items()]
        *others, task = PAPER.questions
        task = msgspec.structs.replace(task, materials=tuple(given))
        self.paper = msgspec.structs.replace(PAPER, questions=(*others, task))
        salts = [os.urandom(SALT_BYTES) for _ in contents]
        sealed = seal_all(self.paper, {sha256_of(body): body for body in contents.values()}, PAPER_KEY, salts)
        self.materials = {sha256_of(each): each for each in sealed}
        self._seal()

    def now(self) -> int:
        return server_ms() + self.clock_ahead_ms

    def add_candidate(self, ticket: str) -> Sitting:
        self.sittings[ticket] = Sitting(uuid4(), ticket)
        return self.sittings[ticket]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sitting(self) -> Sitting:
        return self.sittings[TICKET]

    async def allow_login(self) -> None:
        await self.change_moments(login_allowed_at=self.now())

    async def start(self, *, in_ms: int = 0, minutes: float = 90) -> None:
        start = self.now() + in_ms
        await self.change_moments(start_at=start)
        length = round(minutes * 60_000)
        for sitting in self.sittings.values():
            sitting.deadline = Deadline(version=1, at=start + length, start_at=start, duration_ms=length)
            await self.tell_holder(sitting)
        for sitting in self.sittings.values():
            await self._give_key(sitting)

    async def set_deadline(self, sitting: Sitting, at: int | None, **more: Any) -> None:
        old = sitting.deadline
        assert old is not None
        sitting.deadline = Deadline(version=old.version + 1, at=at, start_at=old.start_at, **more)
        await self.tell_holder(sitting)

    async def resume(self, sitting: Sitting, *, reset: UUID | None = None) -> None:
        machine = self.machine(sitting.holder)
        sitting.epoch += 1
        sitting.holder = None
        if machine is not None:
            await self.tell(machine, sitting=None, epoch=0, deadline=None, reset=reset)

    async def reset(self, sitting: Sitting) -> None:
        """考生初始化: as a resume, but with nothing."""
        sitting.rules_read, sitting.reset_at = False, sitting.epoch + 1
        await self.resume(sitting, reset=sitting.id)

    async def lock(self, machine: Machine, text: str) -> Lock:
        lock = Lock(id=str(uuid4()), text=text, by="监考老师", at=self.now())
        await self.tell(machine, locked=lock)
        return lock

    async def tell(self, machine: Machine, **changed: Any) -> None:
        for name, value in changed.items():
            setattr(machine.state, name, value)
        machine.state.version += 1
        if machine.link is not None:
            await machine.link.say(self._state(machine))

    async def tell_holder(self, sitting: Sitting) -> None:
        machine = self.machine(sitting.holder)
        if machine is not None:
            await self.tell(machine, sitting=sitting.id, epoch=sitting.epoch, deadline=sitting.deadline, reset=None)

    async def send(self, machine: Machine, frame: Frame) -> None:
        assert machine.link is not None
        await machine.link.say(frame)

    async def cut(self) -> None:
        """Every link breaks."""
        for machine in self.machines.values():
            if machine.link is not None:
                await machine.link.socket.close(code=1001)

    def machine(self, machine_id: UUID | None) -> Machine | None:
        return next((each for each in self.machines.values() if each.id == machine_id), None)

    def only_machine(self) -> Machine:
        (machine,) = self.machines.values()
        return machine

    def of(self, kind: type[Any]) -> list[Any]:
        return [frame for frame in self.heard if isinstance(frame, kind)]

    async def change_moments(self, **moments: Any) -> None:
        for name, value in moments.items():
            setattr(self.moments, name, value)
        for machine in self.machines.values():
            if machine.link is not None:
                await machine.link.say(messages.Phase(moments=self.moments))

    async def _give_key(self, sitting: Sitting) -> None:
        machine = self.machine(sitting.holder)
        started = self.moments is not None and self.moments.start_at is not None
        if machine is not None and machine.link is not None and sitting.rules_read and started:
            await machine.link.say(PaperKey(sitting=sitting.id, key=base64.b64encode(PAPER_KEY).decode()))

    def _state(self, machine: Machine) -> SeatState:
        machine.state.server_time = self.now()
        return messages.msgspec.structs.replace(machine.state, n=0)

    async def check_bytes(self, request: web.Request) -> web.Response:
        if "busy" in self.faults:
            raise web.HTTPServiceUnavailable
        return web.Response(body=b"x" * 100_000, headers={"Queue-Place": "3"})

    # --- the socket
    async def agent(self, request: web.Request) -> web.StreamResponse:
        self.headers.append(dict(request.headers))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if "refuse" in self.faults or "Origin" in request.headers or (token and token not in self.machines):
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(max_msg_size=messages.MOST_BYTES * 2)
        await socket.prepare(request)
        link = Link(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._hear(link, token, message.data)
        except messages.Malformed as fault:
            await socket.close(code=fault.close_code)
        finally:
            if link.machine is not None and link.machine.link is link:
                link.machine.link = None
        return socket

    async def _hear(self, link: Link, token: str, text: str) -> None:
        frame = messages.decode_from_machine(text)
        if frame.n != link.heard + 1:
            raise messages.Malformed(messages.Close.MALFORMED, f"expected {link.heard + 1}, found {frame.n}")
        link.heard = frame.n
        self.heard.append(frame)
        answer = await self._hello(link, token, frame) if isinstance(frame, Hello) else await self._answer(link, frame)
        if answer is not None:
            await link.say(messages.answer_to(frame, answer))
        if isinstance(frame, Hello):
            await self._after_welcome(link)
        elif isinstance(frame, Login) and isinstance(answer, LoginOk):
            await self.tell_holder(self.sittings[frame.ticket])
            await self._give_key(self.sittings[frame.ticket])

    async def _hello(self, link: Link, token: str, hello: Hello) -> Frame:
        machine = self.machines.get(token)
        new_token = None
        if machine is None:
            if "no_enrolment" in self.faults:
                return Refused(code="enrolment.closed", text="not now")
            machine, new_token = self._enrol(hello)
        link.machine, machine.link = machine, link
        machine.hellos.append(hello)
        return Welcome(
            server_time=self.now(),
            state=self._state(machine),
            token=new_token,
            moments=self.moments,
            positions=[self._position(each) for each in hello.sittings if self._of(each.sitting)],
            logged=max(self.logged.get(machine.id, [0])),
        )

    def _enrol(self, hello: Hello) -> tuple[Machine, str]:
        token = os.urandom(16).hex()
        known = self.machine(hello.machine)
        number = known.number if known else len({each.id for each in self.machines.values()}) + 1
        state = SeatState(version=1, number=number, ui_on=True)
        machine = Machine(hello.machine, hello.fingerprint, token, number, known.state if known else state)
        self.machines = {key: each for key, each in self.machines.items() if each is not known} | {token: machine}
        return machine, token

    async def _after_welcome(self, link: Link) -> None:
        for sitting in self.sittings.values():
            if link.machine is not None and sitting.holder == link.machine.id:
                await self._give_key(sitting)

    def _of(self, sitting_id: UUID) -> Sitting | None:
        return next((each for each in self.sittings.values() if each.id == sitting_id), None)

    def _position(self, asked: Position) -> Position:
        sitting = self._of(asked.sitting)
        assert sitting is not None
        log = self._log(sitting, asked.epoch)
        return Position(sitting=sitting.id, epoch=asked.epoch, revision=len(log), chain=sitting.chain(asked.epoch))

    def _log(self, sitting: Sitting, epoch: int) -> list[Change]:
        """The counting log, or behind it what came after the epoch was closed."""
        return [*sitting.log(epoch), *sitting.quarantine.get(epoch, [])]

    # --- messages
    async def _answer(self, link: Link, frame: FromMachine) -> Frame | None:
        machine = link.machine
        assert machine is not None
        match frame:
            case Beat():
                if "mute" in self.faults:
                    return None
                return ServerBeat(server_time=self.now(), journal_number=self.journal[0], journal_head=self.journal[1])
            case Login():
                return self._login(machine, frame)
            case TakeNumber():
                return await self._take_number(machine, frame)
            case ReadRules():
                await self._read_rules(frame)
            case Save():
                return await self._save(frame)
            case Submit():
                return self._submit(frame)
            case Log():
                self.logged.setdefault(machine.id, []).extend(entry.seq for entry in frame.entries)
                return Logged(sequence=frame.entries[-1].seq)
            case AcknowledgeLock() | DeadlineSeen() | Read() | RaiseHand() | Ack() | Outage():
                return None
        return None

    async def _take_number(self, machine: Machine, frame: TakeNumber) -> Frame:
        if any(other.number == frame.number for other in self.machines.values()):
            return Refused(code="number.taken", text=f"机位号 {frame.number:03d} 已被使用")
        machine.number = frame.number
        await self.tell(machine, number=frame.number)
        return Seated(number=frame.number)

    def _login(self, machine: Machine, frame: Login) -> Frame:
        sitting = self.sittings.get(frame.ticket)
        if self.moments is None or self.moments.login_allowed_at is None:
            return Refused(code="login.closed", text="还不能登录")
        if sitting is None:
            return Refused(code="login.unknown", text="没有这个准考证号")
        if sitting.holder not in (None, machine.id):
            return Refused(code="login.held", text="需要断点续考")
        sitting.holder = machine.id
        log = sitting.log(sitting.epoch)
        return LoginOk(
            sitting=sitting.id,
            epoch=sitting.epoch,
            identity=Identity(
                ticket=frame.ticket, name="曹鑫", id_number="350***********2X", subject="Web", sequence=1
            ),
            rules=["规则"],
            guide=["指南"],
            paper=PaperSource(
                url="/agent/papers/1",
                sha256=hashlib.sha256(self.sealed).hexdigest(),
                size=len(self.sealed),
                materials=[MaterialSource(sha256=each, size=len(body)) for each, body in self.materials.items()],
            ),
            position=Position(
                sitting=sitting.id, epoch=sitting.epoch, revision=len(log), chain=sitting.chain(sitting.epoch)
            ),
            fold=f"/agent/folds/{sitting.id}",
            rules_read=sitting.rules_read,
            package_key=sealing.public_of(PACKAGE_PRIVATE).hex(),
            tools=self.tools,
        )

    async def _read_rules(self, frame: ReadRules) -> None:
        sitting = self._of(frame.sitting)
        assert sitting is not None
        sitting.rules_read = True
        await self._give_key(sitting)

    async def _save(self, frame: Save) -> Frame | None:
        if "drop_saves" in self.faults:
            return None
        if self.refuse_next:
            return Refused(code=self.refuse_next.pop(), text="not this time")
        sitting = self._of(frame.sitting)
        if sitting is None:
            return Refused(code="sitting.unknown", text="unknown")
        closed = frame.epoch < sitting.epoch
        log = sitting.quarantine.setdefault(frame.epoch, []) if closed else sitting.log(frame.epoch)
        before = len(sitting.log(frame.epoch)) if closed else 0
        have = before + len(log)
        if frame.changes[0].n > have + 1:
            return Expect(sitting=frame.sitting, epoch=frame.epoch, revision=have + 1)
        new = [change for change in frame.changes if change.n > have]
        if "wary" in self.faults and not self._fits(frame, [*self._log(sitting, frame.epoch), *new]):
            return Refused(code="save.conflict", text="another chain")
        assert all(change.sha256 is None or self._is_whole(change.sha256) for change in new), "a blob is missing"
        known = self._log(sitting, frame.epoch)
        assert all(known[change.n - 1] == change for change in frame.changes if change.n <= have), "other bytes"
        log.extend(new)
        if "slow" in self.faults:
            await asyncio.sleep(0.02)
        head = chain.extend(chain.start(sitting.id, frame.epoch), self._log(sitting, frame.epoch)[: frame.revision])
        assert head.hex() == frame.chain, "another chain"
        return Saved(
            sitting=frame.sitting, epoch=frame.epoch, revision=frame.revision, chain=frame.chain, quarantined=closed
        )

    def _fits(self, frame: Save, log: list[Change]) -> bool:
        return chain.extend(chain.start(frame.sitting, frame.epoch), log[: frame.revision]).hex() == frame.chain

    def _submit(self, frame: Submit) -> Frame:
        sitting = self._of(frame.sitting)
        assert sitting is not None
        if frame.epoch != sitting.epoch:
            return Refused(code="submit.stale", text="stale")
        if (frame.revision, frame.chain) != (len(sitting.log(frame.epoch)), sitting.chain(frame.epoch)):
            return Refused(code="submit.unequal", text="unequal")
        receipt = Receipt(
            sitting=sitting.id,
            epoch=frame.epoch,
            revision=frame.revision,
            chain=frame.chain,
            at=self.now(),
            by=frame.by,
        )
        sitting.receipts.append(receipt)
        return Submitted(receipt=receipt)

    # --- bulk
    def _is_whole(self, sha256: str) -> bool:
        return sha256 == "" or (
            sha256 in self.blob_lengths and len(self.blobs.get(sha256, b"")) == self.blob_lengths[sha256]
        )

    async def get_paper(self, request: web.Request) -> web.Response:
        self._check(request)
        return web.Response(body=self.sealed)

    async def get_material(self, request: web.Request) -> web.Response:
        self._check(request)
        body = self.materials[request.match_info["sha256"]]
        asked = request.headers["Range"]
        self.ranges.append(asked)
        if "cut_materials" in self.faults:
            self.faults.discard("cut_materials")
            return await self._cut_short(request, body)
        begin = int(asked.removeprefix("bytes=").removesuffix("-"))
        return web.Response(status=206, body=body[begin : begin + 500_000])

    async def _cut_short(self, request: web.Request, body: bytes) -> web.Response:
        response = web.StreamResponse(status=206, headers={"Content-Length": str(len(body))})
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        assert request.transport is not None
        request.transport.close()
        raise ConnectionResetError

    async def get_fold(self, request: web.Request) -> web.Response:
        self._check(request)
        if "no_fold" in self.faults:
            raise web.HTTPServiceUnavailable
        sitting = self._of(UUID(request.match_info["sitting"]))
        assert sitting is not None
        return web.Response(text=json.dumps(sitting.fold()), content_type="application/json")

    async def blob(self, request: web.Request) -> web.Response:
        self._check(request)
        sha256 = request.match_info["sha256"]
        stored = self.blobs.setdefault(sha256, bytearray())
        if request.method == "GET":
            if "no_blobs" in self.faults:
                raise web.HTTPServiceUnavailable
            return web.Response(body=bytes(stored))
        if request.method == "HEAD":
            return web.Response(headers={"Upload-Offset": str(len(stored))})
        return await self._append(request, sha256, stored)

    async def _append(self, request: web.Request, sha256: str, stored: bytearray) -> web.Response:
        if int(request.headers["Upload-Offset"]) != len(stored):
            raise web.HTTPConflict
        if not stored:
            self.blob_lengths[sha256] = int(request.headers["Upload-Length"])
        piece = await request.read()
        assert len(piece) <= 98_304
        assert request.content_type == "application/offset+octet-stream"
        stored += piece
        self.patched_bytes += len(piece)
        if self.drop_after_patches is not None:
            self.drop_after_patches -= 1
            if self.drop_after_patches == 0:
                self.drop_after_patches = None
                assert request.transport is not None
                request.transport.abort()
        if len(stored) == self.blob_lengths[sha256]:
            assert hashlib.sha256(stored).hexdigest() == sha256
        return web.Response(status=204, headers={"Upload-Offset": str(len(stored))})

    def _check(self, request: web.Request) -> None:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.machines:
            raise web.HTTPForbidden
        assert "Origin" not in request.headers


@asynccontextmanager
async def serving(room: FakeRoom) -> AsyncIterator[FakeRoom]:
    """The room answers at `room.url`; the same port again after it was down."""
    app = web.Application(client_max_size=1 << 20)
    app.add_routes(
        [
            web.get("/agent/", room.agent),
            web.get("/agent/papers/{number}", room.get_paper),
            web.get("/agent/materials/{sha256}", room.get_material),
            web.get("/agent/check/bytes", room.check_bytes),
            web.get("/agent/folds/{sitting}", room.get_fold),
            web.route("*", "/agent/blobs/{sha256}", room.blob),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", room.port, reuse_address=True).start()
    room.port = int(runner.addresses[0][1])
    try:
        yield room
    finally:
        await room.cut()
        await runner.cleanup()
