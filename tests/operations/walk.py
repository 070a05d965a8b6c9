"""One session with real daemons at the seats, worked from the control room's page in Chromium."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error, Page, expect

from drill.day_files import DayFiles
from tests.centres import CentreProcess
from tests.e2e.cable import Cable
from tests.e2e.candidate import Candidate
from tests.e2e.room import Machine, load
from tests.operations.cables import CableLoop
from tests.operations.hands import ZH, Hands
from tests.operations.steps import Step
from tests.servers import Server

Look = Callable[[Page, str], None]
LI, LIU, ZHOU, HU = "王丽娜", "刘洋", "周俊杰", "胡天佑"


@dataclass
class Walk:
    """Candidate n is planned for seat n."""

    server: Server
    folder: Path
    new_page: Callable[[], Page]
    make: Callable[[str, int], Machine]
    look: Look
    loop: CableLoop
    files: DayFiles = field(init=False)
    proctor: Hands = field(init=False)
    centre: CentreProcess = field(init=False)  # of a walk that has one
    machines: dict[int, Machine] = field(default_factory=dict)
    cables: dict[int, Cable] = field(default_factory=dict)
    screens: dict[int, Page] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    at: str = ""

    # --- the walk
    def go(self, steps: Iterable[Step]) -> None:
        """One step after the other; what fails says in which."""
        for step in steps:
            self.at = step.name
            try:
                step.take(self)
            except (AssertionError, Error) as fault:
                self._keep_everything()
                fault.add_note(f"in the step {step.place}")
                raise
            self.keep(self.proctor.page, "after")

    def keep(self, page: Page, name: str) -> None:
        """A picture, named after the step."""
        self.look(page, f"{self.at}-{name}")

    def _keep_everything(self) -> None:
        for name, page in [("proctor", self.proctor.page), *((who, one.page) for who, one in self.candidates.items())]:
            if not page.is_closed():
                self.keep(page, f"failed-{name}")

    # --- before
    def load(self, files: DayFiles, words: dict[str, str] = ZH, *, seats: Iterable[int]) -> None:
        """Everything from the terminal; then the machines at these seats start, and the proctor logs in."""
        self.files = files
        load(self.server, files)
        for seat in seats:
            self.machine(seat)
        self.proctor = self.come(words)

    # --- people
    def come(self, words: dict[str, str]) -> Hands:
        """A proctor in a browser of his own, logged in."""
        hands = Hands(self.new_page(), self.server.url, words=words, keep=self.keep)
        if not hands.is_chinese:
            hands.page.context.add_cookies([{"name": "jiankao_room_language", "value": "en", "url": self.server.url}])
        hands.log_in()
        return hands

    def ticket(self, person: str) -> str:
        return next(row.ticket for row in self.files.people if row.name == person)

    def machine(self, seat: int) -> Machine:
        """The machine at that seat, started when it is first asked for."""
        if seat not in self.machines:
            self.machines[seat] = self.make(self.server.url, seat).start()
        return self.machines[seat]

    def wired(self, seat: int) -> Machine:
        """A machine whose cable can be pulled out."""
        self.cables[seat] = self.loop.lay(self.server.port)
        self.machines[seat] = self.make(self.cables[seat].url, seat).start()
        return self.machines[seat]

    def pull(self, seat: int) -> None:
        self.loop.pull(self.cables[seat])

    def put_in(self, seat: int) -> None:
        self.loop.put_in(self.cables[seat])

    def power_cut(self, seat: int) -> None:
        """The machine is dead, and its screen dark."""
        self.machines[seat].kill()
        if seat in self.screens:
            self.screens.pop(seat).close()

    def switch_on(self, seat: int) -> None:
        self.machines[seat].start()

    def sit(self, person: str, seat: int) -> Candidate:
        """Somebody sits down at the screen of a machine, which is in the proctor's language."""
        if seat not in self.screens:
            self.screens[seat] = self._screen(self.machine(seat).page())
        self.candidates[person] = Candidate(self.screens[seat])
        return self.candidates[person]

    def _screen(self, address: str) -> Page:
        page = self.new_page()
        page.goto(address)
        if not self.proctor.is_chinese:
            page.get_by_role("button", name="English").click()
            expect(page.locator("html")).to_have_attribute("lang", "en")
        return page

    def logs_in(self, person: str) -> None:
        """As far as the rules, if they are still to be read."""
        candidate = self.candidates[person]
        candidate.log_in(self.ticket(person))
        candidate.confirm()

    def of(self, person: str) -> Candidate:
        return self.candidates[person]
