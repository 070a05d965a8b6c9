"""The reports of both checks: what they say, as HTML for screen and paper, and as PDF by the worker (B9, B11, D4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from incidents.headings import proof_of
from journal import clock
from proctor_site.checks import words
from proctor_site.checks.picture import figures, row
from proctor_site.documents.rendering import laid_out, qr_code
from proctor_site.documents.works import ask_for_file, keep_pdf
from proctor_site.sealing.lines import of_stored
from proctor_site.sealing.words import title
from rooms.checks.models import CheckRun, SealCheck
from rooms.jobs import Progress, slow_work
from rooms.models import Job, Room

STYLES: Final = ("documents/paper.css", "checks/report.css")


@dataclass(frozen=True)
class Report:
    """A template with its values, and the name of its file without the ending."""

    template: str
    room: Room
    values: dict[str, Any]
    name: str

    def html(self, *, request: HttpRequest | None = None, **more: Any) -> str:
        zone = ZoneInfo(timezone.get_current_timezone_name())
        proof = proof_of(self.room, clock.now(), zone)
        common = {"room": self.room, "proof": proof, "zone": zone, "qr": qr_code(self.room.code, proof)}
        return laid_out(self.template, {**common, **self.values}, zone=zone, request=request, **more)


# --- what they say
def environment_report(run: CheckRun) -> Report:
    """The run as it stands, every seat with every step."""
    rows = [row(seat) for seat in run.seats.prefetch_related("results").order_by("number")]
    values = {
        "title": _("Report of the environment check"),
        "at": run.started_at,
        "run": run,
        "titles": words.titles(),
        "rows": rows,
        "figures": figures(rows, seats_of_room=len(rows)),
        "needs": words.needs(run.wanted),
    }
    return Report(
        "checks/environment_report.html", run.room, values, f"{run.room.code}-environment-{_stamp(run.started_at)}"
    )


def seal_report(check: SealCheck) -> Report:
    lines = [of_stored(line) for line in check.lines]
    told = [{"title": title(line.code), "state": str(line.state), "text": line.say(_)} for line in lines]
    values = {"title": _("Report of the seal check"), "at": check.at, "check": check, "lines": told}
    return Report("checks/seal_report.html", check.room, values, f"{check.room.code}-seal-{_stamp(check.at)}")


def styles() -> str:
    """All that a report's page needs, for a file that stands alone."""
    found = [finders.find(name) for name in STYLES]
    return "\n".join(Path(path).read_text("utf-8") for path in found if isinstance(path, str))


def _stamp(at: datetime) -> str:
    return f"{localtime(at):%Y%m%d-%H%M%S}"


# --- PDF
def ask_for_environment(run: CheckRun, *, language: str, by: int | None) -> Job:
    """The same job until a seat of the run has changed."""
    last = run.seats.filter(ended_at__isnull=False).order_by("-ended_at").values_list("ended_at", flat=True).first()
    key = f"environment_report:{run.order}:{language}:{last and clock.to_ms(last)}:{run.seats.open().count()}"
    arguments = {"run": str(run.pk), "room": str(run.room.uuid), "language": language}
    return ask_for_file("environment_report", key, arguments=arguments, room=run.room, by=by)


def ask_for_seal(check: SealCheck, *, language: str, by: int | None) -> Job:
    arguments = {"check": str(check.pk), "language": language}
    key = f"seal_report:{check.pk}:{language}"
    return ask_for_file("seal_report", key, arguments=arguments, room=check.room, by=by)


@slow_work("environment_report")
def _environment(progress: Progress) -> dict[str, Any]:
    run = CheckRun.objects.select_related("room").get(pk=UUID(progress.job.arguments["run"]))
    return _made(progress, lambda: environment_report(run))


@slow_work("seal_report")
def _seal(progress: Progress) -> dict[str, Any]:
    check = SealCheck.objects.select_related("room").get(pk=UUID(progress.job.arguments["check"]))
    return _made(progress, lambda: seal_report(check))


def _made(progress: Progress, report: Callable[[], Report]) -> dict[str, Any]:
    with translation.override(progress.job.arguments["language"]):
        found = report()
        html = found.html()
    return keep_pdf(progress, html, name=f"{found.name}.pdf")
