"""What a person has typed into a field for a number, as it is compared."""

import unicodedata


def as_typed(text: str) -> str:
    """Full-width digits and letters of a Chinese input method are the plain ones; blanks are nobody's number."""
    return "".join(unicodedata.normalize("NFKC", text).split())
