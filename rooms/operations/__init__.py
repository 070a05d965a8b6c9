"""The verbs of the room."""

from rooms.operations.centre_reports import report_to_centre
from rooms.operations.commands import Acknowledgement, CommandResult, acknowledge_commands, issue_command
from rooms.operations.corrections import correct_number, give_seat
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
from rooms.operations.matters import (
    end_matters,
    give_back_matter,
    open_matter,
    settle_matter,
    take_matter,
    withdraw_matters,
)
from rooms.operations.parameters import set_parameters
from rooms.operations.remote import Place, PlaceResult, check_place, command_places, places_of, results_of
from rooms.operations.rooms import create_room
from rooms.operations.scanning import Numbered, Rule, number_machines, plan_numbers
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
from rooms.operations.watched import Cause, keep_matters

__all__ = [
    "BY_HAND",
    "Acknowledgement",
    "Caller",
    "Cause",
    "CommandResult",
    "Numbered",
    "Place",
    "PlaceResult",
    "Rule",
    "SeatChanges",
    "SeatResult",
    "Source",
    "acknowledge_commands",
    "add_seat",
    "admit_machine",
    "change_seat",
    "check_place",
    "close_client",
    "command_places",
    "correct_number",
    "create_room",
    "delete_seat",
    "end_matters",
    "enrol",
    "give_back_matter",
    "give_seat",
    "hide_numbers",
    "import_seats",
    "issue_command",
    "keep_matters",
    "move_seat",
    "number_machines",
    "open_matter",
    "places_of",
    "plan_numbers",
    "plan_seats",
    "report_to_centre",
    "results_of",
    "set_parameters",
    "settle_matter",
    "show_numbers",
    "start_client",
    "take_matter",
    "take_seat",
    "touch",
    "withdraw_matters",
]
