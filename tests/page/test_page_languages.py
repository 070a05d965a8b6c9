"""The page speaks Chinese and English; every word it uses is in both lists (C2)."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.page import scenes
from tests.page.scenes import State
from tests.page.stub_daemon import PAGE, StubDaemon

SitDown = Callable[[State], StubDaemon]
MANUAL = [
    "准考证号",
    "我已阅读",
    "考场规则",
    "操作指南",
    "交卷",
    "已保存",
    "已上传",
    "举手",
    "我已知晓",
    "剩余时间",
    "结束时间",
    "打开考生文件夹",
]
PREFIXES = {
    "kind",
    "size",
    "cause",
    "list.legend",
    "login",
    "task",
    "task.left_out",
    "submitted.by",
    "notice",
}  # keys put together in the code


def words(lang: str) -> dict[str, str]:
    return json.loads((PAGE / f"words.{lang}.json").read_text(encoding="utf-8"))


def source() -> str:
    modules = [path for path in PAGE.rglob("*.js") if "vendor" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in modules)


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_both_lists_have_the_same_words_with_the_same_places():
    zh, en = words("zh"), words("en")

    assert {key: places(text) for key, text in zh.items()} == {key: places(text) for key, text in en.items()}


def test_the_words_of_the_manual_are_used_exactly():
    assert [word for word in MANUAL if word not in words("zh").values()] == []


def test_every_word_is_used_and_every_used_word_is_there():
    code = source()
    listed = set(words("zh"))
    used = {key for key in listed if f'"{key}"' in code or key.rpartition(".")[0] in PREFIXES or key.endswith(".title")}
    asked = set(re.findall(r'\bt\((?:\w+ \? )?"([\w.]+)"', code))

    assert listed - used == set()
    assert asked - listed == set()


@pytest.mark.browser
def test_the_candidate_changes_the_language(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")

    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("button", name="Submit")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert daemon.acts == [{"act": "language", "lang": "en"}]


@pytest.mark.browser
def test_english_counts_one_and_many(page: Page, sit_down: SitDown):
    sit_down(scenes.halfway(lang="en"))
    counted = "() => import('/page/words.js').then(({ speaker }) => [1, 2].map((n) => speaker({ a: '{n} {n|mark|marks}' })('a', { n })))"

    assert page.evaluate(counted) == ["1 mark", "2 marks"]


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_key_is_shown_instead_of_its_word(page: Page, sit_down: SitDown, lang: str):
    daemon = sit_down(scenes.halfway(lang=lang))
    listed = set(words("zh"))

    shown = []
    for screen in [
        "number",
        "waiting",
        "login",
        "confirm",
        "rules",
        "countdown",
        "paper",
        "submitted",
        "moved",
        "closed",
    ]:
        daemon.show(**{**scenes.halfway(screen=screen), "lang": lang})
        page.wait_for_selector(f"body[data-screen={screen}]")
        shown += [text for text in page.locator("body").inner_text().split() if text in listed and "." in text]

    assert shown == []


def test_the_page_is_the_one_document_with_neither_inline_style_nor_script():
    document = (Path(PAGE) / "index.html").read_text(encoding="utf-8")

    assert re.findall(r"style=|<style|<script(?![^>]*src=)|https?:|\son\w+=", document + source()) == []
