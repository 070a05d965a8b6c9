"""The acts of the candidate's page, one small struct each, and who carries them out (docs/local-page.md)."""

import sqlite3
from dataclasses import asdict
from typing import Annotated, Any, Literal

import msgspec

from agent_client.acts import Acts
from agent_client.connection import Connection
from agent_client.core import Core
from agent_client.view import Plain, Taste, state
from formats.refused import N_, Refused

TASTE = "taste"


class Act(msgspec.Struct, kw_only=True, tag_field="act", forbid_unknown_fields=True):
    """Something the candidate did."""


class LogIn(Act, tag="log_in"):
    ticket: str
    proof: str = ""


class TakeTheNumber(Act, tag="take_number"):
    number: Annotated[int, msgspec.Meta(ge=1, le=999)]


class Confirm(Act, tag="confirm"):
    pass


class NotMe(Act, tag="not_me"):
    pass


class ReadTheRules(Act, tag="read_rules"):
    pass


class Answer(Act, tag="answer"):
    question: str
    value: str


class Mark(Act, tag="mark"):
    question: str
    marked: bool


class LargeType(Act, tag="large_type"):
    size: Literal["small", "medium", "large"]


class OpenFolder(Act, tag="open_folder"):
    pass


class OpenMaterial(Act, tag="open_material"):
    name: str


class SubmitIt(Act, tag="submit"):
    pass


class AcknowledgeTheLock(Act, tag="acknowledge_lock"):
    pass


class RaiseAHand(Act, tag="raise_hand"):
    words: str = ""


class NoticeSeen(Act, tag="notice_seen"):
    id: str


class Finish(Act, tag="finish"):
    pass


class ExportIt(Act, tag="export"):
    pass


class Language(Act, tag="language"):
    lang: Literal["zh", "en"]


class Scheme(Act, tag="scheme"):
    scheme: Literal["light", "dark"]


AnyAct = (
    LogIn | Confirm | NotMe | ReadTheRules | Answer | Mark | LargeType | OpenFolder | SubmitIt | AcknowledgeTheLock
    | RaiseAHand | NoticeSeen | Finish | Language | TakeTheNumber | ExportIt | Scheme | OpenMaterial
)  # fmt: skip
_decoder: msgspec.json.Decoder[AnyAct] = msgspec.json.Decoder(AnyAct)


def decode(body: bytes) -> AnyAct:
    """Raises `msgspec.DecodeError` for what is no act."""
    return _decoder.decode(body)


class Doing:
    """Carries acts out and remembers what was refused last, for the state."""

    def __init__(self, core: Core, connection: Connection, acts: Acts, taste: Taste) -> None:
        self._core = core
        self._connection = connection
        self._acts = acts
        self.taste = taste

    def state(self) -> Plain:
        return state(self._core, self._connection, self.taste)

    async def do(self, act: AnyAct) -> Plain:
        """What the act gives, once it is durable. Raises `Refused`."""
        try:
            done = await self._do(act)
        except Refused as refused:
            self._refused(refused)
            raise
        except sqlite3.Error as fault:
            self._core.log.error("journal: %s", fault)
            raise Refused(
                "disk", N_("The answer could not be written to this machine's disk. Call the invigilator.")
            ) from fault
        self._refused(None)
        return done

    def _refused(self, refused: Refused | None) -> None:
        if self.taste.refused is not refused:
            self.taste.refused = refused
            self._core.changed.ring()

    async def _do(self, act: AnyAct) -> Plain:
        match act:
            case Answer(question=question, value=value):
                return {"n": (await self._acts.answer(question, value)).change.n}
            case OpenFolder():
                return {"folder": await self._acts.open_folder()}
            case OpenMaterial(name=name):
                return {"file": await self._acts.open_material(name)}
            case LargeType(size=size):
                await self._choose(size=size)
            case Language(lang=lang):
                await self._choose(lang=lang)
            case Scheme(scheme=scheme):
                await self._choose(scheme=scheme)
            case Mark(question=question, marked=marked):
                await self._acts.mark(question, marked=marked)
            case NoticeSeen(id=notice_id):
                await self._acts.notice_seen(notice_id)
            case RaiseAHand(words=words):
                await self._acts.raise_hand(words)
            case TakeTheNumber(number=number):
                await self._acts.take_number(number)
            case ExportIt():
                self._acts.export()
            case _:
                await self._step(act)
        return {}

    async def _step(self, act: AnyAct) -> None:
        """What leads from one screen to the next."""
        match act:
            case LogIn(ticket=ticket, proof=proof):
                await self._acts.log_in(ticket, proof)
            case Confirm():
                await self._acts.confirm()
            case NotMe():
                await self._acts.not_me()
            case ReadTheRules():
                await self._acts.read_rules()
            case SubmitIt():
                await self._acts.submit()
            case AcknowledgeTheLock():
                await self._acts.acknowledge_lock()
            case Finish():
                await self._acts.finish()
                await self._choose(**asdict(Taste()))  # the next one has not chosen yet

    async def _choose(self, **chosen: Any) -> None:
        for name, value in chosen.items():
            setattr(self.taste, name, value)
        kept = {"lang": self.taste.lang, "size": self.taste.size, "scheme": self.taste.scheme}
        await self._core.store.keep_fact(TASTE, kept)
        self._core.changed.ring()
