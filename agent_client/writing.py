"""One more change in a holding's log."""

from agent_client.candidate import Held
from agent_client.core import Core
from agent_client.store import Draft, Stored


async def write(core: Core, held: Held, draft: Draft) -> Stored:
    """Append `draft`; it is on this disk when this returns, and on its way to the server."""
    stored = await core.store.append(held.holding, draft)
    held.fold.apply(stored.change)
    held.delivery.head, held.chain = stored.change.n, stored.chain
    held.times[stored.change.n] = stored.change.at
    held.saved_at = core.now()
    core.due.ring()
    core.changed.ring()
    return stored
