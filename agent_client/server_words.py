"""The server's refusals in English, by their code: on the wire they are in Chinese (docs/protocol.md)."""

from typing import Final

from formats.refused import Refused

_EN: Final[dict[str, str]] = {
    "login.absent": "You are registered as absent. Tell the invigilator.",
    "login.held_elsewhere": "This candidate is logged in at seat %(seat)s. Raise your hand: the invigilator can let you go on here.",
    "login.late": "The time for entering is over. Tell the invigilator.",
    "login.locked": "Login is locked at this machine after %(tries)d wrong tries. Tell the invigilator.",
    "login.machine_busy": "Another candidate is logged in at this machine. Tell the invigilator.",
    "login.moved": "Your seat is now %(seat)s. Please go there.",
    "login.no_paper": "The paper of this subject is not here yet. Tell the invigilator.",
    "login.no_seat": "This machine has no seat number yet. Tell the invigilator.",
    "login.not_checked": "Your admission ticket has not been checked yet. Raise your hand: the invigilator comes to you.",
    "login.not_open": "Login is not open yet. Please wait.",
    "login.other_seat": "Your seat is %(seat)s. Please go there.",
    "login.proof": "The ID number does not belong to this ticket number. Check both.",
    "login.submitted": "You have already handed in.",
    "login.unknown_ticket": "This ticket number is not in this session. Check it digit by digit.",
    "machine.gone": "This machine is not known in the room any more.",
    "number.not_shown": "The number can be changed here only while the proctor has the seat numbers shown.",
    "number.taken": "Seat number %(number)s is in use already. Type another one, or tell the proctor.",
    "seats.gone": "Seat %(seat)s has been deleted meanwhile.",
    "seats.number_range": "A seat number is 1 to %(last)d.",
    "server.fault": "The server could not do this. Try again; tell the invigilator.",
}


def english(refused: Refused) -> str | None:
    """The sentence, if the code is known and its values are as they should be; a newer server may have others."""
    text = _EN.get(refused.code)
    try:
        return text % refused.values if text else None
    except (KeyError, TypeError):
        return None


def codes() -> frozenset[str]:
    return frozenset(_EN)
