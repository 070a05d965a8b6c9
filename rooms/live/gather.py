"""One call for many: what is asked while a call is under way goes together with the next."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")

MOST_AT_ONCE: Final = 50
MOST_WAITING: Final = 5000
log = logging.getLogger(__name__)


class Gather(Generic[Question, Answer]):
    """`work` gets the questions and returns their answers in order; an exception among them is raised to its asker."""

    def __init__(
        self, work: Callable[[list[Question]], Awaitable[list[Answer | Exception]]], most_at_once: int = MOST_AT_ONCE
    ) -> None:
        self._work = work
        self._most_at_once = most_at_once
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        return await self._put(question)

    async def tell(self, question: Question) -> None:
        """Hand it over without waiting for its answer, unless very many wait already; a fault is logged."""
        future = self._put(question)
        future.add_done_callback(_log_fault)
        if len(self._waiting) > MOST_WAITING:
            await asyncio.wait([future])

    def _put(self, question: Question) -> "asyncio.Future[Answer]":
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((question, future))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._run())
        return future

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most_at_once], self._waiting[self._most_at_once :]
            answers = await self._call([question for question, _future in batch])
            for (_question, future), answer in zip(batch, answers, strict=True):
                _settle(future, answer)

    async def _call(self, questions: list[Question]) -> list[Answer | Exception]:
        try:
            return await self._work(questions)
        except Exception as fault:  # whatever it is, each asker has to hear of it
            return [fault] * len(questions)


def _log_fault(future: asyncio.Future[Answer]) -> None:
    fault = None if future.cancelled() else future.exception()
    if fault is not None:
        log.error("what was handed over could not be done", exc_info=fault)


def _settle(future: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    if future.done():  # its asker was cancelled
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
