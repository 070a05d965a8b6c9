"""What the proctor does and what is looked at in the real room, in another process (`tests.hands`)."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from django.contrib.auth.models import Group, User

from exams import operations as exams
from exams.answers import log
from exams.models import Session, Sitting
from exams.operations.loading import load_candidates, load_papers, load_plan
from formats.content_hash import sha256_of
from formats.paper import Material, Paper
from formats.plan import PlanFile, PlanRules, SessionRow
from formats.spreadsheets import CandidateRow
from incidents import operations as incidents
from incidents.models import Message
from incidents.operations import Decision
from journal import clock
from journal.actor import Actor
from rooms.models import RemoteAct, Seat, Staff
from rooms.operations import start_client
from rooms.operations.remote import results_of
from rooms.rights import actor_of
from tests.agent.fake_room import PAPER

SUBJECT, ROOM = PAPER.subject, "1999999001"
MATERIAL = "社团报名\r\n".encode()
TICKETS = tuple(f"1901{ROOM}1{number:03d}" for number in (1, 2))


def open_room() -> None:
    """A mock exam that may begin at once, two candidates and three seats at 127.0.0.21 and up."""
    boss = User.objects.get(username="admin")
    Staff.objects.get_or_create(user=boss, defaults={"role": Staff.Role.ADMINISTRATOR, "name": "Boss"})
    boss.groups.add(Group.objects.get(name="administrator"))
    plan = load_plan(proctor(), _plan())
    for number in (1, 2, 3):
        Seat.objects.create(room=plan.room, number=number, ip=f"127.0.0.{20 + number}")
    load_candidates(proctor(), plan, [_candidate(number) for number in (1, 2)])
    subjects = [subject for each in plan.sessions.all() for subject in each.subjects.all()]
    answers = {question.key: "A" for question in PAPER.questions if question.kind != "task"}
    load_papers(proctor(), subjects, _with_material(), answers, materials={sha256_of(MATERIAL): MATERIAL})


def _with_material() -> Paper:
    """Its task comes with a file."""
    given = Material(name="说明.txt", sha256=sha256_of(MATERIAL), size=len(MATERIAL))
    *others, task = PAPER.questions
    return msgspec.structs.replace(PAPER, questions=(*others, msgspec.structs.replace(task, materials=(given,))))


def proctor() -> Actor:
    return actor_of(User.objects.get(username="admin"), "127.0.0.1")


def allow_login() -> None:
    """After 启动考生端, without which no machine shows the login (E4)."""
    start_client(proctor(), _session().room)
    exams.authorise(proctor(), _session())
    exams.allow_login(proctor(), _session())


def allow_mock_login() -> None:
    """With both ticks (M1, M2)."""
    start_client(proctor(), _session().room)
    exams.authorise(proctor(), _session())
    exams.allow_mock_login(proctor(), _session(), log_in=True, answer=True)


def collect_all() -> str:
    return str(exams.collect_all(proctor(), _session()).pk)


def collected(act: str) -> list[tuple[str, str]]:
    """Seat and what its machine answered."""
    results = results_of(RemoteAct.objects.get(pk=act), clock.now())
    return [(result.place.number, result.state) for result in results]


def submitted_by(number: int) -> tuple[str, str, bool]:
    found = sitting(number)
    return found.state, found.submitted_by, found.collected_at is not None


def allow_start() -> None:
    exams.allow_start(proctor(), _session())


def resume(number: int) -> None:
    incidents.resume(proctor(), sitting(number), reason="the machine is broken")


def give_time(number: int, minutes: int) -> None:
    incidents.give_extra_time(proctor(), sitting(number), minutes=minutes, reason="power cut")


def import_package(path: str) -> tuple[str, int]:
    """What it was, and how many changes were new."""
    with Path(path).open("rb") as stream:
        taken = incidents.import_package(
            proctor(), _session(), stream, decision=Decision(), reason="the machine is broken"
        )
    return taken.outcome.value, taken.added


def collect_package(path: str) -> tuple[str, int]:
    with Path(path).open("rb") as stream:
        taken = incidents.collect_package(proctor(), _session(), stream, decision=Decision(), reason="cannot submit")
    return taken.outcome.value, taken.added


def matters() -> list[str]:
    return sorted(_session().room.matters.open().values_list("kind", flat=True))


def hand() -> str:
    """The words of the hand that is up; empty without one."""
    found = _session().room.matters.open().filter(kind="hand_raised").first()
    return found.values.get("words", "") if found else ""


def answer_the_hand(text: str) -> None:
    matter = _session().room.matters.open().get(kind="hand_raised")
    incidents.answer_hand(proctor(), _session(), matter, text=text)


def write(number: int, text: str) -> None:
    incidents.send_message(proctor(), sitting(number), text=text, act=uuid4())


def unread() -> list[str]:
    return list(Message.objects.unread().values_list("text", flat=True))


def state(number: int) -> str:
    return sitting(number).state


def answers(number: int) -> tuple[dict[str, str], list[str]]:
    """The current answers and the paths of the current files."""
    found = log.fold(sitting(number).pk)
    return dict(found.answers), sorted(found.files)


def deadline_seen(number: int) -> int:
    return sitting(number).deadline_seen


def sitting(number: int) -> Sitting:
    return Sitting.objects.select_related("session__plan__room").get(candidate__ticket=TICKETS[number - 1])


def _session() -> Session:
    return Session.objects.select_related("plan__room").get()


def _plan() -> PlanFile:
    now = clock.now()
    values: dict[str, Any] = {
        "exam_name": "Test",
        "centre_name": "Centre",
        "centre_code": ROOM[:7],
        "room_code": ROOM,
        "mode": "mock",
        "subject": SUBJECT,
        "countdown_sec": 1,
        "earliest_submit_min": 0,
        "max_extra_minutes": 30,
    }
    row = SessionRow(
        number=1,
        name="First",
        subject=SUBJECT,
        starts_at=now - timedelta(minutes=1),
        ends_at=now + timedelta(minutes=89),
        duration_min=90,
        candidates=2,
    )
    return PlanFile(rules=PlanRules(**values), sessions=(row,), rules_text=("Be quiet.",), guide_text=("Read.",))


def _candidate(number: int) -> CandidateRow:
    return CandidateRow(
        row=number,
        session=1,
        session_name="First",
        ticket=TICKETS[number - 1],
        name=f"Candidate {number}",
        id_number=f"99999919990101000{number}",
        id_complete=True,
        sequence=number,
        subject=SUBJECT,
    )
