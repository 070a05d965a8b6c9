"""What a proctor's hands do in the control room: by the words of the menus, in both languages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Locator, Page, expect

from tests.e2e.proctor import CHINESE, ENGLISH, Proctor

ZH: Final = CHINESE | {
    "collect_single": "单机收卷",
    "report": "上报结果",
    "close_client": "关闭考生端",
    "auto_log_in": "自动登录",
    "auto_answer": "自动作答",
    "collect_all": "统一收卷",
    "unlock": "解除锁屏",
    "import_package": "导入作答包",
    "give_back": "补回",
    "change_seat": "换机位",
    "interrupt": "中断考试",
    "refresh": "刷新考生状态",
    "record_sheet": "查看考试情况",
    "candidate_log": "查看考生日志",
    "send_message": "发消息",
    "let_out": "暂离登记",
    "let_in": "返回登记",
    "mark_present": "到场登记",
    "reset": "考生初始化",
    "find": "查找考生",
    "switch_view": "切换视图",
}
EN: Final = ENGLISH | {
    "collect_single": "Single collect",
    "report": "Report results",
    "close_client": "Close clients",
    "unlock": "Unlock screen",
    "refresh": "Refresh candidate states",
    "record_sheet": "Record sheet",
    "candidate_log": "Candidate log",
    "send_message": "Send message",
    "let_out": "Leaving the room",
    "let_in": "Back in the room",
    "mark_present": "Attendance",
    "find": "Find candidate",
    "switch_view": "Switch view",
}
RENAMED: Final = {"mark_present": "attendance"}  # entries whose dialog has another name


def no_picture(_page: Page, _name: str) -> None:
    """Until the walk says where pictures go."""


@dataclass
class Hands(Proctor):
    """`keep` takes a picture of a page."""

    words: dict[str, str] = field(default_factory=lambda: ZH)
    keep: Callable[[Page, str], None] = no_picture

    @property
    def is_chinese(self) -> bool:
        return self.words is ZH

    def says(self, chinese: str, english: str) -> str:
        return chinese if self.is_chinese else english

    # --- choosing
    def choose(self, *names: str) -> None:
        """Exactly these, whoever was chosen before."""
        super().choose(*names)
        expect(self.page.locator(".tile[aria-selected=true]")).to_have_count(len(names))

    def nobody(self) -> None:
        """Take the choice back."""
        chip = self.page.locator(".counts .chip:not(.alarm)")
        if chip.count():
            chip.click()
        expect(self.page.locator(".tile[aria-selected=true]")).to_have_count(0)

    # --- menus
    def entry(self, name: str) -> Locator:
        """Of the menu that is open, by its words."""
        return self.page.locator(f".menu [data-act={name}]", has_text=self.words[name])

    def by_incidents(self, name: str, *people: str) -> Locator:
        """异常处理 for these people, or for nobody; gives the dialog."""
        self.choose(*people) if people else self.nobody()
        self.tool("incidents").click()
        self.entry(name).click()
        return self.dialog(RENAMED.get(name, name))

    def by_right_click(self, name: str, person: str) -> Locator:
        """The menu on a candidate; gives the dialog."""
        self.menu_on(person)
        self.entry(name).click()
        return self.dialog(RENAMED.get(name, name))

    def menu_on(self, person: str) -> None:
        self.tile(person).click(button="right")
        expect(self.page.locator(".menu")).to_be_visible()

    @contextmanager
    def beside(self, name: str, person: str) -> Iterator[Page]:
        """The page that an entry of 异常处理 opens in a window of its own; closed again afterwards."""
        self.choose(person)
        self.tool("incidents").click()
        with self.page.context.expect_page() as opened:
            self.entry(name).click()
        page = opened.value
        page.wait_for_load_state()
        yield page
        page.close()

    # --- dialogs
    def send(self, dialog: Locator, *, sure: bool = False) -> None:
        """As always, with a picture of what was filled in and of what was answered."""
        name = str(dialog.get_attribute("data-dialog"))
        self.press(dialog, sure=sure)
        expect(dialog.locator(".answer")).to_be_visible()
        expect(dialog.locator("[data-result=refused]")).to_have_count(0)
        self.keep(self.page, f"{name}-done")
        self.shut(dialog)

    def press(self, dialog: Locator, *, sure: bool = False) -> None:
        """The dialog's button, and yes if it asks."""
        button = dialog.locator("[data-act=primary]")
        expect(button).not_to_have_attribute("aria-disabled", "true")
        self.keep(self.page, f"{dialog.get_attribute('data-dialog')}")
        button.click()
        if sure:
            expect(dialog.locator(".question")).to_be_visible()
            self.keep(self.page, f"{dialog.get_attribute('data-dialog')}-sure")
            dialog.locator("[data-act=yes]").click()

    def shut(self, dialog: Locator) -> None:
        dialog.locator("[data-act=shut]").click()
        expect(dialog).to_have_count(0)

    def take_back(self, row: Locator, verb: str, text: str) -> None:
        """What a list offers to take back, with its reason."""
        row.locator(f"[data-act={verb}]").click()
        asked = self.page.get_by_role("alertdialog")
        asked.locator("[name=text]").fill(text)
        self.keep(self.page, verb)
        asked.locator("[data-act=yes]").click()
        expect(asked).to_have_count(0)

    # --- what is shown
    def is_marked(self, person: str, word: str) -> None:
        expect(self.tile(person).locator(".marks")).to_contain_text(word)

    def is_not_marked(self, person: str, word: str) -> None:
        expect(self.tile(person).locator(".marks")).not_to_contain_text(word)

    def is_in_state(self, person: str, look: str) -> None:
        """By the look of a state: in, exam, done, absent, idle."""
        expect(self.tile(person).locator(f".ends .st.{look}")).to_be_visible()

    def matter(self, words: str) -> Locator:
        """What waits for somebody, of which this is said."""
        return self.page.locator("article[data-matter]", has_text=words)

    def told(self) -> None:
        """The line that says that it is done; read and closed."""
        note = self.page.locator(".told .notice.ok")
        expect(note).to_be_visible()
        note.locator("button").click()
        expect(note).to_have_count(0)
