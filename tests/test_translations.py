"""Chinese is complete: every message of the programs has its translation, with the same places for values."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from scripts.translate import DOMAINS, MESSAGES, ROOT, key, missing, places

NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "data", "docs", "samples", "tests", "agent_client", "*-out")


def current(catalogue: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete]


def translated(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues as they are after gathering the messages anew, in a copy of the tree."""
    copy = tmp_path_factory.mktemp("gathered") / "project"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    for domain in DOMAINS:
        command = [sys.executable, "manage.py", "makemessages", "--domain", domain, "--verbosity", "0"]
        subprocess.run(command, cwd=copy, env=os.environ | {"DATA_DIR": str(copy / "data")}, check=True)
    return copy / MESSAGES.relative_to(ROOT)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_is_translated(domain: str) -> None:
    assert missing(MESSAGES / f"{domain}.po") == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_translation_is_a_guess(domain: str) -> None:
    fuzzy = [key(entry) for entry in current(MESSAGES / f"{domain}.po") if entry.fuzzy]

    assert fuzzy == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_has_the_places_of_its_message(domain: str) -> None:
    different = [
        key(entry)
        for entry in current(MESSAGES / f"{domain}.po")
        for text in translated(entry)
        if text and places(text) != places(entry.msgid_plural or entry.msgid)
    ]

    assert different == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_catalogue_has_every_message_of_the_source(domain: str, gathered: Path) -> None:
    known = {key(entry) for entry in current(MESSAGES / f"{domain}.po")}
    found = {key(entry) for entry in current(gathered / f"{domain}.po")}

    assert found - known == set()
