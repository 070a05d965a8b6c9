"""What is asked at the same time is answered by one call, and a fault reaches whom it concerns (C1)."""

import asyncio

import pytest

from rooms.live.gather import MOST_AT_ONCE, Gather


class Oracle:
    """Doubles numbers; refuses odd ones, and everything while `fault` is set. Records its calls."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.fault: Exception | None = None
        self.called = asyncio.Event()

    async def __call__(self, numbers: list[int]) -> list[int | Exception]:
        self.calls.append(numbers)
        self.called.set()
        await asyncio.sleep(0)
        if self.fault:
            raise self.fault
        return [2 * number if number % 2 == 0 else ValueError(number) for number in numbers]


@pytest.fixture
def oracle() -> Oracle:
    return Oracle()


async def test_what_comes_while_a_call_runs_goes_with_the_next(oracle: Oracle):
    gather = Gather(oracle)

    first = asyncio.create_task(gather.ask(2))
    await oracle.called.wait()
    others = await asyncio.gather(*(gather.ask(number) for number in (4, 6)))

    assert (await first, others) == (4, [8, 12])
    assert oracle.calls == [[2], [4, 6]]


async def test_one_call_takes_a_bounded_number(oracle: Oracle):
    gather = Gather(oracle)

    answers = await asyncio.gather(*(gather.ask(2 * number) for number in range(120)))

    assert answers == [4 * number for number in range(120)]
    assert [len(call) for call in oracle.calls] == [MOST_AT_ONCE, MOST_AT_ONCE, 120 - 2 * MOST_AT_ONCE]


async def test_a_refusal_reaches_only_its_asker(oracle: Oracle):
    gather = Gather(oracle)

    answers = await asyncio.gather(*(gather.ask(number) for number in (2, 3, 4)), return_exceptions=True)

    assert [str(answer) for answer in answers] == ["4", "3", "8"]
    assert isinstance(answers[1], ValueError)


async def test_a_failed_call_reaches_all_and_the_next_works(oracle: Oracle):
    gather = Gather(oracle)
    oracle.fault = OSError("gone")

    failed = await asyncio.gather(gather.ask(2), gather.ask(4), return_exceptions=True)
    oracle.fault = None

    assert [type(each) for each in failed] == [OSError, OSError]
    assert await gather.ask(2) == 4


async def test_who_does_not_wait_any_more_holds_nobody_up(oracle: Oracle):
    gather = Gather(oracle)

    leaving, staying = asyncio.create_task(gather.ask(2)), asyncio.create_task(gather.ask(4))
    await asyncio.sleep(0)
    leaving.cancel()

    assert await staying == 8


async def test_what_is_told_is_done_without_waiting_and_a_fault_is_logged(
    oracle: Oracle, caplog: pytest.LogCaptureFixture
):
    gather, oracle.fault = Gather(oracle), RuntimeError("disk")

    await gather.tell(2)
    done_at_once = list(oracle.calls)
    await asyncio.gather(gather.ask(4), return_exceptions=True)

    assert (done_at_once, oracle.calls) == ([], [[2], [4]])
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [oracle.fault]
