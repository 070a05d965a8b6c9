"""scripts/translate.py fills a catalogue in whole or not at all, and tells what it did not know."""

from pathlib import Path

import polib
import pytest

from scripts.translate import fill_in, key, missing

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Seat %(seat)s"
msgstr ""

msgctxt "exam"
msgid "Session"
msgstr ""

msgid "%(count)d seat"
msgid_plural "%(count)d seats"
msgstr[0] ""
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "django.po"
    path.write_text(CATALOGUE)
    return path


def chinese(catalogue: Path) -> dict[str, str]:
    return {key(entry): entry.msgstr or entry.msgstr_plural.get(0, "") for entry in polib.pofile(str(catalogue))}


def test_messages_are_filled_in_by_their_context_and_for_every_count(catalogue: Path) -> None:
    wanted = {"Seat %(seat)s": "机位%(seat)s", "exam\u0004Session": "场次", "%(count)d seat": "%(count)d 个机位"}

    unknown = fill_in(catalogue, wanted)

    assert unknown == []
    assert chinese(catalogue) == wanted
    assert missing(catalogue) == []


def test_a_key_that_is_not_in_the_source_is_told_and_the_rest_is_filled_in(catalogue: Path) -> None:
    unknown = fill_in(catalogue, {"Session": "会话", "exam\u0004Session": "场次"})

    assert unknown == ["Session"]
    assert missing(catalogue) == ["Seat %(seat)s", "%(count)d seat"]


def test_a_translation_that_loses_a_value_is_refused_and_nothing_is_stored(catalogue: Path) -> None:
    with pytest.raises(SystemExit, match="expected the places"):
        fill_in(catalogue, {"exam\u0004Session": "场次", "Seat %(seat)s": "机位"})

    assert catalogue.read_text() == CATALOGUE
