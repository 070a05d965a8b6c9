"""QR codes on paper."""

import segno


def qr_of(text: str) -> str:
    """An SVG in a data address."""
    return segno.make(text, error="m").svg_data_uri(border=1)
