"""Who does something: a person, a machine, or the system itself."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Kind = Literal["user", "machine", "system", "centre"]


@dataclass(frozen=True)
class Actor:
    """`permissions` and `rooms` bind a person; `rooms` None means every room.

    `name` is private: it enters the journal as a commitment only.
    """

    kind: Kind
    name: str = ""
    user_id: int | None = None
    role: str = ""
    address: str = ""
    machine: UUID | None = None
    permissions: frozenset[str] = field(default_factory=frozenset, repr=False)
    rooms: frozenset[int] | None = None

    def body(self) -> dict[str, int | str]:
        """What stands in the journal in clear."""
        facts = {"kind": self.kind, "user": self.user_id, "role": self.role, "ip": self.address}
        if self.machine:
            facts["machine"] = str(self.machine)
        return {key: value for key, value in facts.items() if value not in (None, "")}


def system(part: str) -> Actor:
    """The system acting by itself; `part` names which part, such as "clock"."""
    return Actor(kind="system", role=part)
