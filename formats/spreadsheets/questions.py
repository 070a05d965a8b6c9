"""The sheets of questions: one kind each, one question a row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from formats.paper import Question, QuestionKind
from formats.refused import N_
from formats.spreadsheets.cells import half_width
from formats.spreadsheets.materials import MATERIALS, Beside, read_materials
from formats.spreadsheets.records import Record, to_number
from formats.spreadsheets.tables import Layout

NUMBER: Final = "题号"
STEM: Final = "题干"
ANSWER: Final = "答案"
MARKS: Final = "分值"
TITLE: Final = "标题"
DEMAND: Final = "要求"
FILES: Final = "提交文件"
LETTERS: Final = "ABCDEFGH"
OPTIONS: Final = {letter: f"选项{letter}" for letter in LETTERS}

MOST_STEM: Final = 10_000
MOST_NUMBER: Final = 999
MOST_MARKS: Final = 1000.0
FEWEST_OPTIONS: Final = 2

TRUE_OR_FALSE: Final = {
    **dict.fromkeys(("对", "正确", "是", "√", "T", "TRUE", "Y"), "对"),
    **dict.fromkeys(("错", "错误", "否", "×", "F", "FALSE", "N"), "错"),
}
SEPARATORS: Final = re.compile(r"[\s,;、/]+")


@dataclass(frozen=True)
class QuestionRead:
    """A row as far as it could be read; `marks` counts towards the sum even where it is at fault."""

    record: Record
    number: int | None
    marks: float
    question: Question | None
    answer: str | None


@dataclass(frozen=True)
class Section:
    """One sheet of questions. `answer` reads the answer, given the options; None for what has none."""

    title: str
    kind: QuestionKind
    layout: Layout
    answer: Callable[[Record, tuple[str, ...]], str | None]

    @property
    def has_options(self) -> bool:
        return self.kind in {"single", "multiple"}


def read_question(record: Record, section: Section, beside: Beside) -> QuestionRead:
    """A question of the section's kind, with every fault of the row noted under its number.

    Its materials are among the files `beside` the workbook.
    """
    number = record.whole(NUMBER, least=1, most=MOST_NUMBER)
    record = _called_by_number(record)
    parts = _parts(record, section, beside)
    marks = _marks(record)
    answer = section.answer(record, parts.get("options") or ())
    question = None
    if number is not None and marks is not None and None not in parts.values():
        question = Question(kind=section.kind, number=number, marks=marks, **parts)
    return QuestionRead(record, number, to_number(record.cell(MARKS).raw) or 0.0, question, answer)


def _called_by_number(record: Record) -> Record:
    name = f"第{record.cell(NUMBER).raw}题"
    return replace(record, called={column: f"{name}{column}" for column in record.cells})


def _parts(record: Record, section: Section, beside: Beside) -> dict[str, Any]:
    """What the question is made of, by field; None for what is at fault."""
    parts: dict[str, Any]
    if section.kind == "task":
        stem = record.lines(DEMAND, most=MOST_STEM, needed=True)
        parts = {"title": record.text(TITLE, needed=True), "stem": stem}
        return parts | {"files": _files(record), "materials": read_materials(record, beside)}
    parts = {"stem": record.lines(STEM, most=MOST_STEM, needed=True)}
    if section.has_options:
        parts["options"] = _options(record)
    return parts


def _options(record: Record) -> tuple[str, ...] | None:
    """The options up to the last one filled; a gap before it is a fault."""
    texts = [record.lines(column, most=MOST_STEM) for column in OPTIONS.values()]
    if None in texts:
        return None
    count = max((index + 1 for index, text in enumerate(texts) if text), default=0)
    missing = [letter for letter, text in zip(LETTERS, texts[: max(count, FEWEST_OPTIONS)], strict=False) if not text]
    if missing:
        letters = "、".join(missing)
        record.fault(
            OPTIONS[missing[0]],
            "papers.option_missing",
            N_("%(column)s is empty; option %(letters)s is missing."),
            letters=letters,
        )
        return None
    return tuple(text for text in texts[:count] if text)


def _marks(record: Record) -> float | None:
    marks = record.number(MARKS, least=-MOST_MARKS, most=MOST_MARKS)
    if marks is not None and marks <= 0:
        record.fault(MARKS, "papers.marks", N_("%(column)s is %(marks)g; it must be more than 0."), marks=marks)
        return None
    return marks


def _files(record: Record) -> tuple[str, ...] | None:
    """The files to hand in, as paths below the candidate's folder."""
    typed = record.text(FILES, most=MOST_STEM)
    if typed is None:
        return None
    names = tuple(name for part in re.split("[;；]", typed) if (name := part.strip()))
    outside = [name for name in names if not _is_below(name)]
    if outside:
        told = N_("%(column)s: “%(name)s” is no path below the candidate's folder.")
        record.fault(FILES, "papers.file_outside", told, name=outside[0])
        return None
    return names


