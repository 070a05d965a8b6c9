"""What the platforms tell: Linux from its files, Windows from stand-ins for its registry and programs (B8)."""

from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest

from agent_client.display import Display
from agent_client.measuring import hardware, marker
from agent_client.measuring.linux import Linux
from agent_client.measuring.platforms import Browser, Screen, System, said_by
from agent_client.measuring.windows import APP_PATHS, FIREWALL, LAYOUTS, UPDATES, VERSION, Windows
from formats.plan import Program


def file(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


class Programs:
    """Says what each program would print, by its name."""

    def __init__(self, **said: str) -> None:
        self.said = said

    def __call__(self, *command: str) -> str:
        return self.said.get(command[0], "")


# --- Linux
def test_linux_tells_its_name_and_version(tmp_path: Path):
    file(tmp_path, "etc/os-release", 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n')

    assert Linux(tmp_path).system() == System("Debian", "12", 64)


def test_linux_reads_the_screen_of_a_connected_output(tmp_path: Path):
    file(tmp_path, "sys/class/drm/card0-DP-1/status", "disconnected\n")
    file(tmp_path, "sys/class/drm/card0-DP-1/modes", "3840x2160\n")
    before = Linux(tmp_path).screen()
    file(tmp_path, "sys/class/drm/card0-HDMI-A-1/status", "connected\n")
    file(tmp_path, "sys/class/drm/card0-HDMI-A-1/modes", "1920x1080\n1366x768\n")

    assert (before, Linux(tmp_path).screen()) == (None, Screen(1920, 1080))


@pytest.mark.parametrize(
    ("said", "state"),
    [("inactive\nactive\ninactive", "on"), ("inactive\ninactive\ninactive", "off"), ("", "unknown")],
)
def test_linux_asks_systemd_for_the_firewall(tmp_path: Path, said: str, state: str):
    assert Linux(tmp_path, Programs(systemctl=said)).firewall() == state


@pytest.mark.parametrize(("said", "minutes"), [("masked", 0), ("static", None), ("", None)])
def test_linux_never_sleeps_where_it_is_masked_and_else_does_not_know(tmp_path: Path, said: str, minutes: int | None):
    assert Linux(tmp_path, Programs(systemctl=said)).sleep_minutes() == minutes


def test_linux_lists_the_input_methods_installed(tmp_path: Path):
    for path in ("usr/share/fcitx5/inputmethod/wbx.conf", "usr/share/ibus/component/libpinyin.xml"):
        file(tmp_path, path, "")

    assert Linux(tmp_path).input_methods() == ["libpinyin", "wbx"]


def test_this_machine_answers_every_question():
    here = Linux()

    assert here.system().name
    assert here.has_program(["sh", "cmd.exe"])
    assert not here.has_program(["no-such-program.exe"])
    assert here.is_isolated() in (True, False)
    assert said_by("no-such-program") == ""


# --- Windows
class Registry:
    def __init__(self, **machine: str | int) -> None:
        self.machine = machine
        self.users: dict[str, dict[str, str]] = {}

    def value(self, path: str, name: str, hive: str = "machine") -> str | int | None:
        if hive == "users":
            return self.users.get(path, {}).get(name)
        return self.machine.get(f"{path}/{name}")

    def keys(self, path: str, hive: str = "machine") -> list[str]:
        if hive == "users":
            return sorted({name.split("\\")[0] for name in self.users})
        return sorted(str(value) for name, value in self.machine.items() if name.startswith(f"{path}/key"))

    def values(self, path: str, hive: str = "machine") -> list[str]:
        return sorted(self.users.get(path, {}))


def windows(ask: Programs | None = None, machine: Mapping[str, str | int] | None = None) -> Windows:
    return Windows(Registry(**(machine or {})), ask or Programs(), "SYSTEM")


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ({"CurrentBuildNumber": "7601"}, "7"),
        ({"CurrentBuildNumber": "19045", "CurrentMajorVersionNumber": 10}, "10"),
        ({"CurrentBuildNumber": "22631", "CurrentMajorVersionNumber": 10}, "11"),
    ],
)
def test_windows_tells_its_version_by_the_build(told: dict[str, str | int], version: str):
    registry = {f"{VERSION}/{name}": value for name, value in told.items()}

    assert windows(machine=registry).system().version == version


def test_windows_tells_browser_screen_and_firewall():
    there = windows(
        Programs(powershell="1920x1080\r\n"),
        {f"{UPDATES[0][1]}/pv": "118.0.5993.89", rf"{FIREWALL}\StandardProfile/EnableFirewall": 1},
    )

    assert there.browser() == Browser("Google Chrome", "118.0.5993.89")
    assert (there.screen(), there.firewall()) == (Screen(1920, 1080), "on")
    assert (windows().screen(), windows().firewall(), windows().browser()) == (None, "unknown", None)


def test_windows_reads_the_sleep_setting_for_mains_power():
    said = "Minimum: 0x00000000\nIndex AC: 0x00000708\nIndex DC: 0x00000384\n"

    assert windows(Programs(powercfg=said)).sleep_minutes() == 30
    assert windows(Programs(powercfg=said.replace("708", "000"))).sleep_minutes() == 0
    assert windows().sleep_minutes() is None


def test_windows_finds_programs_and_input_methods():
    registry = Registry(**{f"{APP_PATHS}/key1": "Code.exe", rf"{LAYOUTS}\00000804/Layout Text": "微软拼音"})
    registry.users = {r"S-1-5-21\Keyboard Layout\Preload": {"1": "00000804"}}
    there = Windows(registry, Programs(), "exam")

    assert (there.has_program(["code.exe"]), there.has_program(["eclipse.exe"])) == (True, False)
    assert (there.input_methods(), there.is_isolated(), windows().is_isolated()) == (["微软拼音"], False, True)


# --- both
def test_forbidden_programs_are_found_by_the_name_of_the_process():
    here = Program(name="here", executables=(f"{psutil.Process().name().upper()}.EXE",))

    assert hardware.running([here]) != []
    assert hardware.running([Program(name="other", executables=("QQ.exe",))]) == []


def test_the_disk_is_left_as_it_was(tmp_path: Path):
    measured = hardware.disk(tmp_path)

    assert all(isinstance(value, int) and value > 0 for value in measured.values())
    assert list(tmp_path.iterdir()) == []


def test_the_marker_survives_only_a_restart(tmp_path: Path):
    first, same, later = (marker.look(tmp_path, boot) for boot in ("a", "a", "b"))

    assert [each["survived"] for each in (first, same, later)] == [0, 0, 1]
    assert first["marker"] == later["marker"]


def test_the_page_tells_its_browser():
    display = Display()

    display.opened_with("Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36")

    assert display.browser == Browser("Chrome", "120.0.0.0")
