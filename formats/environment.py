"""环境检测 between room and machine: what is asked for, in which steps, and what an order to measure says (B8)."""

import hashlib
from typing import Any, Final, Literal, TypeAlias, get_args

import msgspec

from formats import canonical
from formats.plan import MACHINE, MachineRequirement, PlanFile, Program

Step: TypeAlias = Literal[
    "system", "cpu", "memory", "disk", "screen", "browser", "clock", "trip", "throughput", "software", "forbidden",
    "firewall", "sleep", "restore", "input", "isolation",
]  # fmt: skip
STEPS: Final[tuple[Step, ...]] = get_args(Step)
STEP_WITHIN_S: Final = 20.0
TRANSFER_BYTES: Final = 1 << 20  # 150 machines at a server's 100 Mb/s: 13 s for all of them
TRANSFER_PATH: Final = "/agent/check/bytes"
PLACE_HEADER: Final = "Queue-Place"

Measured: TypeAlias = dict[str, int | str | None]


class Requirements(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine must be and hold, and what must not run on it."""

    machine: tuple[MachineRequirement, ...] = MACHINE
    software: tuple[Program, ...] = ()
    forbidden: tuple[Program, ...] = ()

    def minimum(self, item: str) -> float | str | None:
        """What is asked of an item; None when nothing is."""
        return next((each.minimum for each in self.machine if each.item == item), None)

    @property
    def digest(self) -> str:
        """Numbers as text: 4 and 4.0 ask for the same, and the canonical form holds whole numbers only."""
        return hashlib.sha256(canonical.encode(_as_text(msgspec.to_builtins(self)))).hexdigest()


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine is told with `check_environment`: under which name to answer, and which programs to look for."""

    run: str
    software: tuple[Program, ...] = ()
    forbidden: tuple[Program, ...] = ()

    def arguments(self) -> dict[str, str]:
        """As arguments of a command, which are plain values."""
        return {"order": msgspec.json.encode(self).decode()}


def order_in(arguments: dict[str, Any]) -> Order:
    """What `Order.arguments` made. Raises `msgspec.DecodeError` (a `ValueError`) for anything else."""
    return msgspec.json.decode(str(arguments.get("order", "")).encode(), type=Order)


def of_plan(file: PlanFile) -> Requirements:
    return Requirements(machine=file.machine, software=file.software, forbidden=file.forbidden)


def to_json(requirements: Requirements) -> str:
    return msgspec.json.encode(requirements, order="sorted").decode()


def from_json(encoded: str) -> Requirements:
    """What `to_json` wrote. Raises `msgspec.DecodeError` (a `ValueError`) for anything else."""
    return msgspec.json.decode(encoded.encode(), type=Requirements)


def _as_text(value: Any) -> Any:
    match value:
        case dict():
            return {key: _as_text(item) for key, item in value.items()}
        case list() | tuple():
            return [_as_text(item) for item in value]
        case int() | float():
            return f"{value:g}"
    return value
