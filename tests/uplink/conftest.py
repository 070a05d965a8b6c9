"""A room and a test centre that can be out of order."""

import datetime
import io
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from formats import exam_package, signing
from formats.exam_package import ExamPackage
from journal import clock
from proctor_site.uplink import rounds
from rooms.centre import client
from rooms.models import CentreLink
from tests.day import Day
from tests.uplink.publishing import Publication, published_for
from tests.uplink.stand_in import PRIVATE, Running, StandIn

SEAL_PRIVATE = b"s" * 32


@pytest.fixture
def centre(settings, tmp_path: Path) -> Iterator[StandIn]:
    settings.DATA_DIR = tmp_path
    with Running(StandIn(now_ms=clock.now_ms)) as running:
        yield running


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second instead of eight: what is tested is what happens then."""
    monkeypatch.setattr(client, "WHOLE_S", 0.5)
    monkeypatch.setattr(client, "CONNECT_S", 0.5)


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def certificate(folder: Path, host: str) -> ssl.SSLContext:
    """A server's TLS with a certificate that nobody has signed; the certificate lies in `folder`/own.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "own.pem").write_bytes(pem)
    (folder / "own.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem", folder / "own.key")
    return context


@pytest.fixture
def published(day: Day) -> Publication:
    """A plan of the centre for the room, which knows the centre's key but no address."""
    link = CentreLink.objects.create(
        room=day.room, public_key=signing.public_of(PRIVATE), seal_key=SEAL_PRIVATE, registered_at=day.now
    )
    return published_for(bytes(link.seal_key))


@pytest.fixture
def rounds_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The uplink's work with the test's own database."""

    async def in_this_thread(work: Any, *given: Any, **named: Any) -> Any:
        return await sync_to_async(work)(*given, **named)

    monkeypatch.setattr(rounds, "in_database", in_this_thread)


def in_the_loop(link: CentreLink) -> CentreLink:
    """One round of the uplink."""
    client.ask(rounds.one_round(link.pk))
    return CentreLink.objects.select_related("room").get(pk=link.pk)


def opened(day: Day, published: Publication) -> ExamPackage:
    """The package as the room verifies it."""
    stream = io.BytesIO(published.package())
    public = signing.public_of(PRIVATE)
    return exam_package.read(stream, centre_public=public, room_code=day.room.code, room_private=SEAL_PRIVATE)
