"""What ends a rehearsal."""


class Broken(Exception):
    """Something did not happen, or not in time; the text says what."""
