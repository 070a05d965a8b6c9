"""The daemon as a service on Windows, with a stand-in for its service manager (C1, I1)."""

import asyncio
import threading

import pytest

from agent_client.service import windows
from agent_client.service.plan import POLICY, Wanted
from agent_client.service.windows import Service, plan, serve

WANTED = Wanted(
    program=(r"C:\Program Files\Jiankao\jiankao-agent.exe",),
    candidate="exam",
    settings={"room": "001"},
    lock_browser=True,
)


class Manager:
    """Notes what it was told, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.is_running = threading.Event()

    def running(self) -> None:
        self.told.append("running")
        self.is_running.set()

    def stopping(self) -> None:
        self.told.append("stopping")

    def stopped(self, code: int) -> None:
        self.told.append(f"stopped {code}")


async def for_ever() -> int:
    await asyncio.Event().wait()
    return 0


def test_it_runs_until_the_system_asks_it_to_stop():
    manager = Manager()
    service = Service(manager, for_ever)
    thread = threading.Thread(target=service.run)
    thread.start()

    assert manager.is_running.wait(10)
    service.stop()
    thread.join(10)

    assert manager.told == ["running", "stopping", "stopped 0"]


def test_a_stop_that_comes_before_the_start_counts():
    manager = Manager()
    service = Service(manager, for_ever)

    service.stop()
    assert service.run() == 0

    assert manager.told == ["stopping", "running", "stopped 0"]


def test_a_fault_ends_it_with_a_code_so_that_the_system_starts_it_again():
    manager = Manager()

    async def broken() -> int:
        raise OSError("disk")

    assert Service(manager, broken).run() == 1
    assert manager.told == ["running", "stopped 1"]
    assert ("sc", "failureflag", "jiankao-agent", "1") in plan(WANTED).after


def test_it_is_a_service_of_an_account_of_its_own_with_a_closed_folder():
    commands = [" ".join(command) for command in plan(WANTED).after]

    created = next(each for each in commands if each.startswith("sc create"))
    assert (
        r'binPath= "C:\Program Files\Jiankao\jiankao-agent.exe" service --data C:\ProgramData\jiankao-agent' in created
    )
    assert r"obj= NT AUTHORITY\LocalService" in created
    closed = next(each for each in commands if each.startswith(r"icacls C:\ProgramData\jiankao-agent /"))
    assert "exam" not in closed
    assert "/inheritance:r" in closed
    address = next(each for each in commands if each.startswith(r"icacls C:\ProgramData\jiankao-agent-run"))
    assert "exam:(OI)(CI)R" in address
    assert commands[-1] == "sc start jiankao-agent"


def test_browsers_get_their_policies_and_lose_them_again():
    added = [command for command in plan(WANTED).after if command[:2] == ("reg", "add")]
    removed = [command for command in plan(WANTED).before_removal if command[:2] == ("reg", "delete")]

    assert (
        "reg",
        "add",
        rf"{windows.POLICY_KEYS[1]}\URLBlocklist",
        "/v",
        "1",
        "/t",
        "REG_SZ",
        "/d",
        "*",
        "/f",
    ) in added
    assert removed[0][2] == windows.RUN_KEY
    assert ("reg", "delete", rf"{windows.POLICY_KEYS[0]}\URLBlocklist", "/f") in removed
    assert len(removed) == 1 + 2 * len(POLICY)
    assert not any(command == ("reg", "delete", key, "/f") for command in removed for key in windows.POLICY_KEYS)


def test_elsewhere_it_says_what_to_do():
    with pytest.raises(RuntimeError, match="systemd"):
        serve(for_ever)
