"""What the stand-in answers when a test has scripted nothing else."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from tests.control_room.scripted_room import BASE, MINUTE, SECOND, START, Board, Row

Answer = tuple[int, dict[str, Any]]

TYPES = [
    {
        "code": "A101",
        "category": "违纪",
        "text": "携带通讯工具、规定以外的电子用品或与考试内容相关的资料进入座位,经提醒仍不改正的",
    },
    {"code": "A110", "category": "违纪", "text": "旁窥、交头接耳、互打暗号或手势"},
    {"code": "A199", "category": "违纪", "text": "其他违反考场规则但未构成作弊的行为(须填写情况描述)"},
    {"code": "A202", "category": "作弊", "text": "抄袭，或帮助他人抄袭答案及相关资料"},
    {"code": "A301", "category": "严重作弊", "text": "代替他人或让他人代替自己参加考试"},
]


CATALOGUES = {
    "reasons": {"fault": [{"code": "power", "words": "断电", "texts": ["考场停电", "单个机位断电"]}]},
    "messages": ["请继续作答。", "请保持安静，独立作答。"],
}


def act(verb: str, body: dict[str, Any]) -> Answer:
    """Everything goes well."""
    people = [
        {"sitting": one, "ok": True, "text": "已处理"}
        for one in body.get("sittings", [body["sitting"]] if "sitting" in body else [])
    ]
    chosen = [] if body.get("seats") == "all" else body.get("seats", [])
    seats = [{"seat": one, "ok": True, "text": "已发送"} for one in chosen]
    followed = {"course": "c1"} if verb in ("refresh", "collect_all") else {}
    return 200, {"ok": True, "text": "完成", "results": people + seats, **followed}


def _person(row: Row) -> Row:
    person = {"sitting": row["id"], "ticket": row["ticket"], "name": row["name"], "sequence": row["sequence"]}
    return person | {"at": "2019-12-22 14:06:41", "by": "李四"}


def _violations(board: Board) -> list[Row]:
    what = {"type": f"A101：{TYPES[0]['text']}", "description": "携带纸条进入考场"}
    return [_person(row) | {"id": 40 + row["sequence"]} | what for row in board["sittings"] if row["violations"]]


def _extra_time(board: Board) -> list[Row]:
    given = {"cause": "补时", "granted": "5 分", "reason": "考试机故障", "code": "不需要"}
    return [_person(row) | given for row in board["sittings"] if row["extra_ms"]]


def _absences(board: Board) -> list[Row]:
    return [_person(row) | {"reason": "未到考"} for row in board["sittings"] if row["state"] == "absent"]


def _resumes(board: Board) -> list[Row]:
    told = {"from_seat": "017", "to_seat": "-", "reason": "断电"}
    return [_person(row) | told for row in board["sittings"] if row["resumes"]]


LISTS = {"violations": _violations, "extra_time": _extra_time, "absences": _absences, "resumes": _resumes}
HEADS = {
    "type": "违纪类型",
    "description": "情况描述",
    "cause": "类别",
    "granted": "时长",
    "reason": "原因",
    "code": "授权",
    "from_seat": "原机位",
    "to_seat": "新机位",
}
FIRST = [["ticket", "准考证号"], ["name", "姓名"], ["sequence", "序号"], ["at", "时间"], ["by", "登记人"]]


def _list(kind: str, board: Board) -> dict[str, Any]:
    rows = LISTS[kind](board)
    return {
        "title": kind,
        "columns": [*FIRST, *([key, HEADS[key]] for key in HEADS if rows and key in rows[0])],
        "rows": rows,
    }


def _resumed(row: Row) -> Row:
    return {"saved_at": row["saved_at"], "cut_ms": 0 if row["online"] else 134 * SECOND}


def _given(row: Row) -> Row:
    minutes = row["extra_ms"] // MINUTE
    return {"granted": minutes, "free": 10 - minutes, "most": 30 - minutes}


MORE = {"resume": _resumed, "give_extra_time": _given}


def _left_out(verb: str, row: Row) -> str:
    if verb == "resume":
        return "" if row["resumable"] else "还没有登录过，直接登录即可"
    if verb == "admit_late":
        return "" if row["late"] else "无需授权码"
    if verb == "send_message":
        return "" if row["state"] not in {"submitted", "absent"} else "已交卷"
    if verb == "let_out":
        return "" if row["state"] in {"logged_in", "in_exam"} else "未登录"
    if verb == "register_violation":
        return ""
    if verb == "lock" and row["locked"]:
        return f"已由 张三 锁屏：“{row['locked']['text']}”"
    if verb == "unlock":
        return "" if row["locked"] else "没有锁屏"
    if verb == "register_absence":
        return "" if row["state"] == "not_logged_in" else "已经登录过"
    return "" if row["state"] == "in_exam" and row["online"] else "不在线或不在考试中"


def _preview(verb: str, row: Row) -> Row:
    person = {
        "sitting": row["id"],
        "name": row["name"],
        "seat": row["seat"],
        "online": row["online"],
        "state": row["state"],
    }
    why = _left_out(verb, row)
    return person | {"ok": not why, "why": why} | ({} if why else MORE.get(verb, lambda _row: {})(row))


def course(board: Board, said: str = "已答复，作答齐全", *, waiting: int = 0) -> dict[str, Any]:
    """What the machines have answered so far, the last `waiting` of them nothing yet."""
    held = [row for row in board["sittings"] if row["machine"]]
    answered = [{"seat": row["seat"], "sitting": row["id"], "ok": True, "text": said} for row in held]
    for result in answered[len(answered) - waiting :]:
        result.update(ok=None, text="正在询问…")
    text = f"{len(held)} 台中 {len(held) - waiting} 台已有结果。"
    return {"ok": True, "ended": not waiting, "text": text, "results": answered}


def read(path: str, query: Mapping[str, str], board: Board) -> Answer:
    first, _, rest = path.strip("/").partition("/")
    if first == "violation-types":
        return 200, {"types": TYPES}
    if first == "catalogues":
        return 200, CATALOGUES
    if first == "list" and rest in LISTS:
        return 200, _list(rest, board)
    if first == "course":
        return 200, course(board)
    if first == "trend":
        return 200, {"samples": samples()}
    if first == "preview":
        wanted = query["sittings"].split(",")
        return 200, {"rows": [_preview(rest, row) for row in board["sittings"] if row["id"] in wanted]}
    return 404, {"ok": False, "code": "unknown", "text": path}


def samples() -> list[list[int | None]]:
    """Ten minutes in which the link was down for one of them."""
    moments = range(BASE - 10 * MINUTE, BASE, 10 * SECOND)
    down = [max(0, 10 * SECOND * (n - 30)) if n < 36 else 0 for n in range(60)]
    return [[at, away, 8 * SECOND + away, None if away else 400] for at, away in zip(moments, down, strict=True)]


def sessions(first: str) -> list[dict[str, Any]]:
    """What the page for choosing a session is rendered with (E1)."""
    plan = SimpleNamespace(name="测试任务", rules=SimpleNamespace(timezone="Asia/Shanghai"))
    start = datetime.fromtimestamp(START / 1000, UTC)
    noted = {
        "administrator": "张三",
        "administrator_phone": "15011111111",
        "invigilators": [{"name": "李四", "phone": "15011111112"}],
    }
    nobody = {"administrator": "", "administrator_phone": "", "invigilators": []}
    one = SimpleNamespace(uuid=first, number=1, name="第一场次", plan=plan, planned_start=start, **noted)
    other = SimpleNamespace(
        uuid=UUID(int=2), number=2, name="第二场次", plan=plan, planned_start=start + timedelta(hours=5), **nobody
    )
    return [
        {"session": one, "phase": "planned", "candidates": 40},
        {"session": other, "phase": "planned", "candidates": 40},
    ]
