"""Where stored rows came from."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Source:
    """A file, by its name and hash; the name is private, for people write anything into one."""

    name: str = ""
    sha256: str = ""

    @property
    def private(self) -> dict[str, str]:
        return {"file": self.name}


BY_HAND: Final = Source()
