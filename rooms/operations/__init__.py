"""The verbs of the room."""

from rooms.operations.centre_reports import report_to_centre
from rooms.operations.commands import Acknowledgement, CommandResult, acknowledge_commands, issue_command
from rooms.operations.machines import (
    Caller,
    SeatResult,
    admit_machine,
    close_client,
    enrol,
    hide_numbers,
    show_numbers,
    start_client,
    take_seat,
    touch,
)
from rooms.operations.matters import open_matter, settle_matter, settle_what_is_over
from rooms.operations.parameters import set_parameters
from rooms.operations.rooms import create_room
from rooms.operations.seats import (
    SeatChanges,
    add_seat,
    change_seat,
    delete_seat,
    import_seats,
    move_seat,
    plan_seats,
)
from rooms.operations.source import BY_HAND, Source

__all__ = [
    "BY_HAND",
    "Acknowledgement",
    "Caller",
    "CommandResult",
    "SeatChanges",
    "SeatResult",
    "Source",
    "acknowledge_commands",
    "add_seat",
    "admit_machine",
    "change_seat",
    "close_client",
    "create_room",
    "delete_seat",
    "enrol",
    "hide_numbers",
    "import_seats",
    "issue_command",
    "move_seat",
    "open_matter",
    "plan_seats",
    "report_to_centre",
    "set_parameters",
    "settle_matter",
    "settle_what_is_over",
    "show_numbers",
    "start_client",
    "take_seat",
    "touch",
]
