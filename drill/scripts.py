"""What the scripted candidates of a rehearsal do; the same seats and seconds give the same scripts."""

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from drill.day_files import CHANGED, address
from formats.spreadsheets import CandidateRow

CHOICES: Final = {"single": (10, "ABCD"), "judge": (5, "对错")}
MULTIPLE: Final = ("AB", "ACD", "BD", "ABC")
MATERIALS: Final = "材料"  # of the work folder, docs/candidate-machine.md
AFTER_THE_FIRST_ANSWER: Final = 3  # log in, read, answer
Step = dict[str, Any]


@dataclass(frozen=True)
class Cast:
    """Who plays which part, by sequence; everybody else answers and hands in."""

    seats: int
    absent: tuple[int, ...]
    violator: int
    locked: int
    moved: int
    slow: int  # gets extra time
    until_deadline: int  # never hands in

    @property
    def present(self) -> list[int]:
        return [number for number in range(1, self.seats + 1) if number not in self.absent]

    @property
    def spare(self) -> int:
        """The seat where the moved candidate goes on."""
        return self.absent[0]


def cast(seats: int) -> Cast:
    """The parts; at least 8 seats are needed so that everybody plays one part at most."""
    return Cast(
        seats=seats,
        absent=(seats - 2, seats - 1, seats),
        violator=1,
        locked=2,
        moved=3,
        slow=4,
        until_deadline=5,
    )


def script(person: CandidateRow, parts: Cast, *, seconds: float, earliest_s: float) -> list[Step]:
    """Log in, read, answer and write files all through, hand in after the earliest time."""
    seed = random.Random(person.sequence)
    last = seconds - 4 if person.sequence == parts.until_deadline else earliest_s + 2 + seed.random() * 6
    steps: list[Step] = [{"at_s": 0, "do": "login", "ticket": person.ticket}, {"at_s": 0, "do": "read"}]
    steps += sorted([*_answers(seed, last), *_files(seed, person, last)], key=lambda step: step["at_s"])
    if person.sequence == parts.locked:
        steps.insert(AFTER_THE_FIRST_ANSWER, {"at_s": 0, "do": "acknowledge_lock"})  # behind a lock nothing is taken
    if person.sequence != parts.until_deadline:
        steps.append({"at_s": last + 0.5, "do": "submit"})
    return steps


def going_on(person: CandidateRow, *, from_s: float, until_s: float) -> list[Step]:
    """The same person at the spare machine: goes on from what was saved."""
    seed = random.Random(1000 + person.sequence)
    answers = [{**step, "at_s": from_s + step["at_s"]} for step in _answers(seed, until_s - from_s)]
    login = {"at_s": 0, "do": "login", "ticket": person.ticket}
    files = [{"at_s": from_s, "do": "file", "path": "web01/js/check.js", "text": f"// {person.name}: again"}]
    return [
        login,
        {"at_s": 0, "do": "read"},
        *sorted([*answers, *files], key=lambda step: step["at_s"]),
        {"at_s": until_s, "do": "submit"},
    ]


def staying(person: CandidateRow, *, until_s: float) -> list[Step]:
    """Who will be moved answers until then, well before the move, and does not hand in here."""
    seed = random.Random(person.sequence)
    steps = sorted([*_answers(seed, until_s), *_files(seed, person, until_s)], key=lambda step: step["at_s"])
    return [{"at_s": 0, "do": "login", "ticket": person.ticket}, {"at_s": 0, "do": "read"}, *steps]


def machine(folder: Path, number: int, steps: list[Step] | None) -> dict[str, Any]:
    """The fleet's entry for the machine at that seat; its script is written beside its data."""
    home = folder / f"PC{number:03d}"
    home.mkdir(parents=True, exist_ok=True)
    entry = {
        "data": str(home),
        "address": address(number),
        "hostname": f"PC{number:03d}",
        "fingerprint": f"drill-{number}",
    }
    if steps is None:
        return entry
    path = home / "script.json"
    path.write_text(json.dumps(steps, ensure_ascii=False))
    return {**entry, "script": str(path)}


def _answers(seed: random.Random, until_s: float) -> list[Step]:
    """Every objective question once, a third of them changed later."""
    wanted = [
        (f"{kind}/{n}", seed.choice(values)) for kind, (count, values) in CHOICES.items() for n in range(1, count + 1)
    ]
    wanted += [(f"multiple/{n}", seed.choice(MULTIPLE)) for n in range(1, 6)]
    again = [
        (question, seed.choice("ABCD"))
        for question, _ in wanted
        if question.startswith("single") and seed.random() < 0.5
    ]
    return [
        _step(seed.uniform(0.5, until_s), "answer", question=question, value=value)
        for question, value in wanted + again
    ]


def _files(seed: random.Random, person: CandidateRow, until_s: float) -> list[Step]:
    page = f"<!doctype html><title>社团报名</title><p>{person.name}"
    texts = {"web01/index.html": page, "web01/css/style.css": "form { width: 480px }"}
    steps = [_step(seed.uniform(1, until_s / 2), "file", path=path, text=text) for path, text in texts.items()]
    list_of_clubs = f"社团,负责老师\n{person.name},王老师\n"
    clubs = _step(until_s / 2, "file", path=f"{MATERIALS}/{CHANGED}", text=list_of_clubs)
    big = _step(until_s / 3, "file", path="web01/picture.bin", size=250_000, seed=person.sequence)
    return [*steps, big, clubs, _step(until_s * 0.8, "file", path="web01/index.html", text=page + " 2")]


def _step(at_s: float, do: str, **more: Any) -> Step:
    return {"at_s": round(at_s, 2), "do": do, **more}
