"""What a proctor sees and presses, by the words on the screen."""

import re
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Locator, Page, expect

from drill.day_files import DayFiles
from formats.spreadsheets.bundles import files_of
from tests.e2e.room import PASSWORD

WINDOW_MS: Final = 90_000  # a tool waits for its window
CHINESE: Final = {
    "start_client": "启动考生端",
    "authorise": "考试授权",
    "allow_login": "允许登录",
    "allow_start": "允许开考",
    "register_absence": "缺考登记",
    "register_violation": "违纪处理",
    "incidents": "异常处理",
    "end_session": "结束考试",
    "resume": "断点续考",
    "give_extra_time": "考生补时",
    "lock": "考生端锁屏",
    "violations": "违纪",
}
ENGLISH: Final = {
    "start_client": "Start clients",
    "authorise": "Authorization",
    "allow_login": "Allow login",
    "allow_start": "Allow start",
    "register_absence": "Absences",
    "register_violation": "Violation",
    "incidents": "Incidents",
    "end_session": "End exam",
    "resume": "Resume",
    "give_extra_time": "Extra time",
    "lock": "Lock screen",
    "violations": "Violations",
}


@dataclass
class Proctor:
    """One browser's proctor."""

    page: Page
    url: str
    words: dict[str, str] = field(default_factory=lambda: CHINESE)

    # --- before
    def log_in(self) -> None:
        self.page.goto(f"{self.url}/admin/login/")
        self.page.locator("[name=username]").fill("admin")
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("[type=submit]").click()
        self.page.wait_for_url(lambda address: "login" not in address)

    def preview_import(self, files: DayFiles) -> None:
        self.page.goto(f"{self.url}/admin/import/")
        brought = [file for given in files.all for file in files_of(given)]
        self.page.locator("[type=file]").set_input_files(brought)
        self.page.locator(".importing [type=submit]").click()
        expect(self.page.locator(".preview")).to_have_count(len(brought))

    def confirm_import(self) -> None:
        agreed = self.page.locator("[name=agreed]")
        if agreed.count():
            agreed.check()
        self.page.locator(".importing [type=submit]").click()
        expect(self.page.locator(".messagelist .success")).to_be_visible()

    def open_choice(self) -> None:
        self.page.goto(f"{self.url}/admin/control-room/")

    def enter(self) -> None:
        people = self.page.locator("[data-person]")
        for number, (name, phone) in enumerate([("张三", "15011111111"), ("李四", "15011111112")]):
            people.nth(number).locator("[name=name]").fill(name)
            people.nth(number).locator("[name=phone]").fill(phone)
        unsealed = self.page.locator("[data-seal-check]:not([hidden])")
        unsealed.locator("[name=reason]").fill("没有做封场检测")
        unsealed.locator("[name=password]").fill(PASSWORD)
        self.page.locator("[data-enter] [type=submit]").click()
        self.page.wait_for_selector(".tools")

    # --- the control room
    def tool(self, name: str) -> Locator:
        """The button of the toolbar, which says the manual's word and below it perhaps a reason."""
        return self.page.locator(f".tools [data-act={name}]", has_text=re.compile(rf"^{self.words[name]}"))

    def shows_ready(self, name: str) -> None:
        expect(self.tool(name)).not_to_have_attribute("aria-disabled", "true", timeout=WINDOW_MS)

    def shows_done(self, name: str) -> None:
        expect(self.tool(name)).to_have_class("btn ok")

    def figure(self, code: str, count: int) -> None:
        expect(self.page.locator(f"[data-figure={code}] b")).to_have_text(str(count))

    def tile(self, name: str) -> Locator:
        return self.page.locator(".tile", has=self.page.locator(".name", has_text=name))

    def choose(self, *names: str) -> None:
        for number, name in enumerate(names):
            self.tile(name).click(modifiers=["Control"] if number else [])

    def open(self, name: str) -> Locator:
        """Press a tool; gives its dialog."""
        self.shows_ready(name)
        self.tool(name).click()
        return self.dialog(name)

    def open_incident(self, name: str, *people: str) -> Locator:
        """Choose people and an entry of 异常处理; gives its dialog."""
        self.choose(*people)
        self.tool("incidents").click()
        self.page.get_by_role("menuitem", name=self.words[name]).click()
        return self.dialog(name)

    def dialog(self, name: str) -> Locator:
        found = self.page.locator(f"[data-dialog={name}]")
        expect(found).to_be_visible()
        return found

    def send(self, dialog: Locator, *, sure: bool = False) -> None:
        """Press the dialog's button, say yes if it asks, read the answer, close it."""
        button = dialog.locator("[data-act=primary]")
        expect(button).not_to_have_attribute("aria-disabled", "true")
        button.click()
        if sure:
            dialog.locator("[data-act=yes]").click()
        expect(dialog.locator(".answer")).to_be_visible()
        expect(dialog.locator("[data-result=refused]")).to_have_count(0)
        dialog.locator("footer [data-act=close]").click()

    def open_list(self, code: str) -> Locator:
        self.page.locator(f"[data-figure={code}]").click()
        return self.dialog("list")
