"""A browser of somebody who is logged in."""

from django.contrib.auth.models import User
from django.test import Client

LOCAL = "127.0.0.1"


def client_of(name: str, *, address: str = LOCAL, language: str = "zh-hans") -> Client:
    """Logged in as that member of staff, at that address."""
    User.objects.filter(username=name).update(is_staff=True)
    client = Client(REMOTE_ADDR=address)
    client.cookies["jiankao_room_language"] = language
    client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
    return client
