"""An invented room in the words of docs/control-room-socket.md, for the page to be shown and tested with."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

SECOND = 1000
MINUTE = 60 * SECOND
BASE = int(datetime(2019, 12, 22, 6, 11, 52, tzinfo=UTC).timestamp() * 1000)  # 14:11:52 in Shanghai
START = BASE - 16 * MINUTE - 52 * SECOND  # 13:55
END = START + 90 * MINUTE
SESSION = "7d0f7c5e-0000-4000-8000-000000000001"

NAMES = (
    "王丽娜 刘洋 周俊杰 胡天佑 陈一鸣 邓浩宇 唐文博 于家豪 曹鑫 许家豪 谢磊 刘洋 张启明 㐂田·志远 迪丽努尔·阿卜杜克热木 李慧敏 何雨桐"
    " 郭子涵 林志强 罗欣怡 梁晓燕 宋佳琪 郑凯 黄思远 韩雪 冯磊 董洁 程宇航 彭飞 吕静 苏晴 蒋伟 蔡明 贾丽 丁一 魏巍 薛冰 叶青 阎妍 余波"
).split()
NOT_LOGGED_IN = {29, 31, 38}
LOGGED_IN = {7, 20}
SUBMITTED = {12, 26, 34}

THRESHOLDS = (
    ("offline_s", 10, 30), ("saving_s", 15, 60), ("clock_s", 2, 60), ("disk_gb", 5, 1), ("battery", 30, 10), ("idle_min", 10, 20)
)  # fmt: skip

Row = dict[str, Any]
Board = dict[str, Any]


def sitting_id(sequence: int) -> str:
    return str(UUID(int=(0x51 << 120) + sequence))


def state(sequence: int) -> str:
    place = (sequence - 1) % 40 + 1
    if place in NOT_LOGGED_IN:
        return "not_logged_in"
    if place in LOGGED_IN:
        return "logged_in"
    return "submitted" if place in SUBMITTED else "in_exam"


def sitting(sequence: int) -> Row:
    """The row of one candidate, sequence n at seat n, who has done what most do at this moment."""
    now = state(sequence)
    entered = now != "not_logged_in"
    began = now in {"in_exam", "submitted"}
    return {
        "id": sitting_id(sequence),
        "ticket": f"190319999990031{sequence:03d}",
        "name": NAMES[(sequence - 1) % len(NAMES)],
        "sequence": sequence,
        "subject": "Web前端开发 初级",
        "seat": sequence if entered else None,
        "planned_seat": sequence,
        "machine": str(UUID(int=sequence)) if entered else None,
        "ip": f"192.168.0.{sequence + 14}" if entered else "",
        "state": now,
        "online": True if entered else None,
        "link_since": BASE - 30 * MINUTE if entered else None,
        "deadline": END if began else None,
        "remaining_ms": None,
        "deadline_version": 1 if began else 0,
        "deadline_seen": 1 if began else 0,
        "saved_at": BASE - (sequence * 7 % 13) * SECOND if began else None,
        "answered": sequence * 5 % 19 + 2 if began else 0,
        "extra_ms": 0,
        "credit_ms": 0,
        "violations": 0,
        "resumes": 0,
        "locked": None,
        "interrupted": False,
        "rules_read": began,
        "logged_in_at": START - 12 * MINUTE if entered else None,
        "began_at": START if began else None,
        "closed_at": BASE - 32 * SECOND if now == "submitted" else None,
        "submitted_by": "candidate" if now == "submitted" else "",
        "large_type": False,
        "accommodation_ms": 0,
        "resumable": now in {"logged_in", "in_exam"},
        "late": False,
        "present_at": None,
        "unread": 0,
        "outs": 0,
        "away_ms": 0,
        "out_at": None,
    }


def seat(number: int) -> Row:
    return {
        "number": number,
        "machine": str(UUID(int=number)),
        "hostname": f"PC{number + 14}",
        "ip": f"192.168.0.{number + 14}",
        "online": True,
        "ui_on": True,
        "screen": "paper",
        "shown": "shown",
        "sitting": sitting_id(number) if state(number) != "not_logged_in" else None,
        "measured": {
            "client": "jiankao-agent 0.2.0",
            "address": f"192.168.0.{number + 14}",
            "clock_ms": 500,
            "disk_free_mb": 41000,
        },
    }


def session() -> Row:
    return {
        "uuid": SESSION,
        "number": 1,
        "name": "第一场次",
        "room": "1999999003",
        "plan": "测试任务",
        "kind": "formal",
        "phase": "running",
        "planned_start": START,
        "planned_end": END,
        "authorised_at": START - 25 * MINUTE,
        "login_allowed_at": START - 20 * MINUTE,
        "start_at": START,
        "ended_at": None,
        "reported_at": None,
        "authorise_from": START - 30 * MINUTE,
        "login_from": START - 20 * MINUTE,
        "start_from": START - 5 * MINUTE,
        "start_until": START + 15 * MINUTE,
        "late_limit_at": START + 30 * MINUTE,
        "earliest_submit_at": START + 30 * MINUTE,
        "end_at": END,
        "countdown_ms": 60 * SECOND,
        "zone": "Asia/Shanghai",
        "questions": 21,
        "extra": {"allowed": True, "free_minutes": 10, "most_minutes": 30},
        "codes": {"usable": True, "by": "centre", "valid_minutes": 60},
        "reset_allowed": True,
        "login_after_check": False,
        "thresholds": {name: {"warn": warn, "alarm": alarm} for name, warn, alarm in THRESHOLDS},
        "administrator": "张三",
        "invigilators": [{"name": "李四", "phone": "15011111112"}],
    }


def tools(unsettled: int) -> Row:
    return {
        "start_client": {"state": "done"},
        "authorise": {"state": "done"},
        "allow_login": {"state": "done"},
        "allow_start": {"state": "done"},
        "register_absence": {"state": "off", "why": "window", "values": {"from": START + 30 * MINUTE}},
        "register_violation": {"state": "ready"},
        "incidents": {"state": "ready"},
        "collect_single": {"state": "off", "why": "window", "values": {"from": START + 30 * MINUTE}},
        "end_session": {"state": "off", "why": "unsettled", "values": {"count": unsettled}},
        "report": {"state": "off", "why": "not_ended"},
        "close_client": {"state": "off", "why": "in_exam", "values": {"count": 32}},
    }


def counts(sittings: list[Row]) -> dict[str, int]:
    """The figures that follow from the rows; every figure counts persons."""
    by_state = {
        code: sum(row["state"] == code for row in sittings)
        for code in ("not_logged_in", "logged_in", "in_exam", "submitted", "absent")
    }
    return by_state | {
        "expected": len(sittings),
        "all": len(sittings),
        "extra_time": sum(bool(row["extra_ms"] or row["credit_ms"]) for row in sittings),
        "violation": sum(row["violations"] > 0 for row in sittings),
        "resume": sum(row["resumes"] > 0 for row in sittings),
        "offline": sum(row["state"] in {"logged_in", "in_exam"} and not row["online"] for row in sittings),
        "present": sum(bool(row["present_at"]) for row in sittings),
        "out": sum(bool(row["out_at"]) for row in sittings),
        "unread": sum(row["unread"] for row in sittings),
    }


def matter(key: int, kind: str, *sequences: int, ago: int = 31, values: Row | None = None) -> Row:
    """An open matter about these candidates at their seats, `ago` seconds old."""
    people = [sitting_id(sequence) for sequence in sequences]
    told = {"seats": list(sequences), "sittings": people, "values": values or {}, "taken": None}
    return {"id": key, "kind": kind, "since": BASE - ago * SECOND, **told}


def matters() -> list[Row]:
    return [
        matter(1, "offline", 17, ago=134, values={"saved_at": BASE - 134 * SECOND}),
        {"id": 2, "kind": "hand_raised", "since": BASE - 31 * SECOND, "seats": [24], "sittings": [sitting_id(24)], "values": {"words": "编辑器打不开了"}},
        {"id": 3, "kind": "clock_step", "since": BASE - 250 * SECOND, "seats": [], "sittings": [], "values": {"step_ms": 4200}},
        {"id": 4, "kind": "second_machine", "since": BASE - 31 * SECOND, "seats": [40], "sittings": [sitting_id(23)], "values": {"seat": 40, "held_at": 23}},
    ]  # fmt: skip


def feed() -> list[Row]:
    lines: tuple[tuple[int, int, str, int | None, str, Row], ...] = (
        (815, 32, "submitted", 12, "", {}),
        (814, 110, "extra_time_given", 9, "张三", {"minutes": 5}),
        (813, 311, "violation_registered", 4, "李四", {"type": "A101"}),
        (812, 402, "screen_locked", 27, "李四", {}),
    )
    return [
        {
            "n": n,
            "at": BASE - ago * SECOND,
            "code": code,
            "sitting": sitting_id(who) if who else None,
            "seat": who,
            "who": by,
            "values": values,
        }
        for n, ago, code, who, by, values in lines
    ]


def events(sittings: list[Row]) -> None:
    """What has happened in this room so far."""
    row = {each["sequence"]: each for each in sittings}
    row[4].update(violations=1)
    row[9].update(extra_ms=5 * MINUTE, deadline=END + 5 * MINUTE, deadline_version=2, deadline_seen=2)
    row[17].update(online=False, link_since=BASE - 134 * SECOND, saved_at=BASE - 134 * SECOND)
    row[21].update(saved_at=BASE - 38 * SECOND)
    row[27].update(locked={"id": 1, "text": "请停止作答", "at": BASE - 402 * SECOND})


def running(candidates: int = 40) -> Board:
    """A room in which the exam has been going on for a quarter of an hour."""
    sittings = [sitting(sequence) for sequence in range(1, candidates + 1)]
    events(sittings)
    figures = counts(sittings)
    return {
        "session": session(),
        "tools": tools(candidates - figures["submitted"] - figures["absent"]),
        "counts": figures,
        "lamps": {"authorised": "ok", "centre": "ok", "saving": {"state": "slow", "count": 1}},
        "sittings": sittings,
        "seats": [seat(number) for number in range(1, candidates + 1)],
        "matters": matters(),
        "codes": [],
        "feed": feed(),
    }


def mock(board: Board | None = None) -> Board:
    """The same room in a mock exam."""
    found = board or running()
    found["session"].update(kind="mock", automation={"log_in": False, "answer": False})
    running_now = found["session"]["phase"] == "running"
    ready = {"state": "ready"}
    found["tools"] |= {"auto_log_in": ready, "auto_answer": ready}
    found["tools"]["collect_all"] = ready if running_now else {"state": "off", "why": "not_started"}
    return found


def _waiting_row(row: Row) -> Row:
    here = row["sequence"] not in NOT_LOGGED_IN
    row.update(state="logged_in" if here else "not_logged_in", began_at=None, deadline=None, saved_at=None, answered=0)
    row.update(
        closed_at=None,
        submitted_by="",
        rules_read=here and row["sequence"] not in LOGGED_IN,
        online=True if here else None,
    )
    return row


def waiting(start_at: int | None = None) -> Board:
    """A room that waits for its start: the start is planned in 4 minutes, allowed only if `start_at` is given."""
    board = running()
    planned = BASE + 4 * MINUTE
    sittings = [_waiting_row(sitting(row["sequence"])) for row in board["sittings"]]
    board["session"].update(
        phase="waiting", planned_start=planned, planned_end=planned + 90 * MINUTE, start_at=start_at
    )
    board["session"].update(start_from=planned - 5 * MINUTE, start_until=planned + 15 * MINUTE, end_at=None)
    board["tools"]["allow_start"] = {"state": "done"} if start_at else {"state": "ready"}
    not_started = {"state": "off", "why": "not_started"}
    board["tools"] |= {"register_absence": not_started, "end_session": not_started, "close_client": {"state": "ready"}}
    lamps = {"authorised": "ok", "centre": "standalone", "saving": {"state": "ok", "count": 0}}
    return board | {"sittings": sittings, "counts": counts(sittings), "lamps": lamps, "matters": [], "feed": []}


def late_start() -> Board:
    """A room that waits, a minute after its latest start."""
    board = waiting()
    planned = BASE - 16 * MINUTE
    board["session"].update(planned_start=planned, planned_end=planned + 90 * MINUTE, start_from=planned - 5 * MINUTE)
    board["session"].update(start_until=planned + 15 * MINUTE)
    late = {"why": "late_code", "values": {"until": planned + 15 * MINUTE}}
    board["tools"]["allow_start"] = {"state": "ready", **late}
    return board


def code_request(kind: str, *sequences: int, minutes: int = 0, tries_left: int = 5) -> Row:
    """A request for a code that stands open."""
    return {
        "id": 7,
        "kind": kind,
        "minutes": minutes,
        "count": len(sequences),
        "tickets": "2YCEMDDS" if sequences else "8XJE0R0P",
        "challenge": "7K2M9QXA",
        "sittings": [sitting_id(sequence) for sequence in sequences],
        "since": BASE,
        "tries_left": tries_left,
    }


def settled(empty: tuple[int, ...] = ()) -> Board:
    """A room in which everybody has submitted or is absent; `empty` submitted without an answer."""
    board = running()
    for row in board["sittings"]:
        came = row["state"] != "not_logged_in"
        row.update(state="submitted" if came else "absent", closed_at=BASE, locked=None)
        row.update(answered=0 if row["sequence"] in empty else 20)
    board["tools"] |= {"end_session": {"state": "ready"}}
    return board | {"counts": counts(board["sittings"]), "matters": []}
