"""The candidate machine's program as one file with its Python: build_client.py [DIR], by default dist/.

It runs on systems like this one: what is built on Debian 12 runs on Debian 12 and later, what is built on Windows on Windows.
"""

import os
import sys
import tempfile
from pathlib import Path

from PyInstaller.__main__ import run

ROOT = Path(__file__).resolve().parents[1]
NAME = "jiankao-agent"
TRAY = ("pystray", "PIL")
SERVICE = ("win32serviceutil", "win32service", "servicemanager")
NOT_IN_IT = ("django", "pytest", "setuptools")


def main(target: Path) -> Path:
    """Gives the file. The tray's and the service's libraries are taken in where they are installed."""
    wanted = [name for group in (TRAY, SERVICE) if all(map(_is_installed, group)) for name in group]
    left_out = [*NOT_IN_IT, *(name for name in TRAY if name not in wanted)]
    with tempfile.TemporaryDirectory() as work:
        run([
            str(ROOT / "agent_client" / "__main__.py"),
            "--onefile", "--noconfirm", "--log-level", "ERROR",
            "--name", NAME, "--paths", str(ROOT),
            "--add-data", f"{ROOT / 'agent_client' / 'page'}{os.pathsep}agent_client/page",
            "--distpath", str(target), "--workpath", work, "--specpath", work,
            *(f"--hidden-import={name}" for name in wanted),
            *(f"--exclude-module={name}" for name in left_out),
        ])  # fmt: skip
    made = target / (f"{NAME}.exe" if sys.platform == "win32" else NAME)
    print(f"{made}: {made.stat().st_size / 1e6:.0f} MB")
    return made


def _is_installed(name: str) -> bool:
    try:
        __import__(name)
    except Exception:  # not there, or not without a desktop: then it is of no use in the file either
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
