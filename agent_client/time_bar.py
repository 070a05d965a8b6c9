"""The strip with the remaining time over all windows: python -m agent_client.time_bar

One JSON line a second on its standard input says what stands on it (`kiosk_yield.Left`); it prints `back` when 返回试卷 is
pressed, and ends with its input. Exit 3: there is no screen for it here.
"""

import sys
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

import msgspec

from agent_client.kiosk_front import NO_BAR
from agent_client.kiosk_yield import Left

if TYPE_CHECKING:
    import tkinter

HEIGHT: Final = 40
LOOK_EVERY_MS: Final = 100
GROUND, INK, LAST = "#14243a", "#eaf0f8", "#b3202c"
_decoder: Final = msgspec.json.Decoder(Left)
Lines = SimpleQueue[Left | None]


def read(lines: Lines) -> None:
    """Until the end of the input; what is no line of ours is passed over."""
    for line in sys.stdin.buffer:
        try:
            lines.put(_decoder.decode(line))
        except msgspec.DecodeError:
            continue
    lines.put(None)


class Strip:
    """Above everything, without a frame that could be closed, across the top of the screen."""

    def __init__(self, window: "tkinter.Tk", lines: Lines) -> None:
        import tkinter  # slow, and missing where there is no desktop

        self._window, self._lines = window, lines
        window.overrideredirect(boolean=True)
        window.attributes("-topmost", True)
        window.configure(background=GROUND)
        window.geometry(f"{window.winfo_screenwidth()}x{HEIGHT}+0+0")
        font = ("Noto Sans CJK SC", 14)
        self._note = tkinter.Label(window, background=GROUND, foreground=INK, font=font, anchor="w")
        self._time = tkinter.Label(window, background=GROUND, foreground=INK, font=(font[0], 16, "bold"))
        self._back = tkinter.Button(window, font=font, command=_press_back)
        self._back.pack(side="right", padx=8)
        self._time.pack(side="right", padx=16)
        self._note.pack(side="left", fill="x", expand=True, padx=16)

    def look(self) -> None:
        """Draw what has come; the newest is enough."""
        try:
            while True:
                left = self._lines.get_nowait()
                if left is None:
                    return self._window.destroy()
                self._draw(left)
        except Empty:
            self._window.lift()
        self._window.after(LOOK_EVERY_MS, self.look)
        return None

    def _draw(self, left: Left) -> None:
        ground = LAST if left.hurry else GROUND
        self._time.configure(text=f"{left.label}  {left.time}", background=ground)
        self._note.configure(text=left.note)
        self._back.configure(text=left.back)


def _press_back() -> None:
    sys.stdout.write("back\n")
    sys.stdout.flush()


def main() -> int:
    try:
        import tkinter  # missing where there is no desktop
    except ImportError:
        return NO_BAR
    try:
        window = tkinter.Tk()
    except tkinter.TclError:  # no screen
        return NO_BAR
    lines: Lines = SimpleQueue()
    threading.Thread(target=read, args=(lines,), daemon=True).start()
    Strip(window, lines).look()
    window.mainloop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
