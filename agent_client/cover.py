"""How long the screen has been covered: what was being typed is still taken, and then nothing (E16, F5). No clock of its own."""

from typing import Final

from agent_client.candidate import Candidate
from formats.refused import N_, Refused

GRACE_MS: Final = 3_000  # by the machine's clock that runs through suspend


class Cover:
    """Looked at five times a second and before each act; `boot` is that clock in ms."""

    def __init__(self, candidate: Candidate) -> None:
        self._candidate = candidate
        self._since: int | None = None

    def look(self, boot: int) -> None:
        """A lock over an interruption, or after it, is still the same cover."""
        if not self._candidate.is_covered:
            self._since = None
        elif self._since is None:
            self._since = boot

    def check(self, boot: int) -> None:
        """Raises `Refused` once the grace is over; the page keeps what it has, and says it again when the cover is gone."""
        if not self._is_shut(boot):
            return
        if self._candidate.is_interrupted:
            raise Refused(
                "interrupted", N_("The exam stands still. What you have typed is kept and saved when it goes on.")
            )
        raise Refused("locked", N_("The screen is locked. What you have typed is kept and saved when you go on."))

    def stands_still(self, boot: int) -> bool:
        """Whether work files are left as they lie; behind a lock the clock runs, and they are taken."""
        return self._is_shut(boot) and self._candidate.is_interrupted

    def _is_shut(self, boot: int) -> bool:
        self.look(boot)
        return self._since is not None and boot - self._since > GRACE_MS
