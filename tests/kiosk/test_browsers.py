"""Which browser is taken, and what closes it to the network (C2)."""

from pathlib import Path

from agent_client.kiosk.browsers import Browser, find, windows_places

PAGE = "http://127.0.0.1:40123/?start=abc"


def flag(command: list[str], name: str) -> str:
    return next(each for each in command if each.startswith(f"--{name}=")).partition("=")[2]


def test_the_first_installed_of_chromium_chrome_and_edge_is_taken():
    def which(name: str) -> str | None:
        return f"/usr/bin/{name}" if name in ("microsoft-edge", "google-chrome") else None

    assert find(which=which) == Browser("/usr/bin/google-chrome")
    assert find("microsoft-edge", more=["--x"], which=which) == Browser("/usr/bin/microsoft-edge", ("--x",))
    assert find(which=lambda name: None) is None


def test_on_windows_it_lies_where_installers_put_it():
    found = windows_places({"PROGRAMFILES": "P", "LOCALAPPDATA": "L"})

    assert [(path.parts[0], path.name.rpartition("\\")[2]) for path in found] == [
        ("P", "chrome.exe"), ("L", "chrome.exe"), ("P", "msedge.exe"), ("L", "msedge.exe")
    ]  # fmt: skip


def test_everything_but_the_page_goes_to_the_daemon_which_answers_nobody_else():
    command = Browser("/usr/bin/chromium").command(PAGE, Path("/p"))

    assert flag(command, "proxy-server") == "http://127.0.0.1:40123"
    assert flag(command, "proxy-bypass-list") == "<-loopback>;127.0.0.1:40123"
    assert flag(command, "user-data-dir") == "/p"
    assert {"--kiosk", "--incognito", "--disable-extensions"} <= set(command)
    assert command[-1] == PAGE
    assert "--edge-kiosk-type=fullscreen" not in command
    assert "--edge-kiosk-type=fullscreen" in Browser(r"/opt/microsoft-edge").command(PAGE, Path("/p"))
