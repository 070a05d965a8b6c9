"""Somebody who brings files: through the page, and from the terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from exams.models import Candidate, Paper, Plan, Sitting
from journal.models import Event
from proctor_site.importing import batches, child
from proctor_site.importing.reading import Brought, write_order
from proctor_site.importing.readings import Context, FileRead
from rooms.models import Room, Seat, Staff

SAMPLES = Path(__file__).parents[2] / "samples"
MALFORMED = SAMPLES / "malformed"
UPLOAD = "/admin/import/"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> Path:
    """Previews wait in a folder of their own."""
    settings.DATA_DIR = settings.STATIC_ROOT = tmp_path
    return tmp_path / "uploads"


@dataclass(frozen=True)
class Loaded:
    """What `manage.py load` said, and how it ended."""

    status: int
    text: str


Page = Any  # a response of the test client: with context and the way it came
Load = Callable[..., Loaded]


def read_here(files: Sequence[Brought], context: Context) -> list[FileRead]:
    """What the reading process does, without starting one."""
    order = BytesIO()
    write_order(files, context, order)
    return msgspec.json.decode(msgspec.json.encode(child.read(order)), type=list[FileRead])


@pytest.fixture
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second less for each file; who starts the process is `whole_browser`."""
    monkeypatch.setattr(batches, "read_files", read_here)


@pytest.fixture
def load(db: None, reading_here: None, monkeypatch: pytest.MonkeyPatch) -> Load:
    """`manage.py load`, with names relative to samples/; the tables are there."""
    monkeypatch.setattr("proctor_site.management.commands.load.migrate_what_is_missing", lambda: None)

    def run(*names: str | Path, **options: object) -> Loaded:
        said, status = StringIO(), 0
        paths = [str(SAMPLES / name) for name in names]
        try:
            call_command("load", *paths, **{"lang": "zh", **options}, stdout=said, stderr=said)
        except SystemExit as end:
            status = int(end.code or 0)
        return Loaded(status, said.getvalue())

    return run


def person(role: str, *rooms: Room) -> User:
    user = User.objects.create_user(role)
    user.is_staff = True
    user.save()
    user.groups.add(Group.objects.get(name=role))
    Staff.objects.create(user=user, role=role, name=role).rooms.set(rooms)
    return user


@dataclass
class Browser:
    """The import page as a person uses it."""

    client: Client

    def choose(self, *names: str, **fields: str) -> Page:
        """Bring files; returns the preview, or the first page again with what is wrong."""
        files = [SimpleUploadedFile(Path(name).name, (SAMPLES / name).read_bytes()) for name in names]
        return self.client.post(UPLOAD, {"uploads": files, **fields}, follow=True)

    def agree(self, page: Page, **fields: str) -> Page:
        """Press 导入 on the preview."""
        seen = page.context["form"].initial["seen"]
        return self.client.post(page.request["PATH_INFO"], {"seen": seen, **fields}, follow=True)


@pytest.fixture
def whole_browser(db: None, client: Client) -> Browser:
    """The page as it is, with a reading process for each upload."""
    client.force_login(person("administrator"))
    return Browser(client)


@pytest.fixture
def browser(whole_browser: Browser, reading_here: None) -> Browser:
    return whole_browser


def stored() -> dict[str, int]:
    """How much there is of everything that files bring."""
    models = (Room, Seat, Plan, Candidate, Sitting, Paper)
    return {model.__name__: model.objects.count() for model in models}


def recorded() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("code", flat=True))


NOTHING = {"Room": 0, "Seat": 0, "Plan": 0, "Candidate": 0, "Sitting": 0, "Paper": 0}
