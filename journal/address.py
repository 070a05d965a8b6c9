"""Where a request comes from: the one function that says so."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest, *_unused: Any) -> str:
    """The client's IP. A forwarded header counts only when the peer is one of TRUSTED_PROXIES."""
    return _behind_proxies(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))


def scope_address(scope: Mapping[str, Any]) -> str:
    """As `client_address`, of an ASGI scope."""
    peer = scope["client"][0] if scope.get("client") else ""
    return _behind_proxies(peer, _header(scope.get("headers", ()), b"x-forwarded-for"))


def is_this_machine(address: str) -> bool:
    """True for an address that only this machine itself can speak from."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _behind_proxies(peer: str, forwarded: str) -> str:
    chain = [part.strip() for part in forwarded.split(",") if part.strip()]
    while peer in settings.TRUSTED_PROXIES and chain:
        peer = chain.pop()
    return peer


def _header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in headers if key == name), "")
