"""Names and ID numbers of candidates, as people type them."""

import re
from datetime import date
from enum import Enum
from typing import Final, NamedTuple

from formats.refused import N_
from formats.spreadsheets.cells import half_width, one_line

MOST_NAME: Final = 60

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS: Final = "10X98765432"
EARLIEST_BIRTH: Final = 1900

MASKED: Final = re.compile(r"[0-9A-Z]*\*+[0-9A-Z*]*")
RESIDENT: Final = re.compile(r"[0-9]{17}[0-9X]")
OTHER_DOCUMENT: Final = re.compile(r"[A-Z]{1,3}[0-9]{6,10}")


class Completeness(Enum):
    """How far an ID number can be relied on."""

    COMPLETE = "complete"
    UNCHECKED = "unchecked"  # a passport or permit: no check digit to tell a slip of the pen
    INCOMPLETE = "incomplete"  # masked or empty
    WRONG = "wrong"


class IdNumber(NamedTuple):
    """An ID number as typed, and what is to be said of it."""

    number: str
    completeness: Completeness
    code: str = ""
    text: str = ""


def read_id(typed: str) -> IdNumber:
    """An ID number with its check digit verified; a region code that nobody was given is accepted."""
    number = half_width(typed).upper().replace(" ", "").lstrip("'")
    if not number:
        return IdNumber("", Completeness.INCOMPLETE, "candidates.id_empty", N_("The ID number is empty (incomplete)."))
    if MASKED.fullmatch(number):
        told = N_("The ID number is masked (incomplete).")
        return IdNumber(number, Completeness.INCOMPLETE, "candidates.id_masked", told)
    if OTHER_DOCUMENT.fullmatch(number):
        told = N_("The ID number is not that of a resident identity card; it was not checked.")
        return IdNumber(number, Completeness.UNCHECKED, "candidates.id_unchecked", told)
    if not RESIDENT.fullmatch(number):
        return _of_wrong_length(number)
    return _resident(number)


def clean_name(typed: str) -> str:
    """A name on one line, without blanks around it or invisible characters."""
    return one_line(typed)


def _of_wrong_length(number: str) -> IdNumber:
    if re.fullmatch("[0-9X]+", number) and len(number) != 18:
        told = N_("The ID number has %(length)d characters; it must have 18.")
        return IdNumber(number, Completeness.WRONG, "candidates.id_length", told)
    told = N_("The ID number holds characters that none has.")
    return IdNumber(number, Completeness.WRONG, "candidates.id_characters", told)


def _resident(number: str) -> IdNumber:
    if not _is_date(number[6:14]):
        told = N_("The date of birth in the ID number does not exist.")
        return IdNumber(number, Completeness.WRONG, "candidates.id_birth", told)
    if number[17] != check_digit(number[:17]):
        told = N_("The check digit of the ID number is wrong; a digit was mistyped.")
        return IdNumber(number, Completeness.WRONG, "candidates.id_check_digit", told)
    return IdNumber(number, Completeness.COMPLETE)


def check_digit(body: str) -> str:
    """The 18th character to 17 digits (GB 11643)."""
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def _is_date(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= EARLIEST_BIRTH
    except ValueError:
        return False
