"""A file of the work folder is kept whatever its name is (C2, C3): docs/answer-package.md tells how, with examples."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_client import names

DOCS = Path(__file__).parents[2] / "docs" / "answer-package.md"
EXAMPLE = re.compile(r"^\| `(\".*\")` \| `(.*)` \|$", re.MULTILINE)
EXAMPLES = [(json.loads(name), kept) for name, kept in EXAMPLE.findall(DOCS.read_text(encoding="utf-8"))]
posix = pytest.mark.skipif(os.name != "posix", reason="what Debian's file systems bear")
on_disk = st.lists(
    st.binary(min_size=1, max_size=80).filter(lambda name: b"/" not in name and b"\0" not in name and name not in (b".", b"..")),
    min_size=1, max_size=5,
).map(lambda parts: b"/".join(parts).decode("utf-8", "surrogateescape"))  # fmt: skip


def test_the_documentation_has_examples():
    assert len(EXAMPLES) > 15


@posix
@pytest.mark.parametrize(("name", "kept"), EXAMPLES)
def test_a_name_is_kept_as_documented_and_comes_back(name: str, kept: str):
    assert (names.portable(name), names.original(kept)) == (kept, name)
    assert names.is_inside(kept)


@posix
@given(on_disk)
def test_whatever_debian_calls_a_file_has_a_name_for_every_system(name: str):
    kept = names.portable(name)

    assert names.is_inside(kept)
    assert names.SHORTENED in kept or names.original(kept) == name


@pytest.mark.parametrize("path", ["%2E%2E/x", ".%2E/x", "a/%2E", "a%2Fb", "%00", "a%00b", "a%20b", "a%3ab", "%C3%28"])
def test_what_no_file_is_kept_as_stands_for_itself(path: str):
    """A server that sends such a path leads nowhere with it."""
    assert names.original(path) == path


@pytest.mark.parametrize(
    "name", ["长" * 90 + ".html", "a" * 300, "/".join("abcdefghij" * 3 for _ in range(30)), "\udcb1" * 200, "长" * 80 + "/" + "长" * 85 + ".txt"]
)  # fmt: skip
def test_a_name_that_is_too_long_is_shortened_the_same_way_each_time(name: str):
    kept = names.portable(name)

    assert names.is_inside(kept)
    assert names.portable(names.original(kept)) == kept  # as it is put back at another machine
    assert names.portable(name + "x") != kept


def test_an_escaped_name_on_windows_is_the_one_that_came_from_elsewhere(monkeypatch: pytest.MonkeyPatch):
    """There it lies under the escaped name; it is not escaped once more."""
    monkeypatch.setattr(names, "BEARS_ALL", False)
    names.portable.cache_clear()

    kept = [names.portable(name) for name in ("报告%3A终稿.txt", "%63on", "a%20b", "plain")]

    names.portable.cache_clear()
    assert kept == ["报告%3A终稿.txt", "%63on", "a%2520b", "plain"]


def test_signs_that_cannot_be_seen_are_shown_escaped():
    assert [names.shown(path) for path in ("a%3Ab", "a%0Ab", "%B1%A8.txt")] == ["a:b", "a%0Ab", "%B1%A8.txt"]
