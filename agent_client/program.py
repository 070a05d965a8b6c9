"""How this program is called again, from its sources or as a single file."""

import os
import sys


def program() -> list[str]:
    """The beginning of a command line."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "agent_client"]


def settle() -> None:
    """A single file unpacks itself and finds its libraries there: the browser and the system's programs must not."""
    if not getattr(sys, "frozen", False):
        return
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = (
        "1"  # another of this program unpacks itself, and may outlive this one
    )
