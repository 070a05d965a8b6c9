"""The record sheet as HTML, for screen and paper alike."""

from datetime import datetime
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils import translation

from exams.models import Session
from incidents.documents import Proof, RecordSheet, record_sheet


def context_of(session: Session, now: datetime) -> dict[str, Any]:
    """What the template of the record sheet lays out."""
    sheet = record_sheet(session, now)
    return {"sheet": sheet, "qr": qr_code(sheet)}


def paper(session: Session, now: datetime, language: str) -> str:
    """The sheet without the strip above it, ready for `to_pdf`."""
    with translation.override(language):
        return render_to_string(
            "documents/record_sheet.html", {**context_of(session, now), "on_paper": True, "LANGUAGE_CODE": language}
        )


def qr_code(sheet: RecordSheet) -> str:
    """Number, journal entry and head, as an SVG in a data address."""
    return segno.make(proof_text(sheet.number, sheet.proof), error="m").svg_data_uri(border=1)


def proof_text(number: str, proof: Proof) -> str:
    return f"JIANKAO {number} {proof.events}:{proof.head}"
