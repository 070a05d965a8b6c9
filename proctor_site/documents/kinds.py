"""The documents that the worker makes: what they are called, and which pages lead to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proctor_site.documents.papers import PAPERS

# not from the dossier itself: that knows every document, and the pages of some of them come back here
DOSSIERS: Final = {"dossier": _("Dossier of the session"), "worst_case": _("Paper for the worst case")}

Address = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Kind:
    """`page` and `pdf` are addresses by a job's arguments: of the page on screen, and of what asks for the file."""

    title: str | Promise
    page: Address
    pdf: Address
    right: str = "rooms.see_room"


def _at(name: str, argument: str) -> Address:
    return lambda arguments: reverse(name, args=[arguments[argument]])


def _paper(name: str, title: str | Promise) -> Kind:
    def at(page: str) -> Address:
        return lambda arguments: reverse(page, args=[arguments["session"], name])

    return Kind(title, at("documents:paper"), at("documents:paper-pdf"))


def _dossier(kind: str, title: str | Promise) -> Kind:
    def all_documents(arguments: Mapping[str, Any]) -> str:
        return reverse("documents:choose")

    return Kind(title, all_documents, lambda arguments: reverse("documents:dossier", args=[arguments["session"], kind]))


DOCUMENTS: Final[dict[str, Kind]] = {
    **{name: _paper(name, paper.title) for name, paper in PAPERS.items()},
    **{kind: _dossier(kind, title) for kind, title in DOSSIERS.items()},
    "list": Kind(
        _("List of the session"),
        _at("control-room:room", "session"),
        lambda arguments: f"{reverse('control-room:list', args=[arguments['session'], arguments['list']])}?format=pdf",
    ),
    "candidate_log": Kind(
        _("Candidate log"), _at("candidate-log:paper", "sitting"), _at("candidate-log:pdf", "sitting")
    ),
    "course": Kind(_("Course of the session"), _at("course:page", "session"), _at("course:pdf", "session")),
    "environment_report": Kind(
        _("Report of the environment check"),
        _at("checks:environment-report", "room"),
        _at("checks:environment-pdf", "room"),
    ),
    "seal_report": Kind(
        _("Report of the seal check"), _at("checks:seal-report", "check"), _at("checks:seal-pdf", "check")
    ),
    "receipt": Kind(
        _("Receipt for results"), _at("reporting:receipt", "session"), _at("reporting:receipt-pdf", "session")
    ),
    "evidence": Kind(
        _("Evidence of a candidate"),
        _at("documents:evidence", "session"),
        _at("documents:evidence", "session"),
        right="exams.export_answers",
    ),
}
