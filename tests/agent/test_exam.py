"""A candidate's way through an exam at one machine (C2, C3, E24)."""

import json

from tests.agent.conftest import Desks, until
from tests.agent.fake_room import FakeRoom


async def test_answers_are_on_the_server_and_confirmed(room: FakeRoom, desks: Desks):
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()

    await desk.acts.answer("single/1", "A")
    await desk.acts.answer("single/1", "B")
    await desk.delivered()
    await desk.acts.submit()

    await until(lambda: desk.here.holding.receipt)
    assert [change.value for change in room.sitting.log(1)] == ["A", "B"]
    assert room.sitting.receipts[0].chain == desk.here.chain
    assert desk.screen == "submitted"


async def test_first_line_names_page_machine_and_process(room: FakeRoom, desks: Desks):
    desk = await desks.at().online()

    line = json.loads(desks.lines[0])

    assert line["machine"] == str(room.only_machine().id)
    assert line["page"].startswith("http://127.0.0.1:")
    await desk.shows("waiting")
