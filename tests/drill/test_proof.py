"""The rehearsal's proof tells every way in which answers can be lost or changed (F3, F12)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from drill.proof import Answers, Key, Typed, compare, lines_of, missing_files
from formats import chain
from formats.messages import Change

SITTING = "11111111-1111-4111-8111-111111111111"
Line = dict[str, Any]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A machine where three answers and a file were typed, one answer changed later; everything became 已保存."""
    home = tmp_path / "PC001"
    home.mkdir()
    lines: list[Line] = []
    for n, typed in enumerate(
        [
            {"question": "single/1", "value": "A"},
            {"question": "judge/1", "value": "对"},
            {"path": "web01/index.html", "sha256": "ab" * 32},
            {"question": "single/1", "value": "B"},
        ],
        start=1,
    ):
        lines += [
            {"n": n, "epoch": 1, "sitting": SITTING, **typed, "at": 1000 + n, "typed_at": 1000 + n},
            {"n": n, "saved": n},
        ]
    _write(home / "typed.jsonl", lines)
    return home


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """What a server gives back that has all of it."""
    file = tmp_path / "answers.jsonl"
    answers = [("single/1", "A"), ("judge/1", "对")]
    changes = [
        _change(n, kind="answer", question=what, value=value) for n, (what, value) in enumerate(answers, start=1)
    ]
    changes.append(_change(3, kind="file", question="task/1", path="web01/index.html", sha256="ab" * 32, size=7))
    changes.append(_change(4, kind="answer", question="single/1", value="B"))
    fold = {
        "kind": "fold",
        "sitting": SITTING,
        "answers": {"single/1": "B", "judge/1": "对"},
        "files": {"web01/index.html": {"sha256": "ab" * 32, "size": 7}},
    }
    _write(file, [{"kind": "session"}, {"kind": "sitting", "sitting": SITTING}, *_rows(changes), fold])
    return file


def _change(n: int, **values: Any) -> Change:
    return Change(n=n, at=1000 + n, deadline_version=1, **values)


def _rows(changes: list[Change]) -> list[Line]:
    head, rows = chain.start(UUID(SITTING), 1), []
    for change in changes:
        head = chain.link(head, change)
        body = chain.body(change).decode()
        rows.append(
            {"kind": "change", "sitting": SITTING, "epoch": 1, "n": change.n, "body": body, "chain": head.hex()}
        )
    return rows


def _write(path: Path, lines: list[Line]) -> None:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def _edit(path: Path, edit: Callable[[list[Line]], object]) -> None:
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    edit(lines)
    _write(path, lines)


def proved(home: Path, export: Path, *, acknowledged: int = 4) -> Answers:
    return compare(Typed.on([home]), lines_of(export), {(SITTING, 1): acknowledged})


def test_everything_is_found_again(home: Path, export: Path):
    found = proved(home, export)

    assert found == Answers(given=4, acknowledged=4, recovered=4)
    assert (found.lost, list(found.faults())) == (0, [])


def test_a_missing_line_is_a_lost_answer_and_breaks_the_chain(home: Path, export: Path):
    _edit(export, lambda lines: lines.pop(3))

    found = proved(home, export)

    assert found == Answers(given=4, acknowledged=4, recovered=3, broken=(Key(SITTING, 1, 3),))
    assert found.lost == 1


def test_the_last_line_missing_shows_although_the_chain_holds(home: Path, export: Path):
    _edit(export, lambda lines: lines.pop(5))

    found = proved(home, export)

    assert found == Answers(given=4, acknowledged=4, recovered=3)
    assert list(found.faults()) == ["1 of 4 answers are lost"]


@pytest.mark.parametrize(
    ("row", "old", "new"),
    [(3, '"对"', '"错"'), (3, "judge/1", "judge/2"), (4, "abab", "abac"), (4, "index.html", "Index.html")],
)
def test_a_changed_line_is_a_lost_answer_and_breaks_the_chain(home: Path, export: Path, row: int, old: str, new: str):
    _edit(export, lambda lines: lines[row].update(body=lines[row]["body"].replace(old, new)))

    found = proved(home, export)

    assert found == Answers(given=4, acknowledged=4, recovered=3, broken=(Key(SITTING, 1, row - 1),))


def test_a_changed_time_breaks_the_chain(home: Path, export: Path):
    _edit(export, lambda lines: lines[2].update(body=lines[2]["body"].replace("1001", "1002")))

    found = proved(home, export)

    assert found == Answers(given=4, acknowledged=4, recovered=4, broken=(Key(SITTING, 1, 1),))


def test_a_line_that_nobody_typed_is_told(home: Path, export: Path):
    def add(lines: list[Line]) -> None:
        lines.insert(6, _rows([_change(5, kind="answer", question="single/2", value="C")])[0])

    _edit(export, add)

    found = proved(home, export)

    assert found.strange == (Key(SITTING, 1, 5),)
    assert next(found.faults()) == f"{SITTING} 1/5 is in the export and was typed by nobody"


@pytest.mark.parametrize(
    "answers",
    [{"single/1": "A", "judge/1": "对"}, {"single/1": "B"}, {"single/1": "B", "judge/1": "对", "single/2": "C"}],
)
def test_a_last_state_that_differs_is_told(home: Path, export: Path, answers: dict[str, str]):
    _edit(export, lambda lines: lines[-1].update(answers=answers))

    assert proved(home, export) == Answers(given=4, acknowledged=4, recovered=4, differing=(SITTING,))


def test_a_sitting_without_a_last_state_is_told(home: Path, export: Path):
    _edit(export, lambda lines: lines.pop())

    assert proved(home, export).differing == (SITTING,)


def test_answers_of_somebody_who_typed_nothing_are_told(home: Path, export: Path):
    other = SITTING.replace("1", "2")
    _edit(export, lambda lines: lines.append({**lines[-1], "sitting": other}))

    assert proved(home, export).differing == (other,)


def test_what_was_never_acknowledged_is_told(home: Path, export: Path):
    found = proved(home, export, acknowledged=3)

    assert (found.acknowledged, found.lost) == (3, 0)
    assert list(found.faults()) == ["1 of 4 answers were never acknowledged"]


def test_what_never_was_saved_counts_as_given_and_lost(home: Path, export: Path):
    def cut_off(lines: list[Line]) -> None:
        lines.append({**lines[0], "n": 5, "question": "single/3"})

    _edit(home / "typed.jsonl", cut_off)

    found = proved(home, export)

    assert (found.given, found.acknowledged, found.recovered, found.lost) == (5, 4, 4, 1)


def test_the_files_that_were_saved_last_are_looked_for_one_by_one(home: Path, export: Path):
    typed = Typed.on([home])

    assert typed.files() == {(SITTING, "web01/index.html"): "ab" * 32}
    assert list(missing_files(typed.files(), lines_of(export), {"ab" * 32})) == []
    assert list(missing_files(typed.files(), lines_of(export), set())) == [
        f"the content of web01/index.html of sitting {SITTING} is not there"
    ]
    assert list(missing_files(typed.files(), [], {"ab" * 32})) == [
        f"web01/index.html of sitting {SITTING} is not the file that was saved last"
    ]
