"""As the tutorials do it: a channels consumer, the ORM at every message, and a group_send to the control room.

python -m benchmarks.naive PORT FOLDER
"""

import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings

PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "naive.sqlite3",
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", "timeout": 20},
        }
    },
)
django.setup()

from channels.db import database_sync_to_async  # noqa: E402 - Django has to be set up first
from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from daphne.server import Server  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import re_path  # noqa: E402
from django.utils import timezone  # noqa: E402


class Seat(models.Model):  # noqa: DJ008 - nobody looks at it
    address = models.CharField(max_length=40, unique=True)
    seen = models.DateTimeField()

    class Meta:
        app_label = "bench"


class Answer(models.Model):  # noqa: DJ008 - nobody looks at it
    address = models.CharField(max_length=40)
    body = models.JSONField()

    class Meta:
        app_label = "bench"


with connection.schema_editor() as editor:
    for model in (Seat, Answer):
        editor.create_model(model)
connection.close()


class Machine(AsyncJsonWebsocketConsumer):
    async def receive_json(self, content: dict[str, Any], **more: Any) -> None:
        address = self.scope["client"][0]
        kind = "beat" if content["type"] == "beat" else "saved"
        await database_sync_to_async(seen if kind == "beat" else saved)(address, content)
        await self.channel_layer.group_send("control", {"type": "changed", "address": address})
        await self.send_json({"type": kind, "re": content["n"]})


def seen(address: str, content: dict[str, Any]) -> None:
    Seat._default_manager.update_or_create(address=address, defaults={"seen": timezone.now()})


def saved(address: str, content: dict[str, Any]) -> None:
    Answer._default_manager.create(address=address, body=content)


class ControlRoom(AsyncJsonWebsocketConsumer):
    async def connect(self) -> None:
        await self.channel_layer.group_add("control", self.channel_name)
        await self.accept()

    async def changed(self, event: dict[str, Any]) -> None:
        await self.send_json(event)


application = ProtocolTypeRouter(
    {"websocket": URLRouter([re_path("^agent/", Machine.as_asgi()), re_path("^control", ControlRoom.as_asgi())])}
)
Server(application, endpoints=[f"tcp:port={PORT}:interface=127.0.0.1"], verbosity=0).run()
