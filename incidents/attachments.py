"""What may be kept beside a violation: a photo or a PDF, told by its first bytes and not by its name (E9)."""

import hashlib
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from django.core.files.base import ContentFile

from formats.refused import N_, Refused

MOST_MB: Final = 5
MOST_BYTES: Final = MOST_MB * 1024 * 1024
KINDS: Final = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"%PDF-": "pdf"}
TYPES: Final = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Attachment:
    """A file that was looked at; it is stored under a name of ours."""

    content: bytes
    kind: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def file(self) -> ContentFile[bytes]:
        return ContentFile(self.content, name=f"{uuid4()}.{self.kind}")


def attachment_of(content: bytes) -> Attachment:
    """Raises `Refused` for what is too large, and for what is neither a photo nor a PDF."""
    if len(content) > MOST_BYTES:
        raise Refused("attachment.large", N_("The attachment is larger than %(most)d MB. Take a smaller one."), most=MOST_MB)  # fmt: skip
    kind = next((kind for first, kind in KINDS.items() if content.startswith(first)), None)
    if kind is None:
        raise Refused("attachment.kind", N_("The attachment is no photo (JPEG, PNG) and no PDF. Choose another file."))
    return Attachment(content, kind)
