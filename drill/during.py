"""The rehearsal from the first answers to the deadline."""

from typing import Any

from drill import scripts
from drill.day import Day
from drill.proctor import Board


async def sit(day: Day) -> None:
    """Answers, incidents, a change of seat, absences, and everybody has handed in or was closed at the deadline."""
    parts, act, step = day.parts, day.proctor.act, day.report.step
    async with step("answering"):
        await day.until(lambda board: _all_saved(board), "the first answers of everybody are saved")
    async with step("violation"):
        await act("register_violation", sittings=[day.id(parts.violator)], type="A101", description="携带纸条进入考场")
        await day.until(lambda board: board.counts["violation"] == 1, "the violation is shown")
    async with step("lock"):
        await act("lock", sittings=[day.id(parts.locked)], text="请不要和邻座交谈，坐正继续作答。")
        await day.until(lambda board: _event(board, "lock_acknowledged"), "我已知晓")
    async with step("resume"):
        await _move(day)
    async with step("extra time"):
        await act("give_extra_time", sittings=[day.id(parts.slow)], minutes=1, reason="考试机重启")
        await day.until(lambda board: _seen(board.person(parts.slow)), "the machine goes by the new deadline")
    async with step("absence"):
        await day.until(lambda board: board.single["tools"]["register_absence"]["state"] == "ready", "the late limit")
        await act("register_absence", sittings=[day.id(number) for number in parts.absent], reason="")
        await day.until(lambda board: board.counts["absent"] == len(parts.absent), "the absences are shown")
    async with step("submission"):
        others = len(parts.present) - 1
        await day.until(lambda board: board.counts["submitted"] >= others, f"{others} have handed in", day.seconds)
    async with step("deadline"):
        await day.until(
            lambda board: _closed(board.person(parts.until_deadline)), "closed at the deadline", day.seconds
        )
        await day.until(lambda board: _collected(board), "everything is collected")


async def _move(day: Day) -> None:
    """The candidate goes on at the spare machine, which was restarted meanwhile."""
    number = day.parts.moved
    assert day.spare is not None
    await day.spare.stop()
    await day.proctor.act("resume", sittings=[day.id(number)], reason="考试机故障")
    steps = scripts.going_on(day.people[number], from_s=day.early_s / 2, until_s=day.early_s + 8)
    entry = scripts.machine(day.folder / "machines", day.parts.spare, steps)
    day.spare = await day.fleet("spare-again", [entry])
    day.fleets.append(day.spare)
    await day.until(lambda board: board.person(number)["seat"] == day.parts.spare, "the candidate is at the spare seat")


def _all_saved(board: Board) -> bool:
    return all(row["saved_at"] for row in board.sittings if row["state"] == "in_exam")


def _event(board: Board, code: str) -> bool:
    return any(row["code"] == code for row in board.tables["feed"].values())


def _seen(row: dict[str, Any]) -> bool:
    return bool(row["extra_ms"]) and row["deadline_seen"] == row["deadline_version"]


def _closed(row: dict[str, Any]) -> bool:
    return row["state"] == "submitted" and row["submitted_by"] == "deadline"


def _collected(board: Board) -> bool:
    return all(row["collected"] for row in board.sittings if row["state"] == "submitted")
