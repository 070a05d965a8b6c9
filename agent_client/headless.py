"""A candidate without a person: works through a script by the same acts as the page."""

import asyncio
import hashlib
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent_client.acts import Acts
from agent_client.candidate import Held
from agent_client.core import Core
from agent_client.script import (
    BEFORE_T0,
    AcknowledgeLockStep,
    AnswerStep,
    AnyStep,
    FileStep,
    FinishStep,
    LoginStep,
    RaiseHandStep,
    ReadStep,
    RemoveStep,
    SubmitStep,
)
from agent_client.typed import Typed
from agent_client.watch import Watch
from formats.refused import N_, Refused

AGAIN_S: Final = 0.5
FACT: Final = "script_step"


@dataclass
class ScriptedCandidate:
    """`done` steps were carried out before a restart, and are not repeated."""

    core: Core
    acts: Acts
    watch: Watch
    typed: Typed
    steps: list[AnyStep]
    done: int = 0

    async def run(self) -> None:
        begun = self.core.clocks.boot()
        for index, step in enumerate(self.steps[self.done :], start=self.done):
            await self._when_due(step, begun)
            await self._until_done(step)
            self.done = index + 1
            await self.core.store.keep_fact(FACT, self.done)
        if self.steps:
            self.core.log.info("script done")
        await asyncio.Event().wait()

    async def _when_due(self, step: AnyStep, begun: int) -> None:
        while (wait_s := self._wait_s(step, begun)) > 0:  # noqa: ASYNC110 - T0 moves, so it is looked at again
            await asyncio.sleep(min(wait_s, AGAIN_S))

    def _wait_s(self, step: AnyStep, begun: int) -> float:
        if isinstance(step, BEFORE_T0):
            return begun / 1000 + step.at_s - self.core.clocks.boot() / 1000
        start = self.core.candidate.start_at(self.core.candidate.here)
        return AGAIN_S if start is None else start / 1000 + step.at_s - self.core.now() / 1000

    async def _until_done(self, step: AnyStep) -> None:
        """Every refusal may be one of a moment; only the log says how often."""
        said = ""
        while True:
            try:
                return await self._do(step)
            except (Refused, OSError) as refused:
                if str(refused) != said:
                    said = str(refused)
                    self.core.log.info("step %s waits: %s", type(step).__name__, said)
            await asyncio.sleep(AGAIN_S)

    async def _do(self, step: AnyStep) -> None:
        match step:
            case LoginStep(ticket=ticket, proof=proof):
                await self._log_in(ticket, proof)
            case ReadStep():
                await self._read()
            case AnswerStep(question=question, value=value):
                await self._answer(question, value)
            case FileStep():
                await self._file(step)
            case RemoveStep(path=path):
                await self._remove(path)
            case SubmitStep():
                await self.acts.submit()
            case AcknowledgeLockStep():
                await self._acknowledge_lock()
            case RaiseHandStep(words=words):
                await self.acts.raise_hand(words)
            case FinishStep():
                await self.acts.finish()

    async def _log_in(self, ticket: str, proof: str) -> None:
        """A claim from before a restart is as good as a new one."""
        here = self.core.candidate.here
        if here is None or here.holding.identity.ticket != ticket:
            await self.acts.log_in(ticket, proof)

    async def _read(self) -> None:
        here = self.core.candidate.check_here()
        if not here.holding.confirmed:
            await self.acts.confirm()
        await self.acts.read_rules()

    async def _answer(self, question: str, value: str) -> None:
        now = self.core.now()
        self.core.check_uncovered()
        here = self.core.candidate.check_answer(question, value, now)
        n = self.typed.typed(**_of(here), question=question, value=value, at=now)
        stored = await self.acts.answer(question, value)
        self.typed.saved(n, stored.change.n)

    async def _file(self, step: FileStep) -> None:
        self.core.check_uncovered()
        here = self.core.candidate.check_folder(self.core.now())
        content = _content(step)
        sha256 = hashlib.sha256(content).hexdigest()
        n = self.typed.typed(**_of(here), path=step.path, sha256=sha256, at=self.core.now())
        await asyncio.to_thread(_write, self.core.folder.work(here.holding.sitting) / step.path, content)
        await self.watch.capture_what_counts()
        entry = here.fold.files.get(step.path)
        if entry is None or entry.sha256 != sha256:
            raise Refused("file.not_taken", N_("The file is not taken yet."))
        self.typed.saved(n, entry.n)

    async def _remove(self, path: str) -> None:
        self.core.check_uncovered()
        here = self.core.candidate.check_folder(self.core.now())
        n = self.typed.typed(**_of(here), path=path, sha256="", at=self.core.now())
        target = self.core.folder.work(here.holding.sitting) / path
        await asyncio.to_thread(target.unlink, missing_ok=True)
        await self.watch.capture_what_counts()
        self.typed.saved(n, here.delivery.head)

    async def _acknowledge_lock(self) -> None:
        if self.core.candidate.lock() is None:
            raise Refused("lock.none", N_("There is no lock."))
        await self.acts.acknowledge_lock()


def _of(here: Held) -> dict[str, int | str]:
    return {"epoch": here.holding.epoch, "sitting": str(here.holding.sitting)}


def _content(step: FileStep) -> bytes:
    return step.text.encode() if step.text is not None else random.Random(step.seed).randbytes(step.size)  # noqa: S311 - filler


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
