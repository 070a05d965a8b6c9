"""What was found in a package, in the reader's language: on the page and at the terminal."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.packages.finding import Found, Outcome


def outcome_said(found: Found) -> str:
    """One sentence: how the package stands to what the server has."""
    return f"{_outcome(found)} {_decision(found)}".strip()


def late_said(found: Found) -> str:
    """Why some of what is new does not count by itself; empty when all of it does."""
    if not found.late_new:
        return ""
    if not found.is_proven:
        return _(
            "The package does not prove that it was made at this machine. What is new in it counts only where you choose it."
        )
    return ngettext(
        "%(count)d change was made or brought after its time. It counts only where you choose it.",
        "%(count)d changes were made or brought after their time. They count only where you choose them.",
        found.late_new,
    ) % {"count": found.late_new}


def _outcome(found: Found) -> str:
    count = len(found.new)
    match found.outcome:
        case Outcome.EQUAL:
            return _("The server has exactly what the package has.")
        case Outcome.NEWER:
            text = ngettext(
                "The package has %(count)d change that the server does not have.",
                "The package has %(count)d changes that the server does not have.",
                count,
            )
            return text % {"count": count}
        case Outcome.OLDER:
            return _("The package is older: the server has newer answers of this machine.")
        case Outcome.STALE:
            return _(
                "The package is of a machine that the candidate has left. It is kept apart and replaces nothing by itself."
            )


def _decision(found: Found) -> str:
    count = len(found.differences)
    if not count:
        return _("There is nothing to decide.")
    text = ngettext("At %(count)d question they differ.", "At %(count)d questions they differ.", count)
    return text % {"count": count}
