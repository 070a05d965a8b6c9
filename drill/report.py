"""What a rehearsal ends with."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Say = Callable[[str], None]


@dataclass
class Report:
    """Figures by name, and everything that was not as it should be. `say` hears of every step that begins."""

    seats: int
    say: Say
    steps: list[dict[str, Any]] = field(default_factory=list)
    environment: dict[str, int] = field(default_factory=dict)
    seal_check: dict[str, bool] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    sittings: dict[str, int] = field(default_factory=dict)
    deadlines: dict[str, int] = field(default_factory=dict)
    documents: list[dict[str, Any]] = field(default_factory=list)
    journal: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults

    def told(self) -> dict[str, Any]:
        figures = {name: value for name, value in vars(self).items() if name != "say"}
        return {"ok": self.ok, **figures}

    @asynccontextmanager
    async def step(self, name: str) -> AsyncIterator[None]:
        """Say `name`, and note how long it took."""
        self.say(name)
        begun = time.monotonic()
        try:
            yield
        finally:
            self.steps.append({"name": name, "seconds": round(time.monotonic() - begun, 2)})

    def document(self, name: str, path: Path, size: int) -> None:
        self.documents.append({"name": name, "path": str(path), "bytes": size})
