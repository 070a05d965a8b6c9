"""The proctor releases a locked login from the list of matters (C2, F4)."""

import pytest
from django.test import Client

from exams import operations
from exams.operations.login_tries import MOST_WRONG
from formats.refused import Refused
from rooms.models import Matter
from rooms.operations import open_matter
from tests.administration.browsing import client_of
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")


def pressed(browser: Client, day: Day, matter: int) -> int:
    address = f"/admin/control-room/{day.session.uuid}/release_login/"
    return browser.post(address, {"matter": matter}, content_type="application/json").status_code


def test_the_button_of_the_matter_lets_candidates_log_in_again(day: Day):
    day.login_allowed()
    for _ in range(MOST_WRONG):
        with pytest.raises(Refused):
            operations.log_in(day.machine(1).pk, ticket="1")
    matter = Matter.objects.open().get()

    status = pressed(client_of("boss"), day, matter.pk)

    assert status == 200
    assert (day.log_in("Li").state, Matter.objects.open().count()) == ("logged_in", 0)


def test_a_matter_about_no_machine_releases_nothing(day: Day):
    day.login_allowed()
    matter = open_matter(day.room, "two_links", "x")

    status = pressed(client_of("boss"), day, matter.pk)

    assert (status, Matter.objects.open().count()) == (409, 1)
