"""The addresses of this machine itself, for 监考机IP (B3)."""

import socket

import psutil

LOOPBACK = "127.0.0.1"


def own_addresses() -> list[str]:
    """IPv4 addresses of the interfaces that are up, those that others can reach first."""
    up = {name for name, stats in psutil.net_if_stats().items() if stats.isup}
    found = {
        address.address
        for name, addresses in psutil.net_if_addrs().items()
        for address in addresses
        if name in up and address.family == socket.AF_INET
    }
    return sorted(found, key=lambda ip: (ip.startswith("127."), tuple(map(int, ip.split(".")))))
