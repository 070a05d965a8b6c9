"""Gather what is to be translated, then fill in translations: translate.py [--domain django|djangojs] [FILE.json].

FILE.json maps a msgid, or "context\\u0004msgid", to its Chinese. Without a file both catalogues are
gathered and what still lacks a translation is listed. May run beside another of its kind.
"""

import argparse
import json
import os
import re
import sys
from pathlib import Path

import django
import polib
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
MESSAGES = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")
CONTEXT_END = "\u0004"
PLACE = re.compile(r"%(?:\(\w+\))?[-#0+]*\d*(?:\.\d+)?[a-zA-Z%]|\{\w*\}")


def places(text: str) -> list[str]:
    """The placeholders of a message, in a form that can be compared."""
    return sorted(PLACE.findall(text))


def key(entry: polib.POEntry) -> str:
    return f"{entry.msgctxt}{CONTEXT_END}{entry.msgid}" if entry.msgctxt else entry.msgid


def fill(entry: polib.POEntry, chinese: str) -> None:
    """Store the translation in the entry; Chinese has one form for every count."""
    wanted = places(entry.msgid_plural or entry.msgid)
    if places(chinese) != wanted:
        sys.exit(f"{entry.msgid!r}: expected the places {wanted}, found {places(chinese)} in {chinese!r}")
    if entry.msgid_plural:
        entry.msgstr_plural = {0: chinese}
    else:
        entry.msgstr = chinese
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]


def store(catalogue: polib.POFile, path: Path) -> None:
    new = path.with_suffix(f".{os.getpid()}.new")
    catalogue.save(str(new))
    new.replace(path)


def fill_in(path: Path, translations: dict[str, str]) -> list[str]:
    """Fill in the catalogue; return the keys that are not in it."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    entries = {key(entry): entry for entry in catalogue if not entry.obsolete}
    for name in translations.keys() & entries.keys():
        fill(entries[name], translations[name])
    store(catalogue, path)
    return sorted(translations.keys() - entries.keys())


def missing(path: Path) -> list[str]:
    """The keys of a catalogue that lack a translation."""
    if not path.exists():
        return []
    return [key(entry) for entry in polib.pofile(str(path)) if not entry.obsolete and not entry.translated()]


def tell(path: Path, unknown: list[str]) -> None:
    for name in unknown:
        print(f"{path.name}: not in the source: {name!r}")
    for name in missing(path):
        print(f"{path.name}: still to translate: {name!r}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--domain", choices=DOMAINS)
    parser.add_argument("file", nargs="?", type=Path)
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    translations = json.loads(asked.file.read_text(encoding="utf-8")) if asked.file else {}
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proctor_site.settings")
    django.setup()
    from journal.management.commands.makemessages import only_one  # once the path and the settings are there

    unknown: list[str] = []
    domains = [asked.domain or "django"] if asked.file else [asked.domain] if asked.domain else DOMAINS
    for domain in domains:
        path = MESSAGES / f"{domain}.po"
        call_command("makemessages", domain=domain, verbosity=0)
        with only_one():
            unknown = fill_in(path, translations) if translations else []
        tell(path, unknown)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
