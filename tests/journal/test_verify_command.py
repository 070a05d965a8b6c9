"""manage.py journal verify: names every place where a chain does not hold, and only those."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from journal import record
from journal.actor import Actor
from journal.models import Chain, Event, PrivateValue

pytestmark = pytest.mark.django_db(databases="__all__")
ACTOR = Actor(kind="user", name="张三", user_id=7)


@pytest.fixture
def chain() -> Chain:
    """Five events, each with a name that the chain only commits to."""
    for number in range(1, 6):
        record.append("resumed", ACTOR, chain="room:1", private={"name": f"考生{number}"}, seat=number)
    return Chain.objects.get(name="room:1")


def journal(*arguments: str) -> tuple[int, str, str]:
    """(exit status, what it said, what it complained of)"""
    out, complaints = StringIO(), StringIO()
    try:
        call_command("journal", *arguments, "--lang", "en", stdout=out, stderr=complaints)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue(), complaints.getvalue()
    return 0, out.getvalue(), complaints.getvalue()


def test_a_chain_that_holds_says_so(chain: Chain):
    assert journal("verify") == (0, f"room:1: 5 events, holds, head {chain.head}\n", "")


def test_a_changed_event_is_named(chain: Chain):
    Event.objects.filter(number=3).update(body=Event.objects.get(number=3).body.replace('"seat":3', '"seat":4'))

    status, said, complaints = journal("verify")

    assert (status, complaints) == (1, "room:1, event 3: the event, or one before it, was changed, added or removed\n")
    assert "does NOT hold" in said


def test_a_removed_event_is_named(chain: Chain):
    gone = Event.objects.get(number=3)
    gone.private_values.all().delete()
    gone.delete()

    status, _said, complaints = journal("verify")

    assert (status, complaints.splitlines()) == (
        1,
        [
            "room:1, event 3: an event is missing",
            "room:1, event 4: the event, or one before it, was changed, added or removed",
        ],
    )


def test_events_cut_off_at_the_end_are_noticed(chain: Chain):
    PrivateValue.objects.filter(event__number=5).delete()
    Event.objects.filter(number=5).delete()

    assert journal("verify")[::2] == (1, "room:1, event 4: the head of the chain is not that of its last event\n")


def test_a_changed_column_is_named(chain: Chain):
    Event.objects.filter(number=2).update(code="submitted")

    assert journal("verify")[::2] == (1, "room:1, event 2: a column does not say what the event says\n")


def test_a_changed_private_value_is_named(chain: Chain):
    PrivateValue.objects.filter(event__number=2, key="name").update(value="别人")

    assert journal("verify")[::2] == (1, "room:1, event 2: the private value “name” was changed\n")


def test_a_purged_private_value_is_no_fault(chain: Chain):
    PrivateValue.objects.filter(event__number__lte=3).delete()

    assert journal("verify")[0] == 0


def test_one_chain_can_be_named_and_must_exist(chain: Chain):
    record.append("first_account", ACTOR)
    PrivateValue.objects.filter(event__chain__name="site").update(value="别人")

    assert journal("verify", "room:1")[0] == 0
    assert journal("verify")[0] == 1
    with pytest.raises(CommandError, match="There are: room:1, site"):
        journal("verify", "room:2")


def test_head_tells_number_and_hash(chain: Chain):
    assert journal("head") == (0, f"room:1 5 {chain.head}\n", "")


def test_a_witness_from_paper_agrees_or_not(chain: Chain):
    third = Event.objects.get(number=3).hash

    agrees, other = journal("verify", "--witness", f"3:{third[:8]}"), journal("verify", "--witness", f"4:{third}")

    assert (agrees[0], agrees[1].splitlines()[-1]) == (0, "The witness agrees with room:1.")
    assert (other[0], other[2]) == (1, f"No chain has event 4 with the hash {third}.\n")
    with pytest.raises(CommandError):
        journal("verify", "--witness", "3")
