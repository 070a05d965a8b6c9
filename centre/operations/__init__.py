"""The verbs of the centre: the only place that changes anything."""

from centre.operations.accounts import set_password
from centre.operations.authorizations import authorization, windows
from centre.operations.codes import Computed, compute_code, level_of
from centre.operations.identity import set_identity, set_offline
from centre.operations.loading import load_candidates, load_papers, load_plan, open_paper
from centre.operations.publishing import is_changed, package_file, publish
from centre.operations.registration import heard, register, room_of_token
from centre.operations.reports import receive_code_used, receive_seal_check
from centre.operations.result_files import import_result, unpack_result
from centre.operations.results import (
    Announced,
    append_piece,
    begin_check,
    begin_result,
    check,
    keep_result,
    offset_of,
    refuse_result,
    result_of,
)
from centre.operations.rooms import add_room, release_room, room_for

__all__ = [
    "Announced",
    "Computed",
    "add_room",
    "append_piece",
    "authorization",
    "begin_check",
    "begin_result",
    "check",
    "compute_code",
    "heard",
    "import_result",
    "is_changed",
    "keep_result",
    "level_of",
    "load_candidates",
    "load_papers",
    "load_plan",
    "offset_of",
    "open_paper",
    "package_file",
    "publish",
    "receive_code_used",
    "receive_seal_check",
    "refuse_result",
    "register",
    "release_room",
    "result_of",
    "room_for",
    "room_of_token",
    "set_identity",
    "set_offline",
    "set_password",
    "unpack_result",
    "windows",
]
