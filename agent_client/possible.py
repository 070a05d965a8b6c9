"""Which answers a question can have: what no page would send is no answer, and counts as none (C3)."""

from typing import Final

from formats.paper import Question

TRUE_OR_FALSE: Final = ("对", "错")


def is_possible(question: Question, value: str) -> bool:
    """Whether `value` can be an answer to it; nothing at all always can. A practical task is answered by files."""
    if not value:
        return True
    match question.kind:
        case "single":
            return value in letters(question)
        case "multiple":
            return len(set(value)) == len(value) and set(value) <= set(letters(question))
        case "judge":
            return value in TRUE_OR_FALSE
        case "task":
            return False
        case _:
            return True


def letters(question: Question) -> list[str]:
    """What stands before its options."""
    return [chr(ord("A") + place) for place in range(len(question.options) or 1)]