def _is_below(name: str) -> bool:
    parts = name.split("/")
    return not re.search(r'[\\:*?"<>|]', name) and all(part.strip() and part not in {".", ".."} for part in parts)


def _single(record: Record, options: tuple[str, ...]) -> str | None:
    letters = _letters(record, options)
    if letters is not None and len(letters) != 1:
        told = N_("%(column)s “%(answer)s” has %(count)d letters; a single choice has one.")
        record.fault(ANSWER, "papers.answer_not_single", told, answer=letters, count=len(letters))
        return None
    return letters


def _multiple(record: Record, options: tuple[str, ...]) -> str | None:
    letters = _letters(record, options)
    if letters is not None and len(letters) < 2:
        told = N_("%(column)s “%(answer)s” has one letter only; a multiple choice has two or more.")
        record.fault(ANSWER, "papers.answer_not_multiple", told, answer=letters)
        return None
    return letters


def _letters(record: Record, options: tuple[str, ...]) -> str | None:
    """The letters of the right options, in order."""
    typed = record.text(ANSWER, needed=True)
    if typed is None:
        return None
    letters = "".join(sorted(set(SEPARATORS.sub("", half_width(typed)).upper())))
    allowed = LETTERS[: len(options)] if options else LETTERS
    if set(letters) - set(allowed):
        told = N_("%(column)s “%(answer)s” is none of the options %(options)s.")
        record.fault(ANSWER, "papers.answer_no_option", told, answer=typed, options=allowed)
        return None
    return letters


def _judgement(record: Record, options: tuple[str, ...]) -> str | None:
    typed = record.text(ANSWER, needed=True)
    if typed is None:
        return None
    word = half_width(typed).upper()
    if word not in TRUE_OR_FALSE:
        told = N_("%(column)s “%(answer)s” is neither 对 nor 错.")
        record.fault(ANSWER, "papers.answer_no_judgement", told, answer=typed)
        return None
    return TRUE_OR_FALSE[word]


def _words(record: Record, options: tuple[str, ...]) -> str | None:
    return record.lines(ANSWER, most=MOST_STEM, needed=True)


def _words_or_none(record: Record, options: tuple[str, ...]) -> str | None:
    return record.lines(ANSWER, most=MOST_STEM)


def _marked_by_hand(record: Record, options: tuple[str, ...]) -> str:
    return ""


CHOICE: Final = Layout(
    required=(NUMBER, STEM, OPTIONS["A"], OPTIONS["B"], ANSWER, MARKS), optional=tuple(OPTIONS.values())[2:]
)
PLAIN: Final = Layout(required=(NUMBER, STEM, ANSWER, MARKS))
SECTIONS: Final = (
    Section("单选题", "single", CHOICE, _single),
    Section("多选题", "multiple", CHOICE, _multiple),
    Section("判断题", "judge", PLAIN, _judgement),
    Section("填空题", "fill", PLAIN, _words),
    Section("简答题", "text", PLAIN, _words_or_none),
    Section(
        "操作题", "task", Layout(required=(NUMBER, TITLE, DEMAND, MARKS), optional=(FILES, MATERIALS)), _marked_by_hand
    ),
)
