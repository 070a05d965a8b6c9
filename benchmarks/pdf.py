"""The record sheet of 40 candidates as PDF: from a warm worker, from a cold process, and a plain table by reportlab.

python -m benchmarks.pdf [--rounds 5]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import psutil

from benchmarks.ranges import spread
from drill.day_files import SAMPLES

LISTED = ("exam_plan_001.xlsx", "seats_40.xlsx", "candidates_001.xlsx", "papers_001.xlsx")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.inside:
        print(json.dumps(inside(given.rounds)))
        return
    with tempfile.TemporaryDirectory(prefix="jiankao-bench-pdf-") as folder:
        environment = {**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "proctor_site.settings"}
        paths = [str(SAMPLES / name) for name in LISTED]
        for arguments in (
            ["parameters", "--room", "1999999001", "--proctor-ip", "192.168.0.250"],
            ["load", "--confirm", *paths],
        ):
            subprocess.run(
                [sys.executable, "manage.py", *arguments], env=environment, stdout=subprocess.DEVNULL, check=True
            )
        cold = [_cold(environment) for _ in range(given.rounds)]
        found = json.loads(_run(environment, given.rounds))
    print("| | s (range) |\n|---|---|")
    print(f"| reportlab, a plain table of 40 rows | {spread(found['reportlab'], 3)} |")
    print(f"| a new process for each sheet | {spread(cold, 2)} |")
    print(f"| warm process | {spread(found['warm'], 2)} |")
    print(f"\nMemory of the warm process: {found['pss_mb']:.0f} MB PSS")


def _cold(environment: dict[str, str]) -> float:
    began = time.perf_counter()
    _run(environment, 0)
    return time.perf_counter() - began


def _run(environment: dict[str, str], rounds: int) -> bytes:
    arguments = [sys.executable, "-m", "benchmarks.pdf", "--inside", "--rounds", str(rounds)]
    return subprocess.run(arguments, env=environment, stdout=subprocess.PIPE, check=True).stdout


def inside(rounds: int) -> dict[str, Any]:
    """One sheet, and then `rounds` more."""
    import django

    django.setup()
    from exams.models import Session
    from journal import clock
    from proctor_site.documents.pdf import to_pdf
    from proctor_site.documents.rendering import html_of

    session = Session.objects.select_related("plan__room").order_by("number")[0]

    def sheet() -> None:
        to_pdf(html_of("record_sheet", session, clock.now(), language="zh-hans"))

    sheet()
    warm = [_seconds(sheet) for _ in range(rounds)]
    held = psutil.Process().memory_full_info().pss
    _plain_table()
    limit = [_seconds(_plain_table) for _ in range(rounds)]
    return {"warm": warm, "reportlab": limit, "pss_mb": held / 1e6}


def _plain_table() -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import LongTable, SimpleDocTemplate

    rows = [[str(row), f"C{row:06d}", "Name", "09:00", "10:30", ""] for row in range(40)]
    SimpleDocTemplate(BytesIO(), pagesize=A4).build([LongTable(rows)])


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
