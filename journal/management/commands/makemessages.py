"""Django's makemessages with this project's habits: small merges, no guesses, one run at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import makemessages

# Programs without Django's catalogue, and files that no person of the exam reads.
NOT_TRANSLATED = [
    "agent_client/*", "benchmarks/*", "data/*", "docs/*", "drill/*", "drill-out/*",
    "samples/*", "scripts/*", "static/vendor/*", "tests/*",
]  # fmt: skip
NO_WRAP_NO_PLACES = ["--no-wrap", "--no-location"]


@contextmanager
def only_one() -> Iterator[None]:
    """Wait until no other process gathers or fills in messages of this tree."""
    tree = os.open(settings.BASE_DIR, os.O_RDONLY)
    try:
        fcntl.flock(tree, fcntl.LOCK_EX)
        yield
    finally:
        os.close(tree)


class Command(makemessages.Command):
    """As Django's; without --locale it is about zh_Hans. Run it in the project's root."""

    # A guessed translation is worse than none: the test that finds missing ones would not see it.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching", *NO_WRAP_NO_PLACES]
    msguniq_options = [*makemessages.Command.msguniq_options, *NO_WRAP_NO_PLACES]
    msgattrib_options = [*makemessages.Command.msgattrib_options, *NO_WRAP_NO_PLACES]
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=N_", "--keyword=_l", *NO_WRAP_NO_PLACES]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(ignore_patterns=NOT_TRANSLATED)

    def handle(self, *args: Any, **options: Any) -> None:
        options["locale"] = options["locale"] or ["zh_Hans"]
        options["ignore_patterns"] = [*options["ignore_patterns"]]
        with only_one():
            super().handle(*args, **options)

    def write_po_file(self, potfile: str, locale: str) -> None:
        """As Django's, less the line that would differ after every run."""
        super().write_po_file(potfile, locale)
        written = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        lines = written.read_text(encoding="utf-8").splitlines(keepends=True)
        written.write_text("".join(line for line in lines if "POT-Creation-Date" not in line), encoding="utf-8")
