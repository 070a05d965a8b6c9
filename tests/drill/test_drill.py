"""`manage.py drill` takes a whole exam day with a test centre through public surfaces and proves that nothing was lost
(F12; B2, E5, E8, E23, T1)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drill import scripts

ROOT = Path(__file__).resolve().parents[2]
STEPS = [
    "register",
    "import",
    "connect",
    "download",
    "environment check",
    "seal check",
    "authorization",
    "allow login",
    "login",
    "late start",
    "start",
    "answering",
    "violation",
    "lock",
    "resume",
    "extra time",
    "absence",
    "submission",
    "deadline",
    "end",
    "record sheet",
    "verify",
    "backup",
    "upload",
    "receipt",
]


def drill(out: Path, *, seats: int, limit_s: float) -> dict[str, Any]:
    """The report of a drill that went well."""
    report = out / "drill.json"
    arguments = ["--seats", str(seats), "--seconds", "60", "--json", str(report), "--out", str(out / "day")]
    done = subprocess.run(
        [sys.executable, "manage.py", "drill", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(out / "installation")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=limit_s,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    told: dict[str, Any] = json.loads(report.read_text())
    return told


def check(report: dict[str, Any], *, seats: int) -> None:
    cast = scripts.cast(seats)
    answers, documents = report["answers"], report["documents"]
    assert (report["ok"], report["seats"], report["faults"]) == (True, seats, [])
    assert [step["name"] for step in report["steps"]] == STEPS
    assert all(step["seconds"] >= 0 for step in report["steps"])
    environment = report["environment"]
    assert environment["seats"] == environment["passed"] + environment["failed"] == seats
    assert report["seal_check"] == {"passed": True, "received": True}
    assert report["codes"] == {"issued": 1, "used": 1}
    assert answers == {
        **dict.fromkeys(("given", "acknowledged", "recovered", "at_centre", "restored"), answers["given"]),
        "lost": 0,
    }
    assert answers["given"] > 15 * len(cast.present)
    files = report["files"]
    assert (files["at_centre"], files["materials_laid"]) == (files["saved"], len(cast.present))
    assert files["saved"] >= 4 * (len(cast.present) - 1)
    assert report["sittings"] == {
        "not_logged_in": 0,
        "logged_in": 0,
        "in_exam": 0,
        "submitted": len(cast.present),
        "absent": len(cast.absent),
    }
    assert report["deadlines"]["largest_error_ms"] <= 1000
    assert [(Path(each["path"]).stat().st_size, each["bytes"] > 3_000) for each in documents] == [
        (each["bytes"], True) for each in documents
    ]
    assert [each["name"] for each in documents] == ["record sheet (HTML)", "record sheet (PDF)", "receipt (HTML)"]
    assert report["journal"]["intact"] is True
    assert report["journal"]["events"] > 5 * seats


@pytest.mark.slow
@pytest.mark.timeout(560)
def test_a_day_with_8_seats(tmp_path: Path):
    check(drill(tmp_path, seats=8, limit_s=540), seats=8)


@pytest.mark.slow
@pytest.mark.timeout(700)
def test_a_day_with_40_seats(tmp_path: Path):
    check(drill(tmp_path, seats=40, limit_s=660), seats=40)


@pytest.mark.parametrize("seats", ["7", "201"])
def test_a_room_that_is_too_small_or_too_large_is_refused(seats: str):
    done = subprocess.run(
        [sys.executable, "manage.py", "drill", "--seats", seats], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr == f"CommandError: --seats: 8 to 200, found {seats}\n"
