"""What the proctor does with a whole room, in another process at its database (`tests.hands`)."""

from typing import Any

from exams import operations as exams
from exams.answers import log
from exams.models import Sitting
from exams.operations.initialising import Wish
from incidents.models import Violation
from incidents.operations import register_violation
from journal.models import Chain, Event
from journal.record import verify
from proctor_site.system import initialising
from rooms.jobs import do
from rooms.models import Job, Machine, Room
from tests.agent_room.acts import proctor
from tests.agent_room.acts import sitting as sitting_of

PASSWORD = "888"


def register(number: int) -> None:
    register_violation(proctor(), sitting_of(number), type_code="A101", description="A slip of paper")


def end() -> None:
    session = sitting_of(1).session
    exams.end_session(proctor(), session, password=PASSWORD, empty_confirmed=True)


def initialise() -> dict[str, Any]:
    """All three confirmations, and what the worker does then; gives the job's result."""
    room = Room.objects.get()
    job = initialising.ask_to_initialise(
        proctor(), room, Wish(reason="the hall is wanted"), code=room.code, password=PASSWORD
    )
    do.call(str(job.pk), initialising.__name__)
    job = Job.objects.get(pk=job.pk)
    return {"state": job.state, **job.result}


def everything() -> dict[str, Any]:
    """Sittings with their answers, violations and the journal, as they can be compared."""
    sittings = {
        sitting.candidate.ticket: (sitting.state, *folded(sitting))
        for sitting in Sitting.objects.select_related("candidate")
    }
    return {"sittings": sittings, "violations": Violation.objects.count(), "seats": Room.objects.get().seats.count()}


def folded(sitting: Sitting) -> tuple[dict[str, str], dict[str, str]]:
    found = log.fold(sitting.pk)
    return dict(found.answers), {path: entry.sha256 for path, entry in found.files.items()}


def answers_of(number: int) -> dict[str, str]:
    return folded(sitting_of(number))[0]


def seatless() -> int:
    return Machine.objects.without_seat().count()


def codes() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("code", flat=True))


def broken() -> list[Any]:
    return [fault for chain in Chain.objects.all() for fault in verify(chain)]
