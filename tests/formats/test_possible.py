"""An answer that a question cannot have is none (C3, issue 5.10)."""

import pytest

from formats.paper import Question
from formats.possible import is_possible


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("single", ["A", "C", "", "D", "AB", "a", "Z", "\u202eA", "A\0"], [True] * 3 + [False] * 6),
        ("multiple", ["A", "AC", "CA", "ABC", "", "AA", "AD", "A,B"], [True] * 5 + [False] * 3),
        ("judge", ["对", "错", "", "对错", "A", "true"], [True] * 3 + [False] * 3),
        ("task", ["", "A"], [True, False]),
        ("fill", ["whatever", "Z", ""], [True] * 3),
        ("text", ["a\nb", "对"], [True] * 2),
    ],
)
def test_only_what_the_page_can_send_is_an_answer(kind, values, expected):
    question = Question(
        kind=kind, number=1, stem="?", marks=1, options=("a", "b", "c") if kind in ("single", "multiple") else ()
    )

    assert [is_possible(question, value) for value in values] == expected
