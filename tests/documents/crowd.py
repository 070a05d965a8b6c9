"""A session with so many candidates, by rows: what its documents look like when they are full."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from exams.models import Candidate, Claim, Sitting, TimeEntry
from incidents.models import Absence, Interruption, Outing, Resume, Violation, ViolationType
from journal.actor import system
from journal.record import Entry, append_many
from rooms.models import Seat
from tests.day import NINE, ROOM_CODE, Day

RARE: Final = ("𠮷野", "张䶮", "阿卜杜热合曼·买买提", "𪚥龙")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", ("雨桐", "子涵", "志强", "鑫", "天佑", "丽娜", "小红", "建国", "思远", "欣怡")
REASON: Final = "第三排交换机断电，14:30 已恢复供电，考生答案全部保存在服务器上"


def crowd(day: Day, people: int) -> list[Sitting]:
    """Everybody has a seat; there are two spare ones. The session runs, and all that can happen has happened."""
    day.started()
    day.at(10)
    Sitting.objects.all().delete()
    Candidate.objects.all().delete()
    _seats(day, people + 2)
    sittings = _sittings(day, people)
    _incidents(day, sittings)
    return sittings


def _seats(day: Day, count: int) -> None:
    known = set(day.room.seats.values_list("number", flat=True))
    missing = [n for n in range(1, count + 1) if n not in known]
    Seat.objects.filter(number__gt=count).delete()
    Seat.objects.bulk_create(Seat(room=day.room, number=n, ip=f"192.168.{1 + n // 250}.{n % 250}") for n in missing)


def _sittings(day: Day, people: int) -> list[Sitting]:
    session = day.session
    candidates = [
        Candidate(
            session=session,
            ticket=f"1901{ROOM_CODE}1{n:03d}",
            name=_name(n),
            id_number=f"11010119990101{n:04d}",
            sequence=n,
            seat_number=n,
            factor_permille=1300 if n % 20 == 3 else 1000,
            large_type=n % 20 == 3,
        )
        for n in range(1, people + 1)
    ]
    stored = Candidate.objects.bulk_create(candidates)
    subject = session.subjects.get()
    rows = [Sitting(session=session, subject=subject, candidate=person, **_state(n)) for n, person in enumerate(stored)]
    return Sitting.objects.bulk_create(rows)


def _name(n: int) -> str:
    return RARE[n % 40] if n % 40 < len(RARE) else SURNAMES[n % 10] + GIVEN[n // 10 % 10]


def _state(n: int) -> dict[str, object]:
    if n % 13 == 5:
        return {"state": Sitting.State.ABSENT, "absent_at": NINE + timedelta(minutes=31)}
    times = {"logged_in_at": NINE - timedelta(minutes=10), "began_at": NINE}
    return {"state": Sitting.State.IN_EXAM, "deadline": NINE + timedelta(minutes=90), **times}


def _incidents(day: Day, sittings: Sequence[Sitting]) -> None:
    boss, at = day.boss, NINE + timedelta(minutes=40)
    kinds = list(ViolationType.objects.order_by("code")[:5])
    absent = [each for each in sittings if each.state == Sitting.State.ABSENT]
    here = [each for each in sittings if each.state == Sitting.State.IN_EXAM]
    Absence.objects.bulk_create(Absence(sitting=each, by=boss, at=at) for each in absent)
    for n, each in enumerate(here[1::9]):
        Violation.objects.create(
            sitting=each, type=kinds[n % len(kinds)], description="携带纸条进入考场", happened_at=at, at=at, by=boss
        )
    for n, each in enumerate(here[2::7]):
        cause = (TimeEntry.Cause.EXTRA_TIME, TimeEntry.Cause.CREDIT)[n % 2]
        began = at - timedelta(seconds=229) if n % 2 else None
        TimeEntry.objects.create(
            sitting=each, cause=cause, ms=300_000 if not n % 2 else 229_417, began_at=began,
            ended_at=at if began else None, reason=REASON, at=at, by=boss, code="" if n % 3 else "7K3MZQ4T",
        )  # fmt: skip
    _resumes(day, here[3::8])
    for each in here[4::15]:
        Outing.objects.create(
            sitting=each, at=at, back_at=at + timedelta(minutes=4), reason="身体不适", allowed_by="李四", by=boss
        )
    if here:
        _interruption(day, here)
        _journal(day, here)


def _resumes(day: Day, sittings: Sequence[Sitting]) -> None:
    for n, each in enumerate(sittings):
        cut = NINE + timedelta(minutes=20, seconds=n)
        Resume.objects.create(
            sitting=each, epoch=2, from_machine=day.machine(1), from_seat=n + 1, was_in_exam=True, cut_began_at=cut,
            reason=REASON, by=day.boss, at=cut + timedelta(minutes=2),
        )  # fmt: skip
        Claim.objects.create(
            sitting=each, epoch=2, machine=day.machine(1), seat_number=n + 2, at=cut + timedelta(minutes=3)
        )


def _interruption(day: Day, sittings: Sequence[Sitting]) -> None:
    began = NINE + timedelta(minutes=45)
    stop = Interruption.objects.create(
        session=day.session, text="请稍候", reason="楼内火警铃误响", whole_room=True, began_at=began,
        ended_at=began + timedelta(seconds=162), by=day.boss,
    )  # fmt: skip
    stop.sittings.set(sittings)
    TimeEntry.objects.bulk_create(
        TimeEntry(
            sitting=each, cause=TimeEntry.Cause.INTERRUPTION, ms=162_000, began_at=began, ended_at=stop.ended_at,
            at=began, by=day.boss,
        )
        for each in sittings
    )  # fmt: skip


def _journal(day: Day, sittings: Sequence[Sitting]) -> None:
    session, boss = day.session.uuid, day.proctor
    usual = [
        Entry(code, system("test"), session, each.pk, {"seat": 1}, at=NINE - timedelta(minutes=9 - n))
        for n, code in enumerate(("logged_in", "rules_read", "exam_begun"))
        for each in sittings
    ]
    told = [
        Entry("violation_registered", boss, session, each.pk, {"type": "A101"}, {"description": "携带纸条进入考场"})
        for each in sittings[1::3]
    ]
    append_many(usual + told, chain=day.room.chain)


__all__ = ["RARE", "crowd"]
