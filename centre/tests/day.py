"""One day at the centre: the sample plan, a session at 9:00, a room that registers. It gets everywhere through the verbs."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.contrib.auth.models import User
from django.test import Client

from centre import operations
from centre.keys import keys
from centre.models import Package, Plan, Room
from centre.operations.accounts import make_first_accounts
from centre.rights import actor_of
from formats import codes, exam_package, sealing
from formats.codes import Request
from formats.exam_package import ExamPackage
from formats.plan import PlanFile
from formats.spreadsheets import CandidateRow, PaperFile, candidates, papers, plan
from journal import clock
from journal.actor import Actor, system
from journal.models import Event

SAMPLES = Path(__file__).parents[2] / "samples"
NINE = datetime(2026, 3, 8, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
ROOM_KEY = bytes(range(100, 132))
OTHER_KEY = bytes(range(60, 92))
MACHINE = UUID("6f1c2a44-0000-4000-8000-000000000001")
OTHER_MACHINE = UUID("6f1c2a44-0000-4000-8000-000000000002")
TICKET = "190119999990011001"


@cache
def sample_plan() -> PlanFile:
    read = plan(io.BytesIO((SAMPLES / "exam_plan_001.xlsx").read_bytes()), "exam_plan_001.xlsx").value
    assert read is not None
    return read


@cache
def sample_candidates() -> list[CandidateRow]:
    return candidates(io.BytesIO((SAMPLES / "candidates_001.xlsx").read_bytes()), "candidates_001.xlsx").rows


@cache
def sample_paper() -> PaperFile:
    read = papers(io.BytesIO((SAMPLES / "papers_001.xlsx").read_bytes()), "papers_001.xlsx").value
    assert read is not None
    return read


class Asked:
    """What the centre answered to a room."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers = response.headers
        self.bytes: bytes = b"".join(response.streaming_content) if response.streaming else response.content

    @property
    def told(self) -> Any:
        return json.loads(self.bytes)

    @property
    def refusal(self) -> tuple[int, str]:
        return self.status, self.told["code"]


class CentreDay:
    """`at(…)` moves the clock; `registered()` is the room's machine, `ask` and `tell` speak as it does."""

    def __init__(self, **rules: object) -> None:
        self._ms = clock.to_ms(NINE - timedelta(hours=1))
        self.rules = rules
        self.by = system("test")
        self.token = ""

    # --- time
    def ms(self) -> int:
        return self._ms

    def at(self, hours: int, minutes: float = 0) -> None:
        """That time of day in Shanghai."""
        self._ms = clock.to_ms(NINE + timedelta(hours=hours - 9, minutes=minutes))

    # --- what is loaded
    def open(self) -> "CentreDay":
        make_first_accounts()
        self.plan = self.load_plan()
        operations.load_candidates(self.by, self.plan, sample_candidates())
        operations.load_papers(self.by, self.plan, *sample_paper())
        operations.set_identity(self.by, address="192.168.2.46")
        self.room: Room = self.plan.room
        return self

    def load_plan(self, **rules: object) -> Plan:
        sample = sample_plan()
        changed = msgspec.structs.replace(sample.rules, **{**self.rules, **rules})
        file = msgspec.structs.replace(sample, rules=changed)
        return operations.load_plan(self.by, file, starts_at=NINE)

    def publish(self) -> Package:
        return operations.publish(self.by, self.plan)

    # --- people
    def person(self, name: str) -> Actor:
        return actor_of(User.objects.get(username=name), "127.0.0.1")

    def browser(self, name: str = "1999999", strict: bool = False) -> Client:
        """Logged in; `strict` asks for the token of each form."""
        client = Client(enforce_csrf_checks=strict)
        client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    # --- the room
    def register(self, **changed: Any) -> Asked:
        self.room.refresh_from_db()
        told = {
            "room": "1999999001",
            "registration_code": self.room.registration_code,
            "machine": str(MACHINE),
            "hostname": "JK-1",
            "address": "192.168.2.31",
            "seal_key": sealing.public_of(ROOM_KEY).hex(),
        }
        return self.tell("rooms/register", told | changed)

    def registered(self, **changed: Any) -> "CentreDay":
        answer = self.register(**changed)
        assert answer.status == 200, answer.bytes
        self.token = answer.told["token"]
        return self

    def ask(self, path: str, **headers: str) -> Asked:
        return Asked(Client().get(f"/api/v1/{path}", headers=self._headers(headers)))

    def tell(self, path: str, body: Any) -> Asked:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Asked(
            Client().post(f"/api/v1/{path}", content, content_type="application/json", headers=self._headers({}))
        )

    def fetched(self, *, room_private: bytes = ROOM_KEY) -> ExamPackage:
        """The newest package as the room opens it."""
        listed = self.ask("packages").told[0]
        packed = self.ask(f"packages/{listed['plan']}/{listed['revision']}").bytes
        return opened_package(packed, room_private)

    def request(self, kind: str = "extra_time", **changed: Any) -> Request:
        """As the room would show it."""
        minutes = {"extra_time": 15}.get(kind, 0)
        count = 0 if kind == "late_start" else 1
        tickets = codes.digest_of([TICKET] if count else [])
        told = {"session": 1, "minutes": minutes, "count": count, "tickets": tickets, "challenge": "7K2M9QXA"}
        return Request(**{"kind": kind, "plan": str(self.plan.uuid), "room": self.room.code, **told, **changed})

    def use_of(self, request: Request, code: str, **changed: Any) -> dict[str, Any]:
        """The body with which the room reports a code."""
        told = msgspec.to_builtins(request)
        del told["room"]
        return {"id": str(uuid4()), **told, "code": code, "used_at": self._ms, **changed}

    def journal(self) -> list[str]:
        """Codes of the room's chain, in order."""
        return list(Event.objects.filter(chain__name=self.room.chain).order_by("number").values_list("code", flat=True))

    def _headers(self, others: dict[str, str]) -> dict[str, str]:
        return {**others, "Authorization": f"Bearer {self.token}"} if self.token else others


def opened_package(packed: bytes, room_private: bytes) -> ExamPackage:
    return exam_package.read(
        io.BytesIO(packed), centre_public=keys().public, room_code="1999999001", room_private=room_private
    )


def opened(**rules: object) -> Iterator[CentreDay]:
    day = CentreDay(**rules)
    with clock.running_on(day.ms):
        yield day.open()
