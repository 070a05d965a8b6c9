"""The rehearsal from two empty installations to candidates in the exam: five steps, authorization, login, late start."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from drill import preparation
from drill.day import Day
from drill.proctor import Board
from drill.programs import manage

FIRST_PASSWORD: Final = "888"  # noqa: S105 - a new installation's, as in the manual
PASSWORD: Final = "rehearsal-of-the-day"  # noqa: S105 - of a scratch installation
LEAST_NOTICE_S: Final = 25.0  # from publishing to the planned start
SLOWNESS: Final = 0.5  # until the authorization it takes no longer than that share of what it took until publishing


async def get_ready(day: Day, begun: float) -> None:
    """The five steps (B2), the authorization (E5), login (E6), and the late start by a code (E8). `begun` is when
    the rehearsal began, by the monotonic clock: a slow machine gets more notice of the planned start."""
    await _five_steps(day, begun)
    async with day.report.step("authorization"):
        await _authorise(day)
    async with day.report.step("allow login"):
        await day.until(lambda board: board.session["login_allowed_at"] is not None, "login allowed by itself", 120)
    present = len(day.parts.present)
    async with day.report.step("login"):
        await day.until(lambda board: board.counts["logged_in"] == present, f"{present} candidates logged in")
    async with day.report.step("late start"):
        await _start_late(day)
    async with day.report.step("start"):
        await day.until(lambda board: board.counts["in_exam"] == present, f"{present} candidates in the exam")


async def _five_steps(day: Day, begun: float) -> None:
    step, browser = day.report.step, day.proctor
    async with step("register"):
        await _register(day)
    async with step("import"):
        await manage(day.server.data, "load", "--confirm", "--room", day.files.room_code, str(day.files.seats))
    async with step("connect"):
        await day.start_machines()
        await preparation.until_online(browser, day.seats, limit_s=60 + day.seats)
    async with step("download"):
        notice_s = max(LEAST_NOTICE_S, SLOWNESS * (time.monotonic() - begun)) + day.seats / 8
        starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=notice_s)
        await day.clerk.publish(starts_at)
        await preparation.download(browser)
    async with step("environment check"):
        figures = await preparation.check_environment(browser)
        day.report.environment = {name: figures[name] for name in ("seats", "passed", "failed")}
    async with step("seal check"):
        await _seal(day)


async def _register(day: Day) -> None:
    await day.proctor.log_in("admin", FIRST_PASSWORD)
    await preparation.change_password(day.proctor, FIRST_PASSWORD, PASSWORD)
    await preparation.register(
        day.proctor,
        room_code=day.files.room_code,
        centre=day.centre.url,
        registration_code=await day.clerk.registration_code(),
        storage_path=day.folder / "FileUp",
    )


async def _seal(day: Day) -> None:
    """A line that fails is a fault of the day, and holds nobody up."""
    await preparation.until_online(day.proctor, day.seats, limit_s=60)
    failed = await preparation.seal(day.proctor, responsible="张三")
    day.report.seal_check = {"passed": not failed}
    day.report.faults += [f"seal check: {line}" for line in failed]


async def _authorise(day: Day) -> None:
    """It comes from the centre by itself, and is completed here."""
    proctor = day.proctor
    await proctor.enter(await proctor.first_session())
    await proctor.act(
        "enter",
        administrator="张三",
        administrator_phone="15011111111",
        invigilators=[{"name": "李四", "phone": "15011111112"}],
        reason="演练",  # asked for while the room is not sealed
        password=PASSWORD,
    )
    await proctor.act("start_client", seats="all")
    await day.until(lambda board: bool(board.session["authorization"]["here"]), "the centre's authorization is here")
    await proctor.act("authorise")


async def _start_late(day: Day) -> None:
    """After the latest start only a code of the centre permits it."""
    await day.until(_asks_for_code, "the latest start is past", 600)
    asked = await day.proctor.act("request_code", kind="late_start")
    await day.until(lambda board: asked["request"] in board.tables["codes"], "the request is shown")
    board = day.proctor.board
    code = await day.clerk.compute_code(board.tables["codes"][asked["request"]], session=board.session["number"])
    day.codes.append(code)
    await day.proctor.act("start_late", request=asked["request"], code=code)


def _asks_for_code(board: Board) -> bool:
    tool: dict[str, Any] = board.single["tools"]["allow_start"]
    return tool.get("why") == "late_code"
