"""The state that the page draws, from what the daemon knows (docs/local-page.md)."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec

from agent_client import identity
from agent_client.candidate import Candidate, Held
from agent_client.connection import Connection
from agent_client.core import Core, Export
from agent_client.holding import Fold
from agent_client.names import portable, shown
from agent_client.telling import hostname
from agent_client.words import say
from formats.messages import Deadline, Moments
from formats.paper import Question
from formats.refused import Refused

Plain = dict[str, Any]
MOST_SHOWN: Final = 20  # of what was left out


@dataclass
class Taste:
    """What the candidate has chosen, and was refused last.

    A size not chosen is as the candidate's list says (F14); a scheme not chosen, "light" or "dark", as the system has it.
    """

    lang: str = "zh"
    size: str | None = None
    scheme: str | None = None
    refused: Refused | None = None


def state(core: Core, connection: Connection, taste: Taste) -> Plain:
    """Everything at this moment; what is absent is None."""
    now, candidate, here = core.now(), core.candidate, core.candidate.here
    screen = candidate.screen(now)
    refused = taste.refused
    return {
        "screen": screen,
        "lang": taste.lang,
        "size": taste.size or _size(here),
        "scheme": taste.scheme,
        "now": now,
        "link": {"online": connection.online, "since": connection.since, "search": connection.where.search},
        "seat": _seat(core),
        "exam": _exam(candidate, candidate.moments) if candidate.moments else None,
        "lock": candidate.lock(),
        "interrupted": candidate.seat.interrupted if candidate.seat else None,
        "notices": candidate.notices_here(),
        "refused": _refused(refused, taste) if refused else None,
        "undelivered": len(candidate.undelivered()),
        "export": _export(core.export, taste) if core.export else None,
        **(_of_nobody() if here is None else _of_candidate(core, here, screen, now)),
    }


def _refused(refused: Refused, taste: Taste) -> Plain:
    return {"code": refused.code, "text": say(refused, taste.lang)}


def _export(export: Export, taste: Taste) -> Plain:
    fault = _refused(export.fault, taste) if export.fault else None
    return {"running": export.running, "files": export.files, "on_stick": export.on_stick, "fault": fault}


def _size(here: Held | None) -> str:
    return "large" if here is not None and here.holding.identity.large_type else "medium"


def _seat(core: Core) -> Plain:
    seat = core.candidate.seat
    found = identity.addresses(core.options.address)
    return {
        "number": seat.number if seat else None,
        "may_change": seat is not None and seat.number_shown and core.candidate.here is None,
        "hostname": hostname(core),
        "address": found[0] if found else None,
        "login_locked": seat is not None and seat.login_locked,
    }


def _exam(candidate: Candidate, moments: Moments) -> Plain:
    return {
        "name": moments.exam_name,
        "session": moments.session_name,
        "formal": moments.formal,
        "planned_start": moments.planned_start,
        "login_allowed_at": moments.login_allowed_at,
        "start_at": candidate.start_at(candidate.here),
        "earliest_submit_at": candidate.earliest_submit_at(candidate.here),
        "login_by": moments.login_by,
    }


def _of_nobody() -> Plain:
    empty: Plain = dict.fromkeys(
        ("identity", "deadline", "paper", "safety", "folder", "welcome_back", "receipt", "left_out")
    )
    return empty | {"rules": [], "guide": [], "rules_read": False, "answers": {}, "marks": [], "files": []}


def _of_candidate(core: Core, here: Held, screen: str, now: int) -> Plain:
    holding = here.holding
    shows_paper = screen in ("paper", "submitted", "closed", "moved")
    return {
        "identity": _whole(holding.identity),
        "rules": holding.rules,
        "guide": holding.guide,
        "rules_read": holding.rules_read,
        "deadline": _deadline(holding.deadline) if holding.deadline else None,
        "paper": _paper(here) if shows_paper else None,
        "answers": here.fold.answers if shows_paper else {},
        "marks": holding.marks,
        "safety": _safety(here),
        "files": _files(here),
        "left_out": _left_out(here),
        "folder": str(core.folder.work(holding.sitting)) if here.files_ready else None,
        "welcome_back": _welcome_back(here) if here.resumed and holding.base_taken else None,
        "receipt": _receipt(core, here, now),
    }


def _deadline(deadline: Deadline) -> Plain:
    return _whole(deadline) | {"entries": [_whole(entry) for entry in deadline.entries]}


def _paper(here: Held) -> Plain | None:
    if here.paper is None:
        return None
    questions = [_whole(question) | {"key": question.key} for question in here.paper.questions]
    return {"subject": here.paper.subject, "total": here.paper.total, "questions": questions}


def _safety(here: Held) -> Plain:
    return {
        "saved_at": here.saved_at,
        "uploaded_at": here.uploaded_at,
        "pending": here.delivery.pending,
        "oldest_pending_at": here.oldest_pending_at(),
        "last_n": here.delivery.head,
    }


def _files(here: Held) -> list[Plain]:
    acknowledged = here.delivery.acknowledged
    return [
        {"path": shown(path), "size": entry.size, "state": "uploaded" if entry.n <= acknowledged else _way(here)}
        for path, entry in sorted(here.fold.files.items())
    ]


def _left_out(here: Held) -> Plain | None:
    """What of the work folder cannot be kept: how much, and the first ones with the reason."""
    first = [{"path": shown(each.path), "why": each.why} for each in here.left_out[:MOST_SHOWN]]
    return {"count": len(here.left_out), "files": first} if first else None


def _way(here: Held) -> str:
    return "uploading" if here.delivery.linked else "saved"


def _welcome_back(here: Held) -> Plain:
    base, deadline = here.holding.base, here.holding.deadline
    entries = [_whole(entry) for entry in deadline.entries] if deadline else []
    return {"answers": len(_answered(here, base)), "last_at": base.last_at, "entries": entries}


def _receipt(core: Core, here: Held, now: int) -> Plain | None:
    """What was submitted; confirmed when the server has all of it."""
    holding, receipt, head = here.holding, here.holding.receipt, here.delivery.head
    by = core.candidate.submits_by(here, now)
    if by is None:
        return None
    return {
        "at": receipt.at if receipt else holding.submit_asked_at or (holding.deadline.at if holding.deadline else None),
        "by": receipt.by if receipt else by,
        "revision": receipt.revision if receipt else head,
        "chain": receipt.chain if receipt else here.chain,
        "signed": receipt.signed if receipt else "",
        "confirmed": receipt is not None and receipt.revision >= head,
        "answered": len(_answered(here, here.fold)),
        "questions": len(here.paper.questions) if here.paper else 0,
    }


def _answered(here: Held, fold: Fold) -> set[str]:
    """The questions with an answer; a practical task has one when a file that it asks for is there."""
    tasks = [each for each in (here.paper.questions if here.paper else ()) if each.kind == "task"]
    return fold.answered() | {task.key for task in tasks if _is_begun(task, fold)}


def _is_begun(task: Question, fold: Fold) -> bool:
    wanted = set(map(portable, task.files))
    return any(not wanted or path in wanted for path in fold.files)


def _whole(struct: msgspec.Struct) -> Plain:
    """All fields, also those at their defaults, which the live messages leave out."""
    return msgspec.structs.asdict(struct)
