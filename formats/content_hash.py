"""The one name by content that papers and materials have wherever they lie."""

import hashlib


def sha256_of(content: bytes) -> str:
    """What names a paper or a material, plain or sealed; hexadecimal."""
    return hashlib.sha256(content).hexdigest()
