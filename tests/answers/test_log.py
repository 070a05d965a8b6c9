"""The answers that follow from the log, its markers, and its proof (C3, E10, E14, E20, F3)."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.answers import log
from exams.answers.folding import FileEntry, Fold, Folding, Line
from exams.answers.models import LogRow
from formats import chain
from tests.answers.machine import MachineLog

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases="__all__")]


def keep(machine: MachineLog, first: int = 1, *, standing: str = "counts") -> None:
    """Store a machine's changes from `first` on, as the writer does."""
    for change, head in zip(machine.changes[first - 1 :], machine.heads[first:], strict=True):
        LogRow.objects.create(
            sitting=machine.sitting, epoch=machine.epoch, n=change.n, body=chain.body(change).decode(),
            chain=head.hex(), standing=standing, received_at_ms=change.at + 500,
        )  # fmt: skip


def test_the_last_answer_to_a_question_holds_and_an_empty_one_clears(machine: MachineLog):
    machine.answer("single/1", "A", at=1_000)
    machine.answer("single/2", "B", at=2_000)
    machine.answer("single/1", "C", at=3_000)
    machine.answer("single/2", "", at=4_000)
    keep(machine)

    fold = log.fold(machine.sitting)

    assert fold == Fold({"single/1": "C"}, {}, 4_000)
    assert fold.answered == 1


def test_a_file_without_a_hash_was_removed(machine: MachineLog):
    machine.file("a.html", "aa", size=5)
    machine.file("b.css", "bb", question="task/2")
    machine.file("a.html", "")
    keep(machine)

    fold = log.fold(machine.sitting)

    assert fold.files == {"b.css": FileEntry("bb", 1, "task/2")}
    assert fold.answered == 1


def test_answers_go_on_across_epochs_and_strays_do_not_count(machine: MachineLog):
    machine.answer("single/1", "A")
    keep(machine)
    log.close_epoch(machine.sitting, 1, 5_000)
    machine.answer("single/1", "X")
    keep(machine, 2, standing="quarantine")
    second = MachineLog(machine.sitting, epoch=2)
    second.answer("single/2", "B")
    keep(second)
    second.answer("single/2", "Y")
    keep(second, 2, standing="late")

    assert log.fold(machine.sitting).answers == {"single/1": "A", "single/2": "B"}


def test_after_a_reset_nothing_of_before_is_left(machine: MachineLog):
    machine.answer("single/1", "A")
    machine.file("a.html", "aa")
    keep(machine)
    log.reset(machine.sitting, 2, 5_000)
    log.reset(machine.sitting, 2, 6_000)

    assert log.fold(machine.sitting) == Fold()
    assert [row.kind for row in log.rows(machine.sitting)] == ["change", "change", "reset"]


def test_what_was_adopted_lies_over_the_answers_from_then_on(machine: MachineLog):
    machine.answer("single/1", "A")
    machine.answer("single/2", "A")
    keep(machine)
    log.close_epoch(machine.sitting, 1, 5_000)
    machine.answer("single/1", "X")
    machine.answer("single/2", "X")
    machine.file("a.html", "aa")
    machine.answer("single/1", "Z")
    keep(machine, 3, standing="quarantine")
    log.adopt(machine.sitting, 2, ["single/1", "task/1"], source_epoch=1, revision=5, at_ms=6_000)
    adopted = log.fold(machine.sitting)
    second = MachineLog(machine.sitting, epoch=2)
    second.answer("single/1", "B")
    keep(second)

    assert (adopted.answers, list(adopted.files)) == ({"single/1": "X", "single/2": "A"}, ["a.html"])
    assert log.fold(machine.sitting).answers == {"single/1": "B", "single/2": "A"}


def test_an_epoch_is_closed_once(machine: MachineLog):
    before = log.is_closed(machine.sitting, 1)

    log.close_epoch(machine.sitting, 1, 5_000)
    log.close_epoch(machine.sitting, 1, 6_000)

    assert (before, log.is_closed(machine.sitting, 1), log.is_closed(machine.sitting, 2)) == (False, True, False)
    assert [(row.kind, row.received_at_ms) for row in log.rows(machine.sitting)] == [("closed", 5_000)]


def test_the_head_of_an_epoch_is_its_last_change(machine: MachineLog):
    machine.answer()
    machine.answer(value="B")
    keep(machine)
    log.close_epoch(machine.sitting, 1, 5_000)

    assert log.head(machine.sitting, 1) == (2, machine.head)
    assert log.head(machine.sitting, 2) == (0, chain.start(machine.sitting, 2))


def test_the_proof_computes_the_running_hash_again(machine: MachineLog):
    for value in "ABC":
        machine.answer(value=value)
    keep(machine)

    assert log.verify(machine.sitting, 1) == log.Proof(log.Head(3, machine.head))


@pytest.mark.parametrize("tamper", [{"body": '{"n":2}'}, {"chain": "00" * 32}, {"n": 9}])
def test_the_proof_shows_where_a_stored_change_was_touched(machine: MachineLog, tamper: dict):
    for value in "ABC":
        machine.answer(value=value)
    keep(machine)
    LogRow.objects.filter(sitting=machine.sitting, n=2).update(**tamper)

    proof = log.verify(machine.sitting, 1)

    assert proof == log.Proof(log.Head(1, machine.heads[1]), broken_at=2)


def test_rows_are_read_in_parts(machine: MachineLog, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(log, "AT_ONCE", 2)
    for value in "ABCDE":
        machine.answer(value=value)
    keep(machine)
    other = MachineLog(uuid4())
    other.answer()
    keep(other)

    assert [row.n for row in log.rows(machine.sitting)] == [1, 2, 3, 4, 5]
    assert log.fold(machine.sitting).answers == {"single/1": "E"}
    assert log.verify(machine.sitting, 1).head.n == 5


answers = st.tuples(st.sampled_from(["q1", "q2", "q3"]), st.sampled_from(["", "A", "B"]))
acts = st.lists(st.one_of(answers, st.just("reset"), st.just("stray")), max_size=40)


@given(acts)
def test_the_fold_is_what_a_dictionary_would_hold(given_acts: list):
    machine, lines = MachineLog(UUID(int=1)), []
    held: dict[str, str] = {}
    for row, act in enumerate(given_acts, 1):
        if act == "reset":
            held = {}
            lines.append(Line(row, 1, "reset", "counts", ""))
            continue
        question, value = ("q1", "stray") if act == "stray" else act
        change = machine.answer(question, value)
        lines.append(Line(row, 1, "change", "late" if act == "stray" else "counts", chain.body(change).decode()))
        if act != "stray":
            held[question] = value
    folding = Folding(lambda source: [])

    folding.take(lines[: len(lines) // 2])
    folding.take(lines[len(lines) // 2 :])

    assert folding.fold().answers == {question: value for question, value in held.items() if value}
