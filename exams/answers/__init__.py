"""The answer log and the blobs: an app of its own because it lives in its own database file."""
