"""Papers as they lie on a disk and travel: the form that the test centre and the room share."""

from formats.content_hash import sha256_of
from formats.sealed_paper import KEY_BYTES, NONCE_BYTES, open_sealed, seal

__all__ = ["KEY_BYTES", "NONCE_BYTES", "open_sealed", "seal", "sha256_of"]
