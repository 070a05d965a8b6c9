"""What the candidate's page is shown with: told by the page itself, for a service cannot see it."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from agent_client.measuring.platforms import Browser

Kiosk = Literal["none", "missing", "closed", "open", "no_browser"]
WORDS: Final[dict[Kiosk, str]] = {
    "none": "nobody",
    "missing": "no_session",
    "closed": "closed",
    "open": "opening",
    "no_browser": "no_browser",
}


@dataclass
class Display:
    """Nothing of it is known until a browser has opened the page.

    `away_since` is when the candidate last turned from the page to another window, by the boot clock in ms.
    `kiosk` is what the program that keeps the browser last said, "missing" while there is none.
    """

    browser: Browser | None = None
    width: int = 0
    height: int = 0
    away_since: int | None = None
    pages: int = 0
    kiosk: Kiosk = "none"

    @property
    def shown(self) -> str:
        """What 启动考生端 has come to here, in a word for the proctor's list (E4)."""
        return "shown" if self.pages else WORDS[self.kiosk]

    def opened_with(self, user_agent: str) -> None:
        """Chromium's kin name several programs; the most particular one is meant."""
        for token, name in (("Edg", "Microsoft Edge"), ("Chrome", "Chrome"), ("Firefox", "Mozilla Firefox")):
            found = re.search(rf"\b{token}/(\d[\d.]*)", user_agent)
            if found:
                self.browser = Browser(name, found[1])
                return

    def shown_on(self, width: int, height: int) -> None:
        self.width, self.height = width, height

    def attended(self, *, focused: bool, now: int) -> bool:
        """The page has the candidate's attention or has lost it; True if that is news."""
        before, self.away_since = self.away_since, None if focused else self.away_since or now
        return (before is None) != (self.away_since is None)
