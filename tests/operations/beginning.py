"""How a session begins on the page, as far as several walks have it in common (E1, E4–E7)."""

from playwright.sync_api import Locator, expect

from tests.operations.walk import Walk


def enter(walk: Walk) -> None:
    """Names and phones; the room is not sealed."""
    walk.proctor.open_choice()
    walk.proctor.enter()
    walk.proctor.figure("expected", len(walk.files.people))


def start_clients(walk: Walk) -> None:
    """At the machines that are there; of the other seats it is said why not."""
    proctor, seats = walk.proctor, len(walk.files.people)
    dialog = proctor.open("start_client")
    expect(dialog.locator("tbody tr .st.idle")).to_have_count(seats)
    proctor.press(dialog)
    expect(dialog.locator("[data-result=ok]")).to_have_count(len(walk.machines))
    expect(dialog.locator("[data-result=refused]")).to_have_count(seats - len(walk.machines))
    walk.keep(proctor.page, "started")
    proctor.shut(dialog)


def begin(walk: Walk, **seats: int) -> None:
    """From an open room to the paper, with these people at the pages of these seats."""
    proctor = walk.proctor
    for person, seat in seats.items():
        walk.sit(person, seat)
    start_clients(walk)
    proctor.send(proctor.open("authorise"))
    for person in seats:
        walk.logs_in(person)
        walk.of(person).read_rules()
    proctor.figure("logged_in", len(seats))
    proctor.send(proctor.open("allow_start"))
    for person in seats:
        walk.of(person).sees("paper")
    proctor.figure("in_exam", len(seats))


def panel_of(walk: Walk, person: str) -> Locator:
    """What a double click opens."""
    walk.proctor.tile(person).dblclick()
    return walk.proctor.dialog("candidate")
