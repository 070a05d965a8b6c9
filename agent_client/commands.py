"""Acts that the room asks for: each is done once, written down before, and its result told until taken (C1, S2)."""

import asyncio
import contextlib
import subprocess
import sys
from typing import Final

from agent_client import claims
from agent_client.checking import Checks
from agent_client.clearing import Clearing
from agent_client.connection import Connection, Offline
from agent_client.core import Core
from agent_client.store import CommandDone
from agent_client.watch import Watch
from formats.environment import order_in
from formats.messages import Ack, Command, Outcome
from formats.refused import Refused

Result = tuple[Outcome, dict[str, int | str | None]]
COLLECT_WITHIN_S: Final = 8.0
PROGRAM_WITHIN_S: Final = 60.0
_POWER: Final[dict[str, tuple[str, ...]]] = (
    {"restart": ("shutdown", "/r", "/f", "/t", "0"), "shutdown": ("shutdown", "/s", "/f", "/t", "0")}
    if sys.platform == "win32"
    else {"restart": ("systemctl", "reboot"), "shutdown": ("systemctl", "poweroff")}
)


class Commands:
    """Takes commands in order. One that was cut off in between is told as unknown and not done again."""

    def __init__(self, core: Core, connection: Connection, watch: Watch, checks: Checks) -> None:
        self._core = core
        self._watch = watch
        self._checks = checks
        self._connection = connection
        self._clearing = Clearing(core)
        self._waiting: asyncio.Queue[Command] = asyncio.Queue()

    def received(self, command: Command) -> None:
        self._waiting.put_nowait(command)

    async def run(self) -> None:
        await self._settle_cut_off()
        while True:
            await self._take(await self._waiting.get())

    async def tell_again(self) -> None:
        """After a `welcome`: the outcomes it may have missed. Raises `Offline`."""
        for done in await self._core.store.last_commands():
            await self._tell(done)

    async def _settle_cut_off(self) -> None:
        """What has no outcome at the start; that the machine has restarted since is one for a restart."""
        for done in await self._core.store.cut_off_commands():
            restarted = done.kind in _POWER and done.boot_id != self._core.clocks.boot_id()
            outcome: Outcome = "done" if restarted else "unknown"
            await self._core.store.end_command(done.id, outcome, {"reason": "cut off" if not restarted else None})

    async def _take(self, command: Command) -> None:
        if await self._core.store.command(command.id) is None:
            await self._do(command)
        done = await self._core.store.command(command.id)
        if done is None:
            return
        with contextlib.suppress(Offline):  # told again after the next welcome
            await self._tell(done)
        if done.kind == "uninstall" and done.outcome == "done":
            self._core.uninstalled.set()

    async def _do(self, command: Command) -> None:
        core = self._core
        await core.store.begin_command(command, at=core.now(), boot_id=core.clocks.boot_id())
        if core.now() > command.expires_at:
            outcome, result = _refused("expired")
        else:
            outcome, result = await self._act(command)
        await core.store.end_command(command.id, outcome, result)
        await core.note("command", id=command.id, kind=command.kind, outcome=outcome)

    async def _act(self, command: Command) -> Result:
        if command.kind in _POWER:
            return await self._power(command.kind)
        if command.kind == "collect":
            return await self._collect(command)
        if command.kind in ("clear", "uninstall"):
            return await self._clear(command.kind, export=command.arguments.get("export") is True)
        if command.kind == "check_environment":
            return self._check_environment(command)
        return _refused("not_supported")

    def _check_environment(self, command: Command) -> Result:
        """Begun is done: the steps tell of themselves, and no other command waits for them."""
        try:
            order = order_in(command.arguments)
        except ValueError:
            return _refused("order_not_understood")
        self._checks.begin(order)
        return "done", {}

    async def _power(self, kind: str) -> Result:
        if not self._core.options.allow_power:
            return _refused("power_not_allowed")
        return await _started(*_POWER[kind])

    async def _clear(self, kind: str, *, export: bool) -> Result:
        """考生端初始化; `uninstall` then takes the program away too, if `config.json` says how (S3)."""
        program = self._core.options.uninstall
        if kind == "uninstall" and not program:
            return _refused("uninstall_not_configured")
        try:
            told = await self._clearing.clear(export=export)
        except Refused as refused:
            return "refused", {"reason": refused.code, **refused.values}
        except OSError as fault:
            return "failed", {"reason": str(fault)[:200]}
        if kind == "clear":
            return "done", told
        outcome, result = await _started(*program)
        return outcome, {**told, **result}

    async def _collect(self, command: Command) -> Result:
        """Deliver everything now; done when the server has it all. With `submit` it is 统一收卷 (M3)."""
        if command.arguments.get("submit") is True:
            why = await self._hand_in(command.arguments.get("session"))
            if why:
                return _refused(why)
        for held in self._core.candidate.held.values():
            held.delivery.parked_until = 0
        count = -1
        until = asyncio.get_running_loop().time() + COLLECT_WITHIN_S
        while self._waits() and asyncio.get_running_loop().time() < until:
            self._core.due.ring()
            count = await self._core.changed.after(count, within_s=0.5)
        return ("failed" if self._waits() else "done"), {"pending": self._pending()}

    async def _hand_in(self, session: object) -> str:
        """Why not, or empty. A formal exam is never handed in by a command, and no other session by one for this."""
        candidate, now = self._core.candidate, self._core.now()
        here, moments = candidate.here, candidate.moments
        if moments is None or moments.formal or session != str(moments.session):
            return "only_mock"
        if here is None or here.holding.session != moments.session:
            return "nobody_here"
        if candidate.submits_by(here, now) is not None:
            return ""
        if candidate.screen(now) != "paper":
            return "not_in_exam"
        await self._watch.capture_now()
        await claims.close(self._core, here, by="proctor")
        return ""

    def _waits(self) -> bool:
        """Whether something is still on its way, or handed in without the server's word for it."""
        here = self._core.candidate.here
        unconfirmed = here is not None and here.holding.submit_asked_at is not None and here.holding.receipt is None
        return self._pending() > 0 or unconfirmed

    def _pending(self) -> int:
        return sum(held.delivery.pending for held in self._core.candidate.held.values())

    async def _tell(self, done: CommandDone) -> None:
        if done.outcome is not None:
            await self._connection.say(Ack(command=done.id, outcome=done.outcome, result=done.result))


async def _started(*program: str) -> Result:
    """The platform's own program, to its end."""
    try:
        process = await asyncio.create_subprocess_exec(*program, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    except OSError as fault:
        return "failed", {"reason": str(fault)[:200]}
    try:
        async with asyncio.timeout(PROGRAM_WITHIN_S):
            _, words = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return "unknown", {"reason": "no_end"}
    if process.returncode == 0:
        return "done", {}
    return "failed", {"reason": words.decode(errors="replace").strip()[:200] or f"exit {process.returncode}"}


def _refused(reason: str) -> Result:
    return "refused", {"reason": reason}
