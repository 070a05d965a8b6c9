"""Writing to a chain, and proving it: hash = SHA-256(domain ‖ previous ‖ body)."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from formats import canonical
from journal import clock
from journal.actor import Actor
from journal.models import Chain, Event, PrivateValue

DOMAIN: Final = b"jiankao.journal.1"
SITE: Final = "site"


@dataclass(frozen=True)
class Entry:
    """One event to be written. `values` are in clear: identifiers, numbers, codes. `private` is committed to only.

    `at` is when it happened, if that is not now.
    """

    code: str
    actor: Actor
    session: UUID | None = None
    sitting: UUID | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True)
class Fault:
    """A place where a chain does not hold."""

    chain: str
    number: int
    what: str


def append(
    code: str,
    actor: Actor,
    *,
    chain: str = SITE,
    session: UUID | None = None,
    sitting: UUID | None = None,
    private: Mapping[str, str] | None = None,
    **values: Any,
) -> Event:
    """Write one event at the head of `chain`, inside the caller's transaction; returns it."""
    return append_many([Entry(code, actor, session, sitting, values, private or {})], chain=chain)[0]


def append_many(entries: Sequence[Entry], *, chain: str = SITE) -> list[Event]:
    """Write the events of one act, in order, in one go.

    The chain's head is locked last and until the caller's transaction ends, so numbers have no gap.
    """
    if not entries:
        return []
    with transaction.atomic():
        head = _locked(chain)
        events = [_next(head, entry) for entry in entries]
        head.save(update_fields=["number", "head"])
        stored = Event.objects.bulk_create([event for event, _ in events])
        PrivateValue.objects.bulk_create(value for _, values in events for value in values)
    return stored


def head_of(chain: str) -> tuple[int, str]:
    """(number, hash) of the last event; (0, the empty chain's hash) before the first."""
    stored = Chain.objects.filter(name=chain).values_list("number", "head").first()
    return stored or (0, _empty(chain))


def verify(chain: Chain) -> Iterator[Fault]:
    """Every place where `chain` does not hold: a changed, missing or added event, a changed private value."""
    previous, expected = _empty(chain.name), 1
    for event in chain.events.order_by("number").prefetch_related("private_values").iterator(chunk_size=500):
        if event.number != expected:
            yield Fault(chain.name, expected, "missing")
            expected = event.number
        if event.hash != _hash(previous, event.body.encode()):
            yield Fault(chain.name, event.number, "hash")
        yield from _columns(chain.name, event)
        yield from _private(chain.name, event)
        previous, expected = event.hash, expected + 1
    if (chain.number, chain.head) != (expected - 1, previous):
        yield Fault(chain.name, expected - 1, "head")


def _locked(chain: str) -> Chain:
    found, _ = Chain.objects.select_for_update().get_or_create(name=chain, defaults={"head": _empty(chain)})
    return found


def _next(head: Chain, entry: Entry) -> tuple[Event, list[PrivateValue]]:
    at = entry.at or clock.now()
    salted = {key: (secrets.token_bytes(32), value) for key, value in _private_of(entry).items()}
    head.number += 1
    body = canonical.encode(
        {
            "n": head.number,
            "at": clock.to_ms(at),
            "code": entry.code,
            "actor": entry.actor.body(),
            "session": _text(entry.session),
            "sitting": _text(entry.sitting),
            "values": plain(entry.values),
            "private": {key: _commitment(salt, value) for key, (salt, value) in salted.items()},
        }
    )
    head.head = _hash(head.head, body)
    event = Event(
        chain=head,
        number=head.number,
        at=at,
        code=entry.code,
        user_id=entry.actor.user_id,
        address=entry.actor.address,
        session=entry.session,
        sitting=entry.sitting,
        body=body.decode(),
        hash=head.head,
    )
    return event, [PrivateValue(event=event, key=key, salt=salt, value=value) for key, (salt, value) in salted.items()]


def plain(value: Any) -> Any:
    """`value` with moments as milliseconds and UUIDs as text, ready for the canonical form."""
    match value:
        case datetime():
            return clock.to_ms(value)
        case UUID():
            return str(value)
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return value


def _private_of(entry: Entry) -> dict[str, str]:
    named = {"actor": entry.actor.name} if entry.actor.name else {}
    return {**named, **{key: value for key, value in entry.private.items() if value}}


def _columns(chain: str, event: Event) -> Iterable[Fault]:
    """The columns that lists use must say what the covered body says."""
    body = json.loads(event.body)
    told = (body["n"], body["at"], body["code"], body["actor"].get("user"), body["session"], body["sitting"])
    shown = (event.number, clock.to_ms(event.at), event.code, event.user_id, _text(event.session), _text(event.sitting))
    if told != shown:
        yield Fault(chain, event.number, "columns")


def _private(chain: str, event: Event) -> Iterable[Fault]:
    """A private value that is there must be the one committed to; a purged one is no fault."""
    commitments = json.loads(event.body)["private"]
    for stored in event.private_values.all():
        if commitments.get(stored.key) != _commitment(bytes(stored.salt), stored.value):
            yield Fault(chain, event.number, f"private {stored.key}")


def _hash(previous: str, body: bytes) -> str:
    return hashlib.sha256(DOMAIN + bytes.fromhex(previous) + body).hexdigest()


def _commitment(salt: bytes, value: str) -> str:
    return hashlib.sha256(salt + value.encode()).hexdigest()


def _empty(chain: str) -> str:
    return hashlib.sha256(DOMAIN + chain.encode()).hexdigest()


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
