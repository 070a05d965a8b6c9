"""What a test centre publishes for a room: packages and authorizations, made as the formats say."""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

from exams import papers
from formats import authorization, exam_package, sealing
from formats.authorization import AuthorisedSubject, Authorization
from formats.exam_package import Content, Manifest, PackagedCandidate, PackagedPaper
from formats.paper import Paper, Question, to_json
from formats.plan import PlanFile, PlanRules, SessionRow
from journal import clock
from tests.day import NINE, PEOPLE, ROOM_CODE, SUBJECT
from tests.uplink.stand_in import PRIVATE

PLAN: Final = UUID("5b0c7d1e-0000-4000-8000-000000000007")
MINUTE_MS: Final = 60_000


@dataclass
class Publication:
    """One plan of the centre for the room of the day; what is changed here is published by the next call."""

    plan: UUID = PLAN
    name: str = "Test of the centre"
    kind: str = "formal"
    room: str = ROOM_CODE
    revision: int = 3
    people: tuple[str, ...] = PEOPLE
    sessions: int = 1
    rules: dict[str, Any] = field(default_factory=dict)
    seal_key: bytes = b""
    private: bytes = PRIVATE

    def key(self, session: int) -> bytes:
        return hashlib.sha256(f"key {self.plan} {session} {self.revision}".encode()).digest()

    def paper(self, session: int) -> str:
        return str(uuid5(self.plan, f"paper {session} {self.revision}"))

    def sealed(self, session: int) -> bytes:
        question = Question(kind="single", number=1, stem="One?", marks=10, options=("a", "b"))
        paper = Paper(number=f"P{session}", subject=SUBJECT, duration_min=90, total=10, questions=(question,))
        return papers.seal(to_json(paper), self.key(session), bytes(12))

    def content(self) -> Content:
        numbers = range(1, self.sessions + 1)
        people = [self._person(place, name, n) for n in numbers for place, name in enumerate(self.people, 1)]
        return Content(plan=self._file(), candidates=tuple(people), code_key="ab" * 32)

    def package(self, **manifest: Any) -> bytes:
        """The file."""
        numbers = range(1, self.sessions + 1)
        content = exam_package.sealed_content(self.content(), room_public=self.seal_key, ephemeral=b"e" * 32)
        stream = io.BytesIO()
        exam_package.write(
            stream,
            centre_private=self.private,
            manifest=msgspec.structs.replace(self._manifest(content), **manifest),
            content=content,
            papers=[(self.paper(n), self.sealed(n)) for n in numbers],
        )
        return stream.getvalue()

    def offered(self) -> dict[str, Any]:
        """How the centre lists it."""
        body = self.package()
        facts = {"plan": str(self.plan), "name": self.name, "kind": self.kind, "revision": self.revision}
        return facts | {"published_at": 1, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body)}

    def authorization(self, session: int = 1, **changed: Any) -> bytes:
        start = clock.to_ms(NINE + timedelta(days=session - 1))
        keys = authorization.sealed_keys(
            {self.paper(session): self.key(session)}, room_public=self.seal_key, ephemerals=[b"f" * 32]
        )
        made = Authorization(
            plan=str(self.plan),
            room=self.room,
            session=session,
            session_name="First",
            subjects=(AuthorisedSubject(name=SUBJECT, candidates=len(self.people)),),
            valid_from=start - 30 * MINUTE_MS,
            valid_until=start + 15 * MINUTE_MS,
            issued_at=start - 30 * MINUTE_MS,
            keys=keys,
        )
        return authorization.sign(self.private, msgspec.structs.replace(made, **changed))

    def _manifest(self, content: bytes) -> Manifest:
        return Manifest(
            plan=str(self.plan),
            name=self.name,
            kind=self.kind,
            centre=ROOM_CODE[:7],
            room=self.room,
            revision=self.revision,
            published_at=clock.to_ms(NINE - timedelta(days=1)),
            content_sha256=hashlib.sha256(content).hexdigest(),
            content_size=len(content),
            papers=tuple(self._listed(session) for session in range(1, self.sessions + 1)),
        )

    def _listed(self, session: int) -> PackagedPaper:
        sealed = self.sealed(session)
        return PackagedPaper(
            uuid=self.paper(session),
            session=session,
            subject=SUBJECT,
            number=f"P{session}",
            questions=1,
            sha256=papers.sha256_of(sealed),
            size=len(sealed),
        )

    def _file(self) -> PlanFile:
        values = {
            "exam_name": self.name,
            "centre_name": "Centre",
            "centre_code": self.room[:7],
            "room_code": self.room,
            "mode": self.kind,
            "subject": SUBJECT,
            **self.rules,
        }
        rows = tuple(self._session(number) for number in range(1, self.sessions + 1))
        return PlanFile(rules=PlanRules(**values), sessions=rows, rules_text=("Be quiet.",))

    def _session(self, number: int) -> SessionRow:
        start = NINE + timedelta(days=number - 1)
        return SessionRow(
            number=number,
            name="First" if number == 1 else f"Session {number}",
            subject=SUBJECT,
            starts_at=start,
            ends_at=start + timedelta(minutes=90),
            duration_min=90,
            candidates=40,
        )

    def _person(self, place: int, name: str, session: int) -> PackagedCandidate:
        return PackagedCandidate(
            session=session,
            subject=SUBJECT,
            ticket=f"1901{self.room}{session}{place:03d}",
            name=name,
            id_number="99999919990101" + hashlib.sha256(name.encode()).hexdigest()[:4],
            id_complete=True,
            sequence=place,
        )


def published_for(seal_private: bytes, **given: Any) -> Publication:
    return Publication(seal_key=sealing.public_of(seal_private), **given)
