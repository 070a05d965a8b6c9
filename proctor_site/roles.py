"""The three roles and what each may do (S1): the one table that rights come from."""

from typing import Any, Final

from django.contrib.auth.models import Group, Permission

from rooms.models import Staff

SEE: Final = frozenset({"rooms.see_room"})
WORK: Final = SEE | {
    "rooms.work_room",
    "rooms.command_machines",
    "exams.authorise",
    "exams.run_session",
    "incidents.register_violation",
    "incidents.resume",
    "incidents.give_extra_time",
    "incidents.lock_screen",
    "incidents.register_absence",
    "incidents.interrupt",
    "incidents.reset",
}
RUN: Final = WORK | {"rooms.manage_room", "rooms.import_files", "exams.end_session", "exams.export_answers"}
VIEWED: Final = (
    "rooms.room rooms.seat rooms.machine exams.plan exams.session exams.subject exams.candidate exams.sitting"
    " incidents.violation incidents.resume incidents.absence incidents.screenlock incidents.interruption"
    " incidents.message incidents.raisedhand incidents.outing incidents.attendance"
    " exams.timeentry journal.event incidents.violationtype incidents.coderequest rooms.staff"
).split()
VIEW: Final = frozenset(f"{model.split('.')[0]}.view_{model.split('.')[1]}" for model in VIEWED)

PERMISSIONS: Final = {
    Staff.Role.ADMINISTRATOR: RUN | VIEW | {"rooms.manage_staff"},
    Staff.Role.INVIGILATOR: WORK | VIEW,
    Staff.Role.SUPERVISOR: SEE | VIEW,
}


def settle_groups(**kwargs: Any) -> None:
    """Make the three groups hold exactly what the table says; runs after every migrate."""
    if kwargs.get("using", "default") != "default":
        return
    stored = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    for role, names in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=str(role.value))
        group.permissions.set([stored[name] for name in names if name in stored])
