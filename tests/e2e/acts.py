"""What a test sets up in the server's database, in another process (`tests.hands`)."""

from django.contrib.auth.models import Group, User

from rooms.models import CentreReport, Staff


def add_administrator(name: str, password: str) -> None:
    """A second person who may do everything."""
    user = User.objects.create_user(name, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=Staff.Role.ADMINISTRATOR))
    Staff.objects.create(user=user, role=Staff.Role.ADMINISTRATOR, name=name)


def told_the_centre() -> list[str]:
    """What waits to be sent to a test centre, or was."""
    return list(CentreReport.objects.values_list("kind", flat=True))
