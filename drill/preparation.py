"""The five steps before the exam as the proctor of a rehearsal does them, on the pages of the room (B1 to B11)."""

import asyncio
import re
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from drill.faults import Broken
from drill.web import Browser, plain, said_on

LOADED_WITHIN_S: Final = 120.0
CHECKED_WITHIN_S: Final = 300.0
LOOK_EVERY_S: Final = 0.3
CHECKS: Final = "/admin/checks/environment/"
FAILED_LINE: Final = re.compile(r'<tr class="fail">(.*?)</tr>', re.DOTALL)


async def change_password(browser: Browser, old: str, new: str) -> None:
    """修改密码: without it the seal check does not pass (B1, S5)."""
    page = "/admin/password_change/"
    text = await browser.submit(page, old_password=old, new_password1=new, new_password2=new)
    if 'name="new_password1"' in text:
        raise Broken(f"the password was not changed: {said_on(text)}")


async def register(
    browser: Browser, *, room_code: str, centre: str, registration_code: str, storage_path: Path
) -> None:
    """参数配置: save the parameters, which registers the room at the centre with that address (B3)."""
    address = urlsplit(centre)
    await browser.submit(
        "/admin/steps/parameters/",
        code=room_code,
        mode="centre",
        host=str(address.hostname),
        port=str(address.port),
        registration_code=registration_code,
        proctor_ip="127.0.0.1",
        storage_path=str(storage_path),
        room="",
    )


async def download(browser: Browser) -> None:
    """载入考务: fetch the package of the centre and load it (B10)."""
    page = "/admin/load/"
    text = await browser.submit(page, at=f"{page}fetch/")
    if 'id="job"' not in text:
        raise Broken(f"nothing is being fetched: {said_on(text)}")
    end = time.monotonic() + LOADED_WITHIN_S
    while not (told := await browser.ask(f"{page}fetch/state/"))["ended"]:
        if time.monotonic() > end:
            raise Broken(f"the exam was not loaded within {LOADED_WITHIN_S:.0f} s: {told['text']}")
        await asyncio.sleep(LOOK_EVERY_S)
    if 'class="jk-list"' not in await browser.page(page):
        raise Broken(f"no session was loaded: {told['text']}")


async def room_of(browser: Browser) -> str:
    """The UUID of the room that is prepared."""
    found = re.search(r'data-socket="/checks/([0-9a-f-]{36})/"', await browser.page(CHECKS))
    if found is None:
        raise Broken("环境检测 shows no room")
    return found[1]


async def until_online(browser: Browser, seats: int, *, limit_s: float) -> None:
    """机位管理 shows every machine at its seat."""
    room = await room_of(browser)
    await browser.watch(
        f"/seats/{room}/",
        lambda told: told["counts"]["online"] == told["counts"]["seats"] == seats,
        f"{seats} machines online",
        limit_s=limit_s,
    )


async def check_environment(browser: Browser) -> dict[str, Any]:
    """环境检测: check every machine, and wait until the run has ended (B8); gives the figures of the page."""
    room = await room_of(browser)
    await browser.press(f"{CHECKS}{room}/act/start/")
    told = await browser.watch(
        f"/checks/{room}/",
        lambda told: told["run"]["state"] == "ended",
        "the environment check has ended",
        limit_s=CHECKED_WITHIN_S,
    )
    return dict(told["figures"])


async def seal(browser: Browser, *, responsible: str) -> list[str]:
    """封场检测 (B11); gives the lines that failed, in the words of the page."""
    text = await browser.submit("/admin/checks/seal/", responsible=responsible)
    if 'id="responsible"' not in text or 'class="jk-list"' not in text:
        raise Broken(f"the seal check was not made: {said_on(text)}")
    return [plain(line) for line in FAILED_LINE.findall(text)]
