"""One call for many: what is asked while a call is under way goes together with the next."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")

MOST_AT_ONCE: Final = 50


class Gather(Generic[Question, Answer]):
    """`work` gets the questions and returns their answers in order; an exception among them is raised to its asker."""

    def __init__(self, work: Callable[[list[Question]], Awaitable[list[Answer | Exception]]]) -> None:
        self._work = work
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((question, future))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._run())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            answers = await self._call([question for question, _future in batch])
            for (_question, future), answer in zip(batch, answers, strict=True):
                _settle(future, answer)

    async def _call(self, questions: list[Question]) -> list[Answer | Exception]:
        try:
            return await self._work(questions)
        except Exception as fault:  # whatever it is, each asker has to hear of it
            return [fault] * len(questions)


def _settle(future: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    if future.done():  # its asker was cancelled
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
