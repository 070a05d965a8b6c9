"""Runs the benchmarks and prints their tables: python -m benchmarks [NAME ...]

Each is a program of its own, `python -m benchmarks.NAME --help` tells what it measures. Together about ten minutes.
"""

import subprocess
import sys

NAMES = ("saves", "room", "control_room", "imports", "pdf", "machine")


def main() -> int:
    asked = sys.argv[1:] or NAMES
    if unknown := set(asked) - set(NAMES):
        print(f"unknown: {' '.join(sorted(unknown))}; there are: {' '.join(NAMES)}", file=sys.stderr)
        return 2
    return max(_run(name) for name in asked)


def _run(name: str) -> int:
    print(f"\n## {name}\n", flush=True)
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
