"""Papers as they lie on a disk and travel: the form that the test centre and the room share."""

from formats.sealed_paper import KEY_BYTES, NONCE_BYTES, open_sealed, seal, sha256_of

__all__ = ["KEY_BYTES", "NONCE_BYTES", "open_sealed", "seal", "sha256_of"]
