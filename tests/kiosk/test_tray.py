"""The icon beside the clock, where there is a tray; without one nothing is missing (C1)."""

import threading
from typing import Any

from agent_client.kiosk.tray import COLOURS, Icon, NoTray, this_tray


class Pystray:
    """Stands in for the library: one icon, which notes what it shows."""

    class Icon:
        def __init__(self, name: str, picture: Any, title: str) -> None:
            self.icon, self.title = picture, title
            self.is_running = threading.Event()
            self.is_stopped = False

        def run(self) -> None:
            self.is_running.set()

        def stop(self) -> None:
            self.is_stopped = True


class Image:
    @staticmethod
    def new(mode: str, size: tuple[int, int], colour: str) -> str:
        return colour


def test_it_shows_link_and_seat_by_colour_and_by_words():
    tray = Icon(Pystray, Image)
    icon = tray._icon

    assert icon.is_running.wait(5)
    assert (icon.icon, icon.title) == (COLOURS["offline"], "监考 Jiankao · 未连接监考机 / not connected")
    tray.show("online", "009")
    assert (icon.icon, icon.title) == (COLOURS["online"], "监考 Jiankao · 009 · 已连接监考机 / connected")
    tray.stop()

    assert icon.is_stopped


def test_without_library_or_tray_there_is_none_and_nothing_fails():
    def refused() -> Icon:
        raise ValueError("no tray on this desktop")

    tray = this_tray(refused)
    tray.show("online", "009")
    tray.stop()

    assert isinstance(tray, NoTray)
