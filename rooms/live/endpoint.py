"""The machine's socket: a plain ASGI callable in channels' router. It knows no rule of the exam."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any, Final

from django.utils import translation

from formats import messages
from formats.messages import Close, Frame, FromMachine, Hello, Malformed
from formats.refused import N_, Refused
from rooms.address import scope_address
from rooms.live import door, registry
from rooms.live.auth import header, machine_of, token_of
from rooms.live.hub import hub
from rooms.live.link import Event, Link, MachineRef, Send

log = logging.getLogger(__name__)
HELLO_WITHIN_S: Final = 5.0
MACHINES_SPEAK: Final = "zh-hans"

Receive = Callable[[], Awaitable[Event]]
Scope = Mapping[str, Any]


async def machine_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Everything that one machine says, until its link ends. A browser's request is refused before it is accepted."""
    await receive()  # websocket.connect
    if header(scope, b"origin") is not None:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    link = Link(send, scope_address(scope))
    try:
        await _admit(link, scope, receive)
        while (message := await _next(link, receive)) is not None:
            await _take(link, message)
    except Malformed as fault:
        link.close(fault.close_code)
    finally:
        hub.forget(link)
        await link.finish()


# --- coming in
async def _admit(link: Link, scope: Scope, receive: Receive) -> None:
    if hub.stopping:
        raise Malformed(Close.RESTARTING, "the server stops")
    known = await machine_of(scope)
    if known is None and token_of(scope) is not None:
        await _refuse(link, None, Refused("token", N_("This token is not known here. The machine enrols anew.")))
        raise Malformed(Close.TOKEN, "unknown token")
    with door.stranger_at(link.address) if known is None else nullcontext():
        await _join(link, await _hello(link, receive), known)


async def _join(link: Link, hello: Hello, known: MachineRef | None) -> None:
    try:
        await door.join(hub, link, hello, known)
    except Refused as refused:
        await _refuse(link, hello, refused)
        code = Close.TOKEN if refused.code == "token" else Close.NOT_ADMITTED
        raise Malformed(code, refused.code) from refused


async def _hello(link: Link, receive: Receive) -> Hello:
    """The first frame, which must be a hello of our version and come within 5 s."""
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            message = await _next(link, receive)
    except TimeoutError as fault:
        raise Malformed(Close.MALFORMED, "no hello") from fault
    if not isinstance(message, Hello):
        raise Malformed(Close.MALFORMED, "the first frame has to be hello")
    if message.version != messages.VERSION:
        raise Malformed(Close.VERSION, f"expected version {messages.VERSION}, found {message.version}")
    return message


# --- messages
async def _next(link: Link, receive: Receive) -> FromMachine | None:
    """What comes next; None when the socket has been closed by either side. Raises `Malformed`."""
    if link.closed_with is not None:
        return None
    event = await receive()
    if event["type"] == "websocket.disconnect":
        link.gone()
        return None
    if hub.stopping:  # what is not taken is not acknowledged, and comes again
        raise Malformed(Close.RESTARTING, "the server stops")
    text = event.get("text")
    if text is None:
        raise Malformed(Close.MALFORMED, "a binary frame")
    return _decoded(link, text)


def _decoded(link: Link, text: str) -> FromMachine:
    try:
        return link.heard(text)
    except Malformed as fault:
        if link.flow.heard == 0 and fault.close_code == Close.MALFORMED and _is_other_version(text):
            raise Malformed(Close.VERSION, "another version") from fault
        raise


def _is_other_version(text: str) -> bool:
    """A hello of another version may have other fields; its `version` says so."""
    try:
        hello = json.loads(text)
    except (ValueError, RecursionError):  # no JSON, or nesting without end
        return False
    return isinstance(hello, dict) and hello.get("type") == "hello" and hello.get("version") != messages.VERSION


async def _take(link: Link, message: FromMachine) -> None:
    link.at_work = True
    try:
        answer = await _answer(link, message)
        if answer is not None:
            await link.answer(messages.answer_to(message, answer))
    finally:
        link.at_work = False


async def _answer(link: Link, message: FromMachine) -> Frame | None:
    if isinstance(message, messages.Beat):
        return hub.beat(link, message)
    if isinstance(message, Hello):
        raise Malformed(Close.MALFORMED, "a second hello")
    handler = registry.handlers.get(type(message))
    if handler is None:
        return _frame(Refused("message.not_here", N_("The server does not take this message.")))
    try:
        return await handler(link, message)
    except Refused as refused:
        return _frame(refused)
    except Malformed:
        raise
    except Exception:  # a fault of ours in one message must not end the link: the next one may be a save
        if hub.stopping:  # what stops refuses: it comes again after the start
            raise Malformed(Close.RESTARTING, "the server stops") from None
        log.exception("%s of machine %s", type(message).__name__, link.machine.id)
        return _frame(Refused("server.fault", N_("The server could not do this. Try again; tell the invigilator.")))


async def _refuse(link: Link, hello: Hello | None, refused: Refused) -> None:
    """Before the welcome a refusal is the end."""
    frame = _frame(refused, fatal=True)
    await link.answer(messages.answer_to(hello, frame) if hello else frame)


def _frame(refused: Refused, *, fatal: bool = False) -> messages.Refused:
    """The one place where a refusal is put into the machine's words."""
    with translation.override(MACHINES_SPEAK):
        text = refused.say(translation.gettext)
    values = {
        name: value if isinstance(value, int | str | None) else str(value) for name, value in refused.values.items()
    }
    return messages.Refused(code=refused.code, text=text, fatal=fatal, values=values)
