"""How this program is called again, from its sources or as a single file."""

import sys


def program() -> list[str]:
    """The beginning of a command line."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "agent_client"]
