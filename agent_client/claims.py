"""A sitting comes to this machine, is opened here, and leaves it again."""

import asyncio
import shutil
from pathlib import Path

from agent_client.candidate import Held
from agent_client.core import Core
from agent_client.delivery import Delivery
from agent_client.holding import Fold, Holding, Key
from formats.messages import LoginOk, PaperKey, Position, SubmittedBy


async def claimed(core: Core, ok: LoginOk) -> None:
    """The server has let the candidate in here; repeated for the same epoch it changes nothing written."""
    candidate, key = core.candidate, Key(ok.sitting, ok.epoch)
    held = candidate.held.get(key)
    if held is None:
        held = _new(core, ok)
        await asyncio.to_thread(_set_aside, core, held)
        candidate.held[key] = held
    else:
        _refresh(held, ok)
    held.delivery.link_up(min(ok.position.revision, held.delivery.head))
    candidate.current = key
    _take_told(core, held)
    await core.store.keep(held.holding)
    await core.store.keep_fact("current", key)
    await core.note("logged_in", sitting=str(ok.sitting), epoch=ok.epoch)
    core.prepare.ring()
    core.changed.ring()
    core.due.ring()


def _new(core: Core, ok: LoginOk) -> Held:
    """What was saved elsewhere is fetched first; where there is nothing, work can begin at once."""
    moments = core.candidate.moments
    holding = Holding(
        sitting=ok.sitting,
        epoch=ok.epoch,
        machine=core.identity.machine,
        identity=ok.identity,
        rules=ok.rules,
        guide=ok.guide,
        paper=ok.paper,
        fold_url=ok.fold,
        tools=ok.tools,
        session=moments.session if moments else None,
        base_taken=ok.epoch <= 1 and ok.position.revision == 0,
        start=ok.position.revision,
        start_chain=ok.position.chain if ok.position.revision else "",
        rules_read=ok.rules_read,
        package_key=ok.package_key,
    )
    delivery = Delivery(head=holding.start, acknowledged=holding.start, start=holding.start)
    return Held(holding, Fold(), delivery, holding.first_chain(), resumed=not holding.base_taken and ok.rules_read)


def _refresh(held: Held, ok: LoginOk) -> None:
    holding = held.holding
    holding.identity, holding.rules, holding.guide = ok.identity, ok.rules, ok.guide
    holding.paper, holding.fold_url, holding.package_key = ok.paper, ok.fold, ok.package_key
    holding.tools = ok.tools
    holding.rules_read = holding.rules_read or ok.rules_read
    holding.confirmed = False
    if ok.position.revision > held.delivery.head:
        go_on_from(held, ok.position)


def go_on_from(held: Held, position: Position) -> None:
    """The server has more of this epoch than this disk, which has lost something: its log is continued."""
    holding = held.holding
    holding.start, holding.start_chain, holding.base_taken = position.revision, position.chain, False
    held.delivery.head = held.delivery.start = position.revision
    held.chain, held.files_ready = position.chain, False


def _take_told(core: Core, held: Held) -> None:
    """A state of the seat that came before the answer to the login."""
    if core.candidate.seat is not None:
        core.candidate.welcomed(core.candidate.seat, behind=frozenset({held.holding.key}))


def _set_aside(core: Core, held: Held) -> None:
    """A work folder from an earlier epoch is kept, but not worked in: the server has newer work (E10)."""
    work = core.folder.work(held.holding.sitting)
    if work.exists():
        shutil.move(work, _free(core.folder.sealed / f"{held.holding.sitting}-before-{held.holding.epoch}"))


def _free(path: Path) -> Path:
    """`path`, or with a number if it is taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


async def paper_key(core: Core, frame: PaperKey) -> None:
    """The key is kept, so that a restart without a network opens the paper again."""
    for held in core.candidate.held.values():
        if held.holding.sitting == frame.sitting and held.holding.paper_key != frame.key:
            held.holding.paper_key = frame.key
            await core.store.keep(held.holding)
    core.prepare.ring()


async def close(core: Core, held: Held, *, by: SubmittedBy) -> None:
    """Nothing more is taken; what is there is delivered and handed in."""
    held.holding.submit_asked_at, held.holding.submit_asked_by = core.now(), by
    await core.note("submit", sitting=str(held.holding.sitting), by=by, revision=held.delivery.head)
    await core.store.keep(held.holding)
    core.changed.ring()
    core.due.ring()


async def leave(core: Core) -> None:
    """The place is free for the next candidate; what was written stays, its work folder is put away (C5)."""
    candidate, here = core.candidate, core.candidate.here
    candidate.current = None
    await core.store.keep_fact("current", None)
    if here is not None and candidate.is_over(here, core.now()):
        here.files_ready = False
        await asyncio.to_thread(_seal, core, here)
    core.changed.ring()


async def leave_reset(core: Core) -> None:
    """After a 初始化 the candidate begins again at the login, with nothing (E20)."""
    seat, here = core.candidate.seat, core.candidate.here
    if seat is None or here is None or seat.reset != here.holding.sitting or not core.candidate.is_moved(here):
        return
    await core.note("reset", sitting=str(here.holding.sitting), epoch=here.holding.epoch)
    await leave(core)


async def put_away(core: Core) -> None:
    """Work folders that a power cut, or a late download, has left behind of whoever is gone from here (C5)."""
    candidate, now = core.candidate, core.now()
    for held in candidate.held.values():
        if held is not candidate.here and candidate.is_over(held, now):
            await asyncio.to_thread(_seal, core, held)


def _seal(core: Core, held: Held) -> None:
    work = core.folder.work(held.holding.sitting)
    if work.exists():
        shutil.move(work, _free(core.folder.sealed / f"{held.holding.sitting}-{held.holding.epoch}"))
