"""Names of what is counted and told, the same on the page and in the terminal."""

from typing import Final

from django.utils.translation import pgettext_lazy

from formats.spreadsheets import Kind

KINDS: Final = {
    Kind.PLAN: pgettext_lazy("file", "plan"),
    Kind.SEATS: pgettext_lazy("file", "seats"),
    Kind.CANDIDATES: pgettext_lazy("file", "candidates"),
    Kind.PAPERS: pgettext_lazy("file", "paper"),
    Kind.MATERIAL: pgettext_lazy("file", "material"),
    Kind.INFORMATION_SHEET: pgettext_lazy("file", "information sheet of the test centre"),
    Kind.UNKNOWN: pgettext_lazy("file", "not recognised"),
}
COUNTS: Final = {
    "added": pgettext_lazy("rows", "added"),
    "changed": pgettext_lazy("rows", "changed"),
    "removed": pgettext_lazy("rows", "removed"),
    "refused": pgettext_lazy("rows", "refused"),
    "unchanged": pgettext_lazy("rows", "unchanged"),
}
LEVELS: Final = {
    "error": pgettext_lazy("fault", "refused"),
    "confirm": pgettext_lazy("fault", "to confirm"),
    "warning": pgettext_lazy("fault", "warning"),
}
