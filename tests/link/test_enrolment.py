"""How a machine comes in for the first time, and is known from then on (C1, B5)."""

import aiohttp
import pytest

from formats.messages import Close, Refused, SeatState
from tests.link import acts
from tests.link.conftest import Place

pytestmark = pytest.mark.db


async def test_a_new_machine_gets_a_token_and_is_known_by_it(place: Place):
    machine = await place.machine()

    first = await machine.join(hostname="PC07", client="1.0")
    again = await machine.join(hostname="PC07", client="1.0")

    assert (len(first.token or ""), again.token) == (43, None)
    assert await place.call(acts.machines) == [
        {"id": machine.id, "hostname": "PC07", "address": place.address(1), "seat__number": None, "client": "1.0"}
    ]


async def test_a_seat_entered_by_ip_is_taken_by_the_machine_that_calls_from_there(place: Place):
    await place.call(acts.add_seat, 7, place.address(7))
    machine, other = await place.machine(7), await place.machine(7)

    welcome = await machine.join()
    later = await other.join()

    assert (welcome.state.number, later.state.number) == (7, None)
    assert await place.call(acts.events) == ["machine_enrolled", "seat_taken", "machine_enrolled"]


async def test_a_machine_keeps_its_seat_at_another_address(place: Place):
    machine = await place.seated(7)
    await machine.leave()
    machine.address = place.address(8)

    welcome = await machine.join()

    assert welcome.state.number == 7
    [stored] = await place.call(acts.machines)
    assert stored["address"] == place.address(8)


async def test_a_token_on_other_hardware_is_refused(place: Place):
    machine = await place.joined()
    await machine.dial()
    await machine.say(machine.hello(fingerprint="another board"))

    refused = await machine.hear(Refused)

    assert (refused.code, refused.fatal) == ("token", True)
    assert await machine.closed() == Close.TOKEN


async def test_an_unknown_token_is_refused(place: Place):
    machine = await place.machine()
    machine.token = "of nobody"
    await machine.dial()

    refused = await machine.hear(Refused)

    assert (refused.code, refused.text) == ("token", "服务器不认识该令牌，考试机将重新注册。")
    assert await machine.closed() == Close.TOKEN


async def test_a_machine_whose_welcome_was_lost_enrols_again_under_its_id(place: Place):
    machine = await place.joined()
    await machine.leave()
    await place.comes_to(set(), acts.online)
    lost, machine.token = machine.token, None

    welcome = await machine.join()

    assert welcome.token not in (None, lost)
    assert len(await place.call(acts.machines)) == 1


async def test_an_id_is_not_given_to_other_hardware(place: Place):
    machine = await place.joined()
    await machine.leave()
    thief = await place.machine(identity=machine.id, fingerprint="another board")
    await thief.dial()
    await thief.say(thief.hello())

    assert (await thief.hear(Refused)).code == "token"
    assert await thief.closed() == Close.TOKEN


async def test_equal_hardware_under_two_ids_is_let_in_and_marked(place: Place):
    first, second = await place.machine(1, fingerprint="cloned"), await place.machine(2, fingerprint="cloned")

    await first.join()
    await second.join()

    [(kind, values)] = await place.call(acts.matters)
    assert kind == "equal_fingerprints"
    assert values["machines"] == [str(first.id), str(second.id)]


async def test_a_machine_of_no_room_is_refused(place: Place):
    await place.call(acts.make_room_elsewhere)
    machine = await place.machine()
    machine.address = "127.99.99.99"
    await machine.dial()
    await machine.say(machine.hello())

    assert (await machine.hear(Refused)).code == "room.unknown"
    assert await machine.closed() == Close.NOT_ADMITTED


async def test_two_links_with_one_id_swap_neither_and_show_both(place: Place):
    machine = await place.joined(1)
    machine.keep_beating()
    second = await place.machine(2, identity=machine.id, fingerprint=machine.fingerprint)
    second.token = machine.token
    await second.dial()
    await second.say(second.hello())

    assert await second.closed() == Close.DUPLICATE
    assert (await (await machine.rest()).beat()).server_time
    assert await place.call(acts.matters) == [("two_links", {"first": place.address(1), "second": place.address(2)})]


async def test_a_machine_that_lost_its_connection_takes_the_place_of_its_dead_link(place: Place):
    machine = await place.joined()
    machine.pull_the_plug()
    returned = await place.machine(1, identity=machine.id, fingerprint=machine.fingerprint)
    returned.token = machine.token

    welcome = await returned.join()

    assert welcome.state.version
    assert await place.call(acts.matters) == []
    await place.comes_to({machine.id}, acts.online)


async def test_a_browser_is_refused_before_it_is_accepted(place: Place):
    machine = await place.machine()

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await machine.dial(Origin=place.server.url)

    assert refused.value.status == 403


async def test_a_machine_that_is_deleted_loses_its_link(place: Place):
    machine = await place.joined()
    await place.comes_to({machine.id}, acts.online)

    await place.call(acts.delete_machine, machine.id)

    assert await machine.closed() == Close.TOKEN


async def test_while_a_session_runs_a_new_machine_waits_until_the_proctor_admits_it(place: Place):
    await place.call(acts.run_a_session)
    machine = await place.machine()
    await machine.dial()
    await machine.say(machine.hello())

    refused = await machine.hear(Refused)
    code = await machine.closed()
    waiting = await place.call(acts.matters)
    await place.call(acts.admit)
    welcome = await machine.join()

    assert (refused.code, code) == ("enrolment.closed", Close.NOT_ADMITTED)
    assert waiting == [("enrolment_closed", {"address": place.address(1)})]
    assert welcome.token


async def test_a_known_machine_comes_in_while_a_session_runs(place: Place):
    machine = await place.joined()
    await machine.leave()
    await place.call(acts.run_a_session)

    welcome = await machine.join()

    assert isinstance(welcome.state, SeatState)


async def test_a_first_frame_nested_without_end_is_malformed(place: Place):
    machine = await place.machine()
    await machine.dial()
    await machine.socket.send_str("[" * 5000)

    assert await machine.closed() == Close.MALFORMED


async def test_the_first_frame_must_be_hello(place: Place):
    machine = await place.machine()
    await machine.dial()
    await machine.say(machine.a_beat(seen=0))

    assert await machine.closed() == Close.MALFORMED


@pytest.mark.parametrize("changes", [{"version": 2}, {"version": 0}])
async def test_another_version_is_told_so(place: Place, changes: dict[str, int]):
    machine = await place.machine()
    await machine.dial()
    await machine.say(machine.hello(**changes))

    assert await machine.closed() == Close.VERSION


async def test_a_hello_of_a_later_version_with_other_fields_is_told_so(place: Place):
    machine = await place.machine()
    await machine.dial()
    await machine.socket.send_str('{"type":"hello","n":1,"version":7,"who":"me"}')

    assert await machine.closed() == Close.VERSION


async def test_without_a_token_only_twenty_sockets_of_an_address_are_heard_for_five_seconds(place: Place):
    waiting = [await place.machine() for _ in range(20)]
    for each in waiting:
        await each.dial()
    one_more, elsewhere = await place.machine(), await place.machine(2)

    await one_more.dial()

    assert await one_more.closed() == Close.RATE
    assert (await elsewhere.join()).token
    assert {await each.closed() for each in waiting} == {Close.MALFORMED}
    assert (await one_more.join()).token
