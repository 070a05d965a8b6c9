"""What a daemon remembers at its start: everything as it was when it stopped or was killed (C3, E16)."""

from agent_client import identity
from agent_client.candidate import Candidate, Held, Notice
from agent_client.clock import Clocks, Mark, ServerClock
from agent_client.core import Core, Folder
from agent_client.delivery import Delivery
from agent_client.holding import Key, fold
from agent_client.identity import Identity
from agent_client.logs import Logger
from agent_client.options import Options
from agent_client.store import Log, Store
from agent_client.ticker import MARK
from formats.messages import Moments, SeatState


def wake(options: Options, *, folder: Folder, store: Store, clocks: Clocks, log: Logger) -> Core:
    """Everything from the journal, before its writer begins."""
    stored = store.fact("identity", Identity)
    this = identity.of_this_machine(stored, options.fingerprint or identity.fingerprint())
    if this is not stored:
        store.settle({"identity": this} | (_NOT_OURS if stored is not None else {}))
    return Core(
        options=options,
        folder=folder,
        store=store,
        identity=this,
        candidate=_candidate(store, this),
        clocks=clocks,
        clock=ServerClock(clocks, store.fact(MARK, Mark)),
        log=log,
    )


# What another machine was told. Its answers stay; they go on to the server in the background.
_NOT_OURS: dict[str, None] = {"seat": None, "moments": None, "current": None}


def _candidate(store: Store, this: Identity) -> Candidate:
    held = [_held(each) for each in store.logs()]
    return Candidate(
        machine=this.machine,
        seat=store.fact("seat", SeatState | None),
        moments=store.fact("moments", Moments | None),
        held={each.holding.key: each for each in held},
        current=store.fact("current", Key | None),
        acknowledged_locks=store.fact("acknowledged_locks", dict[str, int]) or {},
        notices=store.fact("notices", list[Notice]) or [],
        read=store.fact("messages_read", list[str]) or [],
    )


def _held(log: Log) -> Held:
    return Held(
        holding=log.holding,
        fold=fold(log.holding.base, log.changes),
        delivery=Delivery(
            head=log.head, acknowledged=max(log.acknowledged, log.holding.start), start=log.holding.start
        ),
        chain=log.chain,
        times={change.n: change.at for change in log.changes},
    )
