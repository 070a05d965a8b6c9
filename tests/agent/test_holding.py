"""Answers folded from their changes; what a receipt covers (C3, E24, F3)."""

from hypothesis import given
from hypothesis import strategies as st

from agent_client.holding import FileEntry, Fold, fold
from formats.messages import Receipt
from tests.agent.build import MINUTE, SITTING, T0, answer, deadline, file, holding

QUESTIONS = st.sampled_from(["single/1", "single/2", "text/1"])
CHANGES = st.lists(st.tuples(QUESTIONS, st.text(max_size=3)), max_size=30)


def test_the_last_answer_counts_and_an_empty_one_is_none():
    result = fold(Fold(), [answer(1, "A"), answer(2, "B"), answer(3, " ", "single/2")])

    assert result.answers == {"single/1": "B", "single/2": " "}
    assert result.answered() == {"single/1"}
    assert result.last_at == T0 + 3


def test_files_come_and_go():
    base = Fold(files={"a": FileEntry(sha256="0" * 64, size=1)})

    result = fold(base, [file(1, "b", "1" * 64), file(2, "a", ""), file(3, "c", "2" * 64), file(4, "c", "")])

    assert result.files == {"b": FileEntry(sha256="1" * 64, size=1, n=1)}
    assert base.files == {"a": FileEntry(sha256="0" * 64, size=1)}


@given(CHANGES, st.integers(0, 30))
def test_folding_in_two_parts_is_folding_at_once(values, cut):
    changes = [answer(n, value, question) for n, (question, value) in enumerate(values, start=1)]

    assert fold(fold(Fold(), changes[:cut]), changes[cut:]) == fold(Fold(), changes)


def receipt(revision=5, by="candidate", at=T0):
    return Receipt(sitting=SITTING, epoch=1, revision=revision, chain="", at=at, by=by)


def test_a_receipt_is_asked_for_until_it_covers_everything():
    assert holding().receipt_lacks(5)
    assert holding(receipt=receipt(4)).receipt_lacks(5)
    assert not holding(receipt=receipt(5)).receipt_lacks(5)
    assert not holding(superseded=True).receipt_lacks(5)


def test_a_receipt_of_an_earlier_deadline_is_asked_for_anew():
    old = receipt(by="deadline", at=T0 + 90 * MINUTE)

    assert not holding(receipt=old).receipt_lacks(5)
    assert holding(receipt=old, deadline=deadline(2, minutes=100)).receipt_lacks(5)
