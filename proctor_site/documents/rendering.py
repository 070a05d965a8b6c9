"""A document as HTML, for screen and paper alike."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from exams.models import Session
from incidents.headings import Proof, heading
from proctor_site.documents.papers import PAPERS
from proctor_site.documents.qr import qr_of


def html_of(
    name: str, session: Session, now: datetime, *, language: str, request: HttpRequest | None = None, **more: Any
) -> str:
    """The document of that name as things stand at `now`. Raises `KeyError` for a name that does not exist."""
    with translation.override(language):
        return with_values(name, session, now, PAPERS[name].values(session, now), request=request, **more)


def with_values(
    name: str,
    session: Session,
    now: datetime,
    values: dict[str, Any],
    *,
    request: HttpRequest | None = None,
    **more: Any,
) -> str:
    """The document of that name with these values, in the language that is active."""
    paper, head = PAPERS[name], values.get("heading") or heading(session, now)
    values |= {
        "heading": head,
        "title": paper.title,
        "qr": qr_code(head.number, head.proof),
        "session": session,
        "name": name,
    }
    return laid_out(paper.template, values, zone=session.plan.zone, request=request, **more)


def laid_out(
    template: str, values: dict[str, Any], *, zone: ZoneInfo, request: HttpRequest | None = None, **more: Any
) -> str:
    """The template with its values in the language that is active; with addresses for the screen, else for paper."""
    context = {"on_paper": request is None, "LANGUAGE_CODE": translation.get_language(), **values, **more}
    with timezone.override(zone):
        return render_to_string(template, context, request=request)


def qr_code(number: str, proof: Proof) -> str:
    """Number, journal entry and head, as an SVG in a data address."""
    return qr_of(proof_text(number, proof))


def proof_text(number: str, proof: Proof) -> str:
    return f"JIANKAO {number} {proof.events}:{proof.head}"
