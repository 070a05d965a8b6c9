"""What importing a candidate list costs, beside openpyxl with one bulk write, and beside import-export as it comes.

python -m benchmarks.imports [--rows 5000] [--rounds 3]

limit   openpyxl, read-only, and bulk_create of one plain table: no rules, no preview
naive   import-export with its defaults into that table, once to preview and once to store, as its admin does
ours    read in a process of its own, preview against what is stored, then stored by the verb: candidates,
        their sittings, journal
beyond  30,000 rows, which is more than a list may have: how soon that is said

Every case is a process of its own; memory is the most that it, or the process that reads, has ever held.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from benchmarks.ranges import spread
from drill.day_files import SAMPLES
from formats.spreadsheets import CandidateRow, candidates, write_xlsx

CASES = ("limit", "naive", "ours", "beyond")
BEYOND_ROWS = 30_000
SESSIONS, MOST_IN_SESSION = 9, 999
HEADS = ("场次", "场次名称", "准考证号", "姓名", "身份证号", "序号", "科目")
FIELDS = ("session", "session_name", "ticket", "name", "id_number", "sequence", "subject")
Figures = dict[str, float]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=5000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    options.add_argument("--list", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.case:
        print(json.dumps(measured(given.case, given.list)))
        return
    with tempfile.TemporaryDirectory(prefix="jiankao-bench-imports-") as folder:
        lists = {rows: write_list(Path(folder) / f"{rows}.xlsx", rows) for rows in (given.rows, BEYOND_ROWS)}
        runs: dict[str, list[Figures]] = {case: [] for case in CASES}
        for _ in range(given.rounds):
            for case in CASES:
                runs[case].append(in_own_process(case, lists[BEYOND_ROWS if case == "beyond" else given.rows]))
    print(table(runs))


def write_list(path: Path, rows: int) -> Path:
    """As many people as asked for; a ticket number has one digit for the session and three for the sequence."""
    with (SAMPLES / "candidates_001.xlsx").open("rb") as stream:
        like = candidates(stream, "candidates_001.xlsx").rows[0]
    with path.open("wb") as stream:
        write_xlsx(HEADS, (_line(like, number) for number in range(rows)), stream)
    return path


def _line(like: CandidateRow, number: int) -> list[str]:
    session, sequence = 1 + number % SESSIONS, 1 + number // SESSIONS
    ticket = f"{like.ticket[:14]}{session}{sequence:03d}"
    return [str(session), f"第{session}场次", ticket, f"考生{number}", "", str(sequence), like.subject]


def write_plan(path: Path) -> Path:
    """The sample's, with nine sessions of a hall."""
    book = load_workbook(SAMPLES / "exam_plan_001.xlsx")
    sheet = book["场次"]
    first: list[Any] = [cell.value for cell in sheet[2]]
    for session in range(1, SESSIONS + 1):
        start, end = (moment + timedelta(days=session) for moment in first[3:5])
        row = [session, f"第{session}场次", first[2], start, end, first[5], MOST_IN_SESSION]
        for column, value in enumerate(row, start=1):
            sheet.cell(session + 1, column, value)
    book.save(path)
    return path


def in_own_process(case: str, path: Path) -> Figures:
    with tempfile.TemporaryDirectory(prefix="jiankao-bench-import-") as folder:
        environment = {**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "proctor_site.settings"}
        arguments = [sys.executable, "-m", "benchmarks.imports", "--case", case, "--list", str(path)]
        done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


# --- one case
def measured(case: str, path: Path) -> Figures:
    import django

    django.setup()
    work = {"limit": _limit, "naive": _naive, "ours": _ours, "beyond": _beyond}[case](path)
    before, cpu = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, _cpu_s()
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"s": seconds, "cpu_s": _cpu_s() - cpu, "grown_mb": grown / 1024, "reader_mb": reader / 1024}


def _cpu_s() -> float:
    return sum(os.times()[:4])


def _ours(path: Path) -> Callable[[], None]:
    from journal.actor import system
    from proctor_site.importing.batches import read_batch
    from proctor_site.importing.outlines import outline
    from proctor_site.importing.pages import panels
    from proctor_site.importing.reading import Brought
    from proctor_site.importing.storing import store

    _load_plan()

    def work() -> None:
        with path.open("rb") as stream:
            batch = read_batch([Brought(path.name, stream)])
        found = outline(batch)
        panels(found, 1)
        store(system("bench"), batch, confirmed=True, seen=found.digest)

    return work


def _beyond(path: Path) -> Callable[[], None]:
    from proctor_site.importing.batches import read_batch
    from proctor_site.importing.outlines import outline
    from proctor_site.importing.reading import Brought

    _load_plan()

    def work() -> None:
        with path.open("rb") as stream:
            assert outline(read_batch([Brought(path.name, stream)])).refused

    return work


def _load_plan() -> None:
    from django.core.management import call_command

    for alias in ("default", "answers"):
        call_command("migrate", database=alias, verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        plan = write_plan(Path(folder) / "plan.xlsx")
        call_command("load", str(plan), confirm=True, stdout=sys.stderr)


def _limit(path: Path) -> Callable[[], None]:
    from django.db import transaction

    plain = _plain_table()

    def work() -> None:
        with transaction.atomic():
            plain.objects.bulk_create((plain(**dict(zip(FIELDS, row, strict=True))) for row in _rows(path)), 500)

    return work


def _rows(path: Path) -> Iterator[tuple[Any, ...]]:
    rows = load_workbook(path, read_only=True, data_only=True).active.iter_rows(values_only=True)  # type: ignore[union-attr]  # it has a sheet
    next(rows)
    yield from rows


def _naive(path: Path) -> Callable[[], None]:
    from import_export import fields, resources
    from import_export.formats.base_formats import XLSX

    columns = {
        field: fields.Field(attribute=field, column_name=head) for field, head in zip(FIELDS, HEADS, strict=True)
    }
    meta = type("Meta", (), {"model": _plain_table(), "import_id_fields": ["ticket"], "fields": FIELDS})
    resource_class = type("PlainResource", (resources.ModelResource,), {**columns, "Meta": meta})

    def work() -> None:
        for dry_run in (True, False):
            rows = XLSX().create_dataset(path.read_bytes())
            resource_class().import_data(rows, dry_run=dry_run, raise_errors=True)

    return work


def _plain_table() -> Any:
    from django.db import connection, models

    columns = {field: models.CharField(max_length=80, null=True) for field in FIELDS}
    columns["ticket"] = models.CharField(max_length=40, unique=True)
    meta = type("Meta", (), {"app_label": "rooms"})
    plain = type("Plain", (models.Model,), {**columns, "Meta": meta, "__module__": __name__})
    with connection.schema_editor() as editor:
        editor.create_model(plain)
    return plain


def table(runs: dict[str, list[Figures]]) -> str:
    head = "| | s (range) | CPU s (range) | grown by MB | reader at most MB |\n|---|---|---|---|---|"
    lines = [
        f"| {case} | {_of(found, 's', 2)} | {_of(found, 'cpu_s', 2)} | {_of(found, 'grown_mb')} | {_of(found, 'reader_mb')} |"
        for case, found in runs.items()
    ]
    return "\n".join([head, *lines])


def _of(found: list[Figures], key: str, digits: int = 0) -> str:
    return spread([each[key] for each in found], digits)


if __name__ == "__main__":
    main()
