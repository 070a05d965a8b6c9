"""One day in one room: named people, a plan, a session at 9:00. It gets everywhere through the verbs."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from django.contrib.auth.models import Group, User

from exams import operations as exams
from exams.answers import log
from exams.models import Plan, Session, Sitting
from exams.operations.loading import load_candidates, load_papers, load_plan
from formats import chain
from formats.messages import Change
from formats.paper import Paper, Question
from formats.plan import PlanFile, PlanRules, SessionRow
from formats.spreadsheets import CandidateRow, PaperFile, SeatRow
from incidents import operations as incidents
from journal import clock
from journal.actor import Actor, system
from journal.models import Event
from rooms import operations as rooms
from rooms.models import Lease, Machine, Presence, Room, Staff
from rooms.operations.seats import import_seats, plan_seats
from rooms.rights import actor_of
from tests.openings import opened_once

NINE = datetime(2026, 3, 7, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
PEOPLE = ("Li", "Wang", "Zhang", "Zhao", "Chen")
SEATS = 8
ROOM_CODE = "1999999001"
SUBJECT = "Web"
PASSWORD = "correct horse battery"
MACHINES = UUID("6f1c2a44-0000-4000-8000-000000000000")


class Day:
    """`at(…)` moves the clock; `logged_in`, `in_exam`, `submitted` bring a person there."""

    def __init__(self, **rules: object) -> None:
        self._ms = clock.to_ms(NINE - timedelta(hours=1))
        self.rules = rules
        self.boss = User.objects.create_user("boss", password=PASSWORD)
        self.lease: Lease | None = None

    # --- time
    @property
    def now(self) -> datetime:
        return clock.from_ms(self._ms)

    def ms(self) -> int:
        return self._ms

    def at(self, hours: int, minutes: float = 0) -> None:
        """That time of day in Shanghai."""
        self._ms = clock.to_ms(NINE + timedelta(hours=hours - 9, minutes=minutes))

    def later(self, **span: float) -> None:
        self._ms += int(timedelta(**span) / timedelta(milliseconds=1))

    # --- the room
    def open(self) -> "Day":
        """Everything is loaded; nobody has come yet."""
        Staff.objects.create(user=self.boss, role=Staff.Role.ADMINISTRATOR, name="Boss")
        self.boss.groups.add(Group.objects.get(name="administrator"))
        self.proctor = self.actor(self.boss)
        self.plan = load_plan(self.proctor, self._plan_file())
        self.room: Room = self.plan.room
        self._seats()
        load_candidates(self.proctor, self.plan, [self._candidate(place, name) for place, name in enumerate(PEOPLE, 1)])
        subjects = [subject for session in self.plan.sessions.all() for subject in session.subjects.all()]
        load_papers(self.proctor, subjects, *self._paper())
        for number in range(1, SEATS + 1):
            self.machine(number)
        return self

    def actor(self, user: User) -> Actor:
        return actor_of(User.objects.get(pk=user.pk), "192.168.0.2")

    def person(self, role: str, *, password: str = PASSWORD) -> Actor:
        """Somebody with that role in this room only."""
        user = User.objects.create_user(role, password=password)
        staff = Staff.objects.create(user=user, role=role, name=role)
        staff.rooms.add(self.room)
        user.groups.add(Group.objects.get(name=role))
        return self.actor(user)

    @property
    def session(self) -> Session:
        return Session.objects.select_related("plan__room").get(plan=self.plan, number=1)

    def machine(self, number: int) -> Machine:
        """The machine at that seat, enrolled and online."""
        found = Machine.objects.filter(pk=uuid5(MACHINES, str(number))).first()
        if found:
            return found
        address = f"192.168.0.{14 + number}"
        caller = rooms.Caller(uuid5(MACHINES, str(number)), f"board-{number}", f"PC{number}", "1", address)
        machine, _token = rooms.enrol(caller)
        rooms.take_seat(system("test"), machine)
        self.online(machine)
        return machine

    def online(self, machine: Machine) -> None:
        """Its link opens, held by a server process that lives all day."""
        self.lease = self.lease or Lease.objects.create(expires_at=NINE + timedelta(days=1))
        facts = {
            "lease": self.lease,
            "opened_at": self.now,
            "closed_at": None,
            "seen_at": self.now,
            "address": machine.address,
        }
        Presence.objects.update_or_create(machine=machine, defaults=facts)

    def offline(self, machine: Machine) -> None:
        Presence.objects.filter(machine=machine).update(closed_at=self.now)

    # --- the session
    def authorised(self) -> None:
        if self.now < NINE - timedelta(minutes=20):
            self.at(8, 40)
        exams.authorise(self.proctor, self.session)

    def login_allowed(self) -> None:
        if not self.session.login_allowed_at:
            self.authorised()
            exams.allow_login(self.proctor, self.session)

    def started(self) -> None:
        """T0 is 9:00 and it is 9:00."""
        if not self.session.start_at:
            self.login_allowed()
            self.at(8, 57)
            exams.allow_start(self.proctor, self.session)
        if self.now < NINE:
            self.at(9)
        exams.advance(self.session, self.now)

    # --- people
    def sitting(self, name: str) -> Sitting:
        related = ("candidate", "subject__session", "session__plan__room", "holder")
        return Sitting.objects.select_related(*related).get(candidate__name=name, session=self.session)

    def seat_of(self, name: str) -> int:
        return PEOPLE.index(name) + 1

    def log_in(self, name: str, *, seat: int | None = None) -> Sitting:
        machine = self.machine(seat or self.seat_of(name))
        return exams.log_in(machine.pk, ticket=self.ticket(name), address=machine.address or "")

    def logged_in(self, name: str) -> Sitting:
        self.login_allowed()
        return self.log_in(name)

    def in_exam(self, name: str, *, minutes: float = 90) -> Sitting:
        """In the exam with so many minutes left."""
        self.logged_in(name)
        self.read_rules(name)
        self.started()
        if minutes < 90:
            self.later(minutes=90 - minutes)
        return self.sitting(name)

    def read_rules(self, name: str) -> Sitting:
        sitting = self.sitting(name)
        assert sitting.holder_id is not None
        return exams.read_rules(sitting.holder_id, sitting.pk)

    def submitted(self, name: str) -> Sitting:
        sitting = self.in_exam(name) if self.sitting(name).state != Sitting.State.IN_EXAM else self.sitting(name)
        if self.now < NINE + timedelta(minutes=30):
            self.at(9, 30)
        self.submit(sitting)
        return self.sitting(name)

    def submit(self, sitting: Sitting, by: str = "candidate") -> None:
        stored = log.head(sitting.pk, sitting.epoch)
        head = exams.Head(sitting.epoch, stored.n, stored.chain.hex())
        assert sitting.holder_id is not None
        exams.submit(sitting.holder_id, sitting.pk, by=by, head=head)

    def ticket(self, name: str) -> str:
        return f"1901{ROOM_CODE}1{self.seat_of(name):03d}"

    def answer(self, sitting: Sitting, question: str, value: str) -> Change:
        """The next change of the sitting's log, stored as the writer stores it."""
        head = log.head(sitting.pk, sitting.epoch)
        change = Change(
            n=head.n + 1,
            at=self._ms,
            deadline_version=sitting.deadline_version,
            kind="answer",
            question=question,
            value=value,
        )
        log.LogRow.objects.create(
            sitting=sitting.pk,
            epoch=sitting.epoch,
            n=change.n,
            body=chain.body(change).decode(),
            chain=chain.link(head.chain, change).hex(),
            received_at_ms=self._ms,
        )
        return change

    def journal(self) -> list[str]:
        """The codes of what has happened since the room was opened, machines calling in left out."""
        events = Event.objects.filter(chain__name=self.room.chain).order_by("number")
        told = events.exclude(code__in=("machine_enrolled", "seat_taken")).values_list("code", flat=True)
        return [code for code in told if not code.endswith(("_loaded", "_imported", "_created"))]

    # --- what is loaded
    def _plan_file(self) -> PlanFile:
        values: dict[str, object] = {
            "exam_name": "Test",
            "centre_name": "Centre",
            "centre_code": ROOM_CODE[:7],
            "room_code": ROOM_CODE,
            "mode": "formal",
            "subject": SUBJECT,
            "start_before_min": 5,
            "max_extra_minutes": 30,
        }
        row = SessionRow(
            number=1,
            name="First",
            subject=SUBJECT,
            starts_at=NINE,
            ends_at=NINE + timedelta(minutes=90),
            duration_min=90,
            candidates=40,
        )
        rules = PlanRules(**{**values, **self.rules})  # type: ignore[arg-type]  # checked by msgspec's own types
        return PlanFile(rules=rules, sessions=(row,), rules_text=("Be quiet.",), guide_text=("Read.",))

    def _seats(self) -> None:
        rows = [SeatRow(row=number + 1, number=number, ip=f"192.168.0.{14 + number}") for number in range(1, SEATS + 1)]
        import_seats(self.proctor, self.room, plan_seats(self.room, rows))

    def _candidate(self, place: int, name: str) -> CandidateRow:
        return CandidateRow(
            row=place + 1,
            session=1,
            session_name="First",
            ticket=self.ticket(name),
            name=name,
            id_number="99999919990101" + hashlib.sha256(name.encode()).hexdigest()[:4],
            id_complete=True,
            sequence=place,
            subject=SUBJECT,
        )

    def _paper(self) -> PaperFile:
        questions = tuple(
            Question(kind="single", number=n, stem=f"Question {n}", marks=10, options=("a", "b", "c", "d"))
            for n in range(1, 11)
        )
        paper = Paper(number="P1", subject=SUBJECT, duration_min=90, total=100, questions=questions)
        return PaperFile(paper, {question.key: "A" for question in questions})


def opened(**rules: object) -> Iterator[Day]:
    """A day with the clock in its hand; `rules` change the plan."""

    def open_it() -> Day:
        day = Day(**rules)
        with clock.running_on(day.ms):
            return day.open()

    day: Day = opened_once(repr(sorted(rules.items())), open_it)
    with clock.running_on(day.ms):
        yield day


__all__ = ["Day", "Plan", "incidents", "opened"]
