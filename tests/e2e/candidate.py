"""What a candidate sees and does at the page of his machine."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

COUNTDOWN_MS = 90_000


@dataclass
class Candidate:
    """Somebody in front of a machine's page."""

    page: Page

    def sit_down(self, address: str) -> None:
        self.page.goto(address)

    def sees(self, screen: str) -> None:
        """Also after a countdown, which runs to the planned start."""
        expect(self.page.locator("body")).to_have_attribute("data-screen", screen, timeout=COUNTDOWN_MS)

    def log_in(self, ticket: str) -> None:
        self.sees("login")
        self.page.locator("[name=ticket]").fill(ticket)
        self.page.locator(".login [type=submit]").click()
        self.sees("confirm")

    def confirm(self) -> None:
        self.page.locator(".confirm .btn.p").click()

    def read_rules(self) -> None:
        """Both texts to their ends, then 我已阅读."""
        self.sees("rules")
        for tab in self.page.get_by_role("tab").all():
            tab.click()
            self.page.get_by_role("tabpanel").evaluate("text => text.scrollTo(0, text.scrollHeight)")
            expect(tab.locator("small")).to_be_visible()
        self.page.locator(".rules footer .btn.p").click()

    def open(self, number: int) -> Locator:
        """Go to a question of the list."""
        entry = self.page.locator("nav .q").nth(number - 1)
        entry.click()
        expect(entry).to_have_attribute("aria-current", "true")
        return self.page.locator("article")

    def choose(self, number: int, letters: str) -> None:
        """Choose options of a question by their letters."""
        question = self.open(number)
        for letter in letters:
            question.locator(".choice", has=self.page.locator("kbd", has_text=letter)).click()
        expect(question.locator(".saving .st.ok")).to_be_visible()

    def chosen(self, number: int) -> str:
        """The letters that are chosen."""
        self.open(number)
        return "".join(self.page.locator(".choice.on kbd").all_inner_texts())

    def is_safe(self) -> None:
        """已保存 and 已上传."""
        expect(self.page.locator(".safe .st.ok")).to_have_count(2)

    def end(self) -> str:
        return self.page.locator(".clock .end").inner_text()

    def submit(self) -> None:
        self.page.locator(".turn").click()
        button = self.page.locator("dialog.submit footer .btn").nth(1)
        expect(button).not_to_have_attribute("aria-disabled", "true")
        button.click()
        self.sees("submitted")
