"""The icon beside the clock, where there is a tray and the library for it: link and seat number (C1)."""

import threading
from collections.abc import Callable
from typing import Any, Final, Protocol

COLOURS: Final = {"online": "#1a7f37", "searching": "#9a6700", "offline": "#b42318"}
WORDS: Final = {
    "online": "已连接监考机 / connected",
    "searching": "正在寻找监考机 / looking for the server",
    "offline": "未连接监考机 / not connected",
}


class Tray(Protocol):
    def show(self, state: str, text: str) -> None:
        """`state` is "online", "offline" or "searching"; `text` is the seat's number, or nothing."""

    def stop(self) -> None: ...


class NoTray:
    """Everywhere else."""

    def show(self, state: str, text: str) -> None:
        pass

    def stop(self) -> None:
        pass


class Icon:
    """Drawn by pystray in a thread of its own. `pystray` and `image` are its module and Pillow's."""

    def __init__(self, pystray: Any, image: Any) -> None:
        self._image = image
        self._icon = pystray.Icon("jiankao", self._picture("offline"), title("offline", ""))
        threading.Thread(target=self._icon.run, daemon=True).start()

    def show(self, state: str, text: str) -> None:
        self._icon.icon = self._picture(state)
        self._icon.title = title(state, text)

    def stop(self) -> None:
        self._icon.stop()

    def _picture(self, state: str) -> Any:
        return self._image.new("RGB", (64, 64), COLOURS.get(state, COLOURS["offline"]))


def title(state: str, text: str) -> str:
    """Read out by a screen reader, and shown under the pointer: colour alone says nothing."""
    seat = f" · {text}" if text else ""
    return f"监考 Jiankao{seat} · {WORDS.get(state, WORDS['offline'])}"


def this_tray(load: Callable[[], Tray] | None = None) -> Tray:
    """`NoTray` without the library, without a tray, or where the desktop refuses."""
    try:
        return (load or _load)()
    except Exception:  # whatever the library raises for a desktop without a tray; an exam needs no icon
        return NoTray()


def _load() -> Tray:
    import pystray  # optional: it draws with the desktop's own libraries, which a machine may lack
    from PIL import Image  # comes with it

    return Icon(pystray, Image)
