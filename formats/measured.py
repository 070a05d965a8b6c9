"""Size and hash of a content, taken while it passes."""

import hashlib
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Measured:
    """Size and running hash of what passed."""

    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def take(self, piece: bytes) -> bytes:
        self.size += len(piece)
        self._digest.update(piece)
        return piece

    @property
    def sha256(self) -> str:
        return str(self._digest.hexdigest())
