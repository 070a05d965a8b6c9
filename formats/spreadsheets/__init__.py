"""Spreadsheets of a test centre, as typed rows with every fault, and lists back into spreadsheets."""

from formats.spreadsheets.addresses import check_network
from formats.spreadsheets.candidate_list import candidates
from formats.spreadsheets.faults import Reading, Sheet
from formats.spreadsheets.kinds import Kind, kind_of
from formats.spreadsheets.paper_book import PaperFile, papers
from formats.spreadsheets.plan_book import plan
from formats.spreadsheets.roll import check_count, check_plan, check_room
from formats.spreadsheets.rows import CandidateRow, SeatRow
from formats.spreadsheets.seat_list import seats
from formats.spreadsheets.templates import write_template
from formats.spreadsheets.workbooks import MOST_BYTES
from formats.spreadsheets.writing import plain, safe_cell, write_csv, write_xlsx

__all__ = [
    "MOST_BYTES",
    "CandidateRow",
    "Kind",
    "PaperFile",
    "Reading",
    "SeatRow",
    "Sheet",
    "candidates",
    "check_count",
    "check_network",
    "check_plan",
    "check_room",
    "kind_of",
    "papers",
    "plain",
    "plan",
    "safe_cell",
    "seats",
    "write_csv",
    "write_template",
    "write_xlsx",
]
