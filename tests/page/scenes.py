"""States of the page, as the daemon would push them on a day in a room."""

from datetime import datetime, timedelta, timezone
from typing import Any, Final

State = dict[str, Any]

CHINA: Final = timezone(timedelta(hours=8))
MINUTE: Final = 60_000
HOSTILE: Final = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"


def at(hour: int, minute: int, second: int = 0) -> int:
    """ms since 1970 of that time on the day of the exam."""
    return round(1000 * datetime(2025, 12, 21, hour, minute, second, tzinfo=CHINA).timestamp())


NOW: Final = at(14, 11, 52)
START: Final = at(13, 59)
END: Final = at(15, 29)

RULES: Final = [
    "应试人员须在指定机位就座，不得擅自更换。",
    "通讯工具及与考试有关的资料须放在指定位置。",
    "开考 30 分钟后不得入场，开考 30 分钟后方可交卷。",
    "机器或网络出现故障请举手，由监考老师处理，中断的时间如数补回。",
    "交卷后不得在考场逗留、谈论。",
]
GUIDE: Final = [
    "核对姓名和准考证号无误后登录。",
    "点“我已阅读”后等待开考，开考后进入作答。",
    "左侧题目列表显示已答、未答和标记的题。",
    "操作题点“打开考生文件夹”，文件只保存在该文件夹中。",
    "作答自动保存；看到“已上传”表示监考机已收到。",
    "完成后点“交卷”并确认。",
] * 5


def question(kind: str, number: int, stem: str, marks: float, *options: str, **more: Any) -> State:
    parts = {
        "key": f"{kind}/{number}",
        "kind": kind,
        "number": number,
        "stem": stem,
        "options": list(options),
        "marks": marks,
    }
    return {**parts, "title": "", "files": [], **more}


def questions() -> list[State]:
    nav = "某页面需要把主要导航链接集中放在一个有语义的区域里，便于屏幕阅读软件识别。在 HTML5 中，应使用下列哪个元素？"
    first = question("single", 1, nav, 2, "<menu>", "<nav>", "<section>", "<aside>")
    hostile = question("single", 2, HOSTILE, 2, HOSTILE, "<b>B</b>", "C", "D")
    singles = [
        question("single", n, f"第 {n} 道单选题的题干，选一项。", 2, "甲", "乙", "丙", "丁") for n in range(3, 11)
    ]
    multiples = [
        question("multiple", n, "下列属于 HTML5 语义标签的有", 4, "header", "nav", "font", "article")
        for n in range(1, 6)
    ]
    judges = [question("judge", n, "<br> 标签必须成对出现。", 2) for n in range(1, 4)]
    gap = question("fill", 1, "CSS 中让元素脱离文档流并相对视口定位，position 应设为 ____。", 4)
    text = question("text", 1, "用自己的话说明：\n1. 什么是语义化标签；\n2. 它对谁有用。", 10)
    return [first, hostile, *singles, *multiples, *judges, gap, text, task()]


def task() -> State:
    stem = "在考生文件夹 web01 中完成：\n1. 新建 index.html，编码 UTF-8，标题为“社团报名”；\n2. 页面含 header、main、footer 三个区域；\n3. 新建 css/style.css 并引入。"
    files = ["web01/index.html", "web01/css/style.css", "web01/js/check.js"]
    return question("task", 1, stem, 40, title="制作“校园社团报名”页面", files=files)


def with_materials(**changes: Any) -> State:
    """The task comes with a picture and a list (samples/with_materials)."""
    state = halfway(**changes)
    *others, last = state["paper"]["questions"]
    given = [{"name": "效果图.png", "sha256": "", "size": 1235}, {"name": "社团.csv", "sha256": "", "size": 2_500_000}]
    state["paper"]["questions"] = [*others, {**last, "materials": given}]
    return state


def before_the_exam(screen: str, **changes: Any) -> State:
    """Nobody is in the exam yet."""
    exam = {
        "name": "测试任务", "session": "第一场次", "formal": True, "planned_start": at(14, 0), "login_allowed_at": at(13, 40),
        "start_at": None, "earliest_submit_at": None, "login_by": "ticket",
    }  # fmt: skip
    identity = {
        "ticket": "190319999990031009", "name": "曹鑫", "id_number": "350***********2X", "subject": "Web 前端开发（初级）",
        "sequence": 9, "seat": 9, "large_type": False,
    }  # fmt: skip
    safety = {"saved_at": None, "uploaded_at": None, "pending": 0, "oldest_pending_at": None, "last_n": 0}
    state = {
        "screen": screen, "lang": "zh", "size": "medium", "now": NOW, "link": {"online": True, "since": at(13, 30)},
        "seat": {"number": 9, "hostname": "PC23", "address": "192.168.0.23", "login_locked": False}, "exam": exam, "identity": identity,
        "rules": RULES, "guide": GUIDE, "rules_read": False, "deadline": None, "paper": None, "answers": {}, "marks": [],
        "safety": safety, "files": [], "left_out": None, "folder": None, "lock": None, "interrupted": None, "welcome_back": None, "notices": [],
        "receipt": None, "refused": None, "undelivered": 0,
    }  # fmt: skip
    return {**state, **changes}


def deadline(end: int | None = END, **changes: Any) -> State:
    parts = {"version": 1, "at": end, "remaining_ms": None, "start_at": START, "duration_ms": 90 * MINUTE}
    return {**parts, "accommodation_ms": 0, "entries": [], **changes}


def begun(state: State) -> State:
    return {**state["exam"], "start_at": START, "earliest_submit_at": at(14, 9)}


def on_paper(**changes: Any) -> State:
    """In the exam: paper open, nothing answered."""
    state = before_the_exam("paper", rules_read=True, deadline=deadline(), folder="D:\\考生作业\\009\\work")
    state["exam"] = begun(state)
    state["paper"] = {"subject": "Web 前端开发（初级）", "total": 100, "questions": questions()}
    return {**state, **changes}


def halfway(**changes: Any) -> State:
    """Some questions answered, some marked, some files there."""
    answers = {f"single/{n}": "B" for n in range(1, 10)} | {"multiple/1": "ABD", "multiple/2": "AC", "judge/1": "错"}
    saved = {
        "saved_at": at(14, 11, 50),
        "uploaded_at": at(14, 11, 51),
        "pending": 0,
        "oldest_pending_at": None,
        "last_n": 17,
    }
    files = [
        {"path": "web01/index.html", "size": 1200, "state": "uploaded"},
        {"path": "web01/css/style.css", "size": 310, "state": "uploading"},
        {"path": "web01/notes.txt", "size": 20, "state": "saved"},
    ]
    return on_paper(
        **{"answers": answers, "marks": ["single/5", "multiple/4"], "safety": saved, "files": files, **changes}
    )


def entry(cause: str, ms: int, began_at: int | None = None, ended_at: int | None = None) -> State:
    return {"cause": cause, "ms": ms, "began_at": began_at, "ended_at": ended_at}
