"""Time and memory that hostile or far too long files may cost (B5, B10; samples/malformed/README.md)."""

import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from formats.refused import Refused
from proctor_site.importing import reading
from proctor_site.importing.readings import Context
from tests.imports.conftest import MALFORMED

MOST_GROWTH = 100 * 1024 * 1024


# The high-water mark of a process counts from its own start, unlike what the system tells its parent.
MEASURED = """
import resource, sys
from pathlib import Path
from proctor_site.importing import child
child.main()
usage = resource.getrusage(resource.RUSAGE_SELF)
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(usage.ru_utime + usage.ru_stime, peak.split()[1], file=sys.stderr)
"""


@dataclass(frozen=True)
class Cost:
    seconds: float
    peak: int


def cost(name: str, content: bytes) -> Cost:
    """What the reading process needs for one file: CPU seconds, which other work on the machine leaves alone."""
    order = BytesIO()
    reading.write_order([reading.Brought(name, BytesIO(content))], Context(), order)
    child = subprocess.run(
        [sys.executable, "-c", MEASURED], input=order.read(), capture_output=True, cwd=settings.BASE_DIR, check=True
    )
    seconds, peak_kb = child.stderr.split()
    return Cost(float(seconds), int(peak_kb) * 1024)


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        pytest.param("candidates_30k.xlsx", 10, marks=pytest.mark.slow),
        ("bomb.xlsx", 2),
        ("xlsx_entity_expansion.xlsx", 2),
        ("seats_binary.csv", 2),
    ],
)
def test_an_answer_comes_soon_and_costs_little_memory(name: str, seconds: float):
    nothing = cost("empty.csv", b"")

    found = cost(name, (MALFORMED / name).read_bytes())

    assert found.seconds < seconds
    assert found.peak - nothing.peak < MOST_GROWTH


def test_a_reader_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "MODULE", "proctor_site.importing.no_such_module")

    with pytest.raises(Refused) as refused:
        reading.read_files([reading.Brought("a.csv", BytesIO())], Context())

    assert refused.value.code == "file.beyond_bounds"


def test_a_reader_that_hangs_is_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "hangs.py").write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(reading, "MODULE", "hangs")
    monkeypatch.setattr(reading, "MOST_SECONDS", 1)

    with pytest.raises(Refused) as refused:
        reading.read_files([reading.Brought("a.csv", BytesIO())], Context())

    assert refused.value.code == "file.beyond_bounds"


def test_a_file_above_the_limit_troubles_no_reader(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "MODULE", "proctor_site.importing.no_such_module")

    with pytest.raises(Refused) as refused:
        reading.read_files([reading.Brought("a.csv", BytesIO(b"a" * (20 * 2**20 + 1)))], Context())

    assert refused.value.code == "file.too_large"
