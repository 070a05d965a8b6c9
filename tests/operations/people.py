"""What the list of candidates says beyond the samples: who has an accommodation (F14)."""

from pathlib import Path

from openpyxl import load_workbook

NAME = 4  # column of the sample


def approve(candidates: Path, name: str, *, minutes: int) -> None:
    """So many minutes and larger type for one of them, in the optional columns of the list."""
    book = load_workbook(candidates)
    sheet = book.active
    assert sheet is not None
    care = sheet.max_column + 1
    sheet.cell(1, care, "照顾")
    sheet.cell(1, care + 1, "字号")
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, NAME).value == name:
            sheet.cell(row, care, f"延长 {minutes} 分钟")
            sheet.cell(row, care + 1, "大")
    book.save(candidates)
