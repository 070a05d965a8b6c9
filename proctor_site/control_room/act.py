"""One act of the control room: who acts on which session, and what the page sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from exams.models import Session, Sitting
from formats.refused import N_, Refused
from journal.actor import Actor

Body = dict[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """Who acts on which session, and what the page sent."""

    actor: Actor
    session: Session
    body: Body
    files: Mapping[str, UploadedFile[Any]] = field(default_factory=dict)
    verb: str = ""

    def text(self, name: str) -> str:
        value = self.body.get(name, "")
        if not isinstance(value, str):
            raise bad(name)
        return value

    def number(self, name: str) -> int:
        value = self.body.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise bad(name)
        return value

    def sittings(self) -> list[Sitting]:
        """The chosen sittings of this session, in the order of their sequence; `Refused` when none is chosen."""
        chosen = self.body.get("sittings")
        if not isinstance(chosen, list) or not chosen:
            raise Refused("act.nobody", N_("Choose at least one candidate."))
        try:
            keys = [UUID(str(key)) for key in chosen]
        except ValueError as fault:
            raise bad("sittings") from fault
        return list(
            self.session.sittings.filter(pk__in=keys).select_related("candidate", "subject", "session__plan__room")
        )


def done(text: str, **more: Any) -> Answer:
    return {"ok": True, "text": text, "results": [], **more}


def bad(name: str) -> Refused:
    return Refused("act.field", N_("The field %(field)s is missing or not understood. Reload the page."), field=name)
