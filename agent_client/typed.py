"""What a scripted candidate typed, apart from the daemon's own journal, so that a drill can compare."""

import json
import time
from pathlib import Path
from typing import Any


class Typed:
    """Lines of `typed.jsonl`, numbered from 1 and on through restarts.

    A line is written before the daemon is told; after it has said 已保存 a second line says
    under which number of the holding's log: {"n": 3, "saved": 17}.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.count = sum(1 for line in _whole_lines(path) if "typed_at" in line)

    def typed(self, **values: Any) -> int:
        """Write down what is typed now; gives its number."""
        self.count += 1
        self._write({"n": self.count, **values, "typed_at": time.time_ns() // 1_000_000})
        return self.count

    def saved(self, n: int, change: int) -> None:
        self._write({"n": n, "saved": change})

    def _write(self, line: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _whole_lines(path: Path) -> list[str]:
    """Without a last one that a kill cut off, which is ended so that the next line stands alone."""
    if not path.exists():
        return []
    text = path.read_text("utf-8", errors="replace")
    if text and not text.endswith("\n"):
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")
        text = text[: text.rfind("\n") + 1]
    return text.splitlines()
