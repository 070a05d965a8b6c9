"""What a question is called, from its key ("single/3"), as the control room's page has it."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

KINDS: Final[dict[str, str | Promise]] = {
    "single": pgettext_lazy("question", "Single choice %(number)s"),
    "multiple": pgettext_lazy("question", "Multiple choice %(number)s"),
    "judge": pgettext_lazy("question", "True or false %(number)s"),
    "fill": pgettext_lazy("question", "Fill in %(number)s"),
    "text": pgettext_lazy("question", "Short text %(number)s"),
    "task": pgettext_lazy("question", "Practical task %(number)s"),
}


def question_name(key: str) -> str:
    """One of a kind without a name is shown as it is; work files outside the tasks have no key."""
    if not key:
        return pgettext("question", "Other work files")
    kind, _slash, number = key.partition("/")
    return str(KINDS[kind]) % {"number": number} if kind in KINDS else key
