"""What is loaded becomes cells to be changed, and the same readers read them again (T2)."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from formats.spreadsheets import Kind, candidates, kind_of, papers, plan
from formats.spreadsheets.cells_of_lists import cells_of_candidates, cells_of_paper
from formats.spreadsheets.cells_of_plan import RULE_CHOICES, cells_of_plan
from formats.spreadsheets.differences import Difference, differences
from formats.spreadsheets.plan_rules import READERS
from formats.spreadsheets.rule_labels import RULE_LABELS
from formats.spreadsheets.typed_book import TypedBook, TypedSheet, to_file

SAMPLES = Path(__file__).parents[2] / "samples"


def read_again(read: Any, book: TypedBook) -> Any:
    return read(BytesIO(to_file(book)), "typed")


def sample(read: Any, name: str) -> Any:
    return read(BytesIO((SAMPLES / name).read_bytes()), name)


def test_a_plan_comes_back_from_its_cells_without_a_word():
    read = sample(plan, "exam_plan_001.xlsx").value

    again = read_again(plan, cells_of_plan(read))

    assert (again.value, again.faults) == (read, [])


@pytest.mark.parametrize("name", ["candidates_001.xlsx", "candidates_001_care.xlsx"])
def test_candidates_come_back_from_their_cells(name: str):
    read = sample(candidates, name)

    again = read_again(candidates, cells_of_candidates(read.rows))

    assert again == read


def test_a_paper_comes_back_from_its_cells():
    read = sample(papers, "papers_001.xlsx").value

    again = read_again(papers, cells_of_paper(*read))

    assert (again.value, again.faults) == (read, [])


def test_every_rule_has_its_label():
    assert list(RULE_LABELS) == list(READERS)
    assert set(RULE_CHOICES) <= set(READERS)


def test_a_blank_row_keeps_the_numbers_of_the_rows_after_it():
    book = cells_of_candidates(sample(candidates, "candidates_001.xlsx").rows[:2])
    [sheet] = book.sheets
    wrong = (*sheet.rows[1][:2], "12", *sheet.rows[1][3:])

    read = read_again(candidates, TypedBook((TypedSheet(sheet.title, sheet.columns, (sheet.rows[0], (), wrong)),)))

    assert [(fault.row, fault.column, fault.code) for fault in read.faults if fault.level == "error"] == [
        (4, "准考证号", "candidates.ticket_length")
    ]


def test_the_kind_is_told_as_of_any_file():
    book = cells_of_paper(*sample(papers, "papers_001.xlsx").value)

    assert kind_of(BytesIO(to_file(book)), "typed") == Kind.PAPERS


def test_damaged_cells_are_refused():
    assert read_again(plan, TypedBook(())).faults[0].code == "file.no_sheets"
    assert plan(BytesIO(to_file(TypedBook(()))[:-3]), "typed").faults[0].code == "file.damaged"


def test_differences_name_rows_that_came_went_and_changed():
    columns = ("准考证号", "姓名", "科目")
    before = TypedBook((TypedSheet("考生", columns, (("1", "张三", "甲"), ("2", "李四", "甲"))),))
    after = TypedBook((TypedSheet("考生", columns, (("1", "张珊", "甲"), ("3", "王五", "甲"))),))

    assert differences(before, after) == [
        Difference(how="changed", sheet="考生", row="1 · 甲", column="姓名", before="张三", after="张珊"),
        Difference(how="added", sheet="考生", row="3 · 甲"),
        Difference(how="removed", sheet="考生", row="2 · 甲"),
    ]


SINGLE = ("题号", "题干", "答案")


def of_questions(*rows: tuple[str, ...]) -> TypedBook:
    return TypedBook((TypedSheet("单选题", SINGLE, rows),))


def test_two_rows_of_one_name_are_two():
    before = of_questions(("1", "甲", "A"), ("1", "乙", "B"))

    assert differences(before, of_questions(("1", "甲", "C"), ("1", "乙", "B"))) == [
        Difference(how="changed", sheet="单选题", row="1", column="答案", before="A", after="C"),
    ]
    assert differences(before, of_questions(("1", "甲", "A"))) == [
        Difference(how="removed", sheet="单选题", row="1"),
    ]
    assert differences(of_questions(("1", "甲", "A")), before) == [
        Difference(how="added", sheet="单选题", row="1"),
    ]


def test_another_order_is_a_difference_told_with_as_few_rows_as_possible():
    first, second, third = ("1", "甲", "A"), ("2", "乙", "B"), ("3", "丙", "C")

    assert differences(of_questions(first, second, third), of_questions(third, first, second)) == [
        Difference(how="moved", sheet="单选题", row="3", before="4", after="2"),
    ]


def test_a_row_that_came_or_went_moves_no_other():
    first, second, third = ("1", "甲", "A"), ("2", "乙", "B"), ("3", "丙", "C")

    assert differences(of_questions(first, third), of_questions(second, third)) == [
        Difference(how="added", sheet="单选题", row="2"),
        Difference(how="removed", sheet="单选题", row="1"),
    ]
