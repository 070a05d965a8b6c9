"""A mock exam's candidate without a person: logs in and fills objective questions, as the room says (M1, M2)."""

import asyncio
import hashlib
from typing import Final

from agent_client.acts import Acts
from agent_client.candidate import Held
from agent_client.core import Core
from formats.messages import Automation
from formats.paper import Question
from formats.possible import TRUE_OR_FALSE, letters
from formats.refused import Refused

ANSWER_EVERY_S: Final = 0.5
TRY_AGAIN_S: Final = 5.0
CHOICES: Final = ("single", "multiple", "judge")


class Automatic:
    """Acts as the candidate would, one step at a time; in a formal exam, whatever is told, it does nothing."""

    def __init__(self, core: Core, acts: Acts) -> None:
        self._core = core
        self._acts = acts

    async def run(self) -> None:
        count = -1
        while True:
            count = await self._core.changed.after(count, within_s=TRY_AGAIN_S)
            try:
                wait_s = await self._step()
            except Refused as refused:
                self._core.log.info("automatic: %s", refused)
                wait_s = TRY_AGAIN_S
            await asyncio.sleep(wait_s)

    async def _step(self) -> float:
        """Does what is next, if anything is; gives how long to rest. Raises `Refused`."""
        told, now = told_to(self._core), self._core.now()
        if told is None:
            return 0.0
        here = self._core.candidate.here
        if told.log_in is not None and (here is None or self._core.candidate.is_over(here, now)):
            await self._log_in(told.log_in)
        elif here is not None:
            return await self._go_on(here, told, self._core.candidate.screen(now))
        return 0.0

    async def _log_in(self, ticket: str) -> None:
        seat = self._core.candidate.seat
        if seat is None or not seat.ui_on or not self._core.candidate.may_login_at(self._core.now()):
            return
        await self._acts.log_in(ticket)
        here = self._core.candidate.check_here()
        here.holding.automatic = True
        await self._acts.confirm()
        await self._core.note("automatic_login", sitting=str(here.holding.sitting))

    async def _go_on(self, here: Held, told: Automation, screen: str) -> float:
        """Nobody sits where it has logged in by itself: there the rules need no reader either."""
        if screen == "confirm" and here.holding.automatic:
            await self._acts.confirm()
        elif screen == "rules" and here.holding.automatic and told.answer:
            await self._acts.read_rules()
        elif screen == "paper" and told.answer and not self._core.candidate.is_covered:
            return await self._answer_next(here)
        return 0.0

    async def _answer_next(self, here: Held) -> float:
        question = next_question(here)
        if question is None:
            return 0.0
        await self._acts.answer(question.key, made_up(here, question))
        if next_question(here) is None:
            await self._core.note("automatic_answers", sitting=str(here.holding.sitting))
        return ANSWER_EVERY_S


def told_to(core: Core) -> Automation | None:
    """What the room wants done without a person; nothing in a formal exam, or while it is not known which it is."""
    seat, moments = core.candidate.seat, core.candidate.moments
    if seat is None or moments is None or moments.formal:
        return None
    return seat.automation


def next_question(here: Held) -> Question | None:
    """The first choice without an answer: what somebody has answered stays, and no other kind is touched."""
    answered = here.fold.answered()
    questions = here.paper.questions if here.paper else ()
    return next((each for each in questions if each.kind in CHOICES and each.key not in answered), None)


def made_up(here: Held, question: Question) -> str:
    """Some answer that the question allows, not everywhere the same one."""
    chance = hashlib.sha256(f"{here.holding.sitting} {question.key}".encode()).digest()
    if question.kind == "judge":
        return TRUE_OR_FALSE[chance[0] % 2]
    may = letters(question)
    if question.kind == "single":
        return may[chance[0] % len(may)]
    return "".join(letter for place, letter in enumerate(may) if chance[place % 32] % 2) or may[0]
