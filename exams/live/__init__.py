"""What machines say about the exam, and what they are told of it."""

from exams.live import automating, keys, lateness, logins, saving, submitting, telling

__all__ = ["automating", "keys", "lateness", "logins", "register", "saving", "submitting", "telling"]


def register() -> None:
    """The handlers register themselves when they are imported; this adds what states and welcomes hold."""
    telling.register()
    logins.register()
    automating.register()
    keys.register()
    lateness.register()
