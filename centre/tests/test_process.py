"""The real program: what a person does in the browser, what is told on the command line, start and stop (T1, T2, E23)."""

import io
import json
import os
import re
import shutil
import socket
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from formats import authorization, codes, exam_package, sealing
from tests.centres import CentreProcess

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
TICKET = "190119999990011001"

expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProcess]:
    """Loaded and published; the first session starts in ten minutes."""
    centre = CentreProcess(tmp_path_factory.mktemp("centre"))
    centre.load_samples("--publish")
    centre.start()
    yield centre
    assert centre.stop() == 0, centre.said()


@pytest.fixture
def page() -> Iterator[Page]:
    """A browser that complained about nothing: no script error, no breach of the content policy."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("These tests need Chromium: apt-get install chromium libatomic1")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        yield page
        browser.close()
    assert complaints == []


def tell(centre: CentreProcess, path: str, body: Any, token: str = "") -> Any:
    request = urllib.request.Request(f"{centre.url}/api/v1/{path}", json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def register(centre: CentreProcess) -> str:
    told = {
        "room": "001",
        "registration_code": centre.registration_code("001"),
        "machine": "6f1c2a44-0000-4000-8000-000000000001",
        "hostname": "JK-1",
        "address": "127.0.0.1",
        "seal_key": sealing.public_of(bytes(range(32))).hex(),
    }
    return tell(centre, "rooms/register", told)["token"]


@pytest.mark.browser
def test_a_person_logs_in_with_the_code_of_the_centre_sees_the_board_and_computes_a_code(
    centre: CentreProcess, page: Page
):
    token = register(centre)
    plan = tell(centre, "rooms/heartbeat", {"state": {}}, token)["packages"][0]["plan"]
    state = {"plan": plan, "session": 1, "phase": "waiting", "figures": {"expected": 40, "logged_in": 7}}
    page.goto(centre.url)
    page.fill("#id_username", "1999999")
    page.fill("#id_password", "888")
    page.click("main button")
    expect(page.locator(".board tbody tr").first).to_contain_text("1999999001")

    tell(centre, "rooms/heartbeat", {"state": {"seats": 40, "online": 39, "sessions": [state]}}, token)

    expect(page.locator(".board .phase.waiting")).to_have_text("等待开考")
    expect(page.locator(".board tbody tr").first).to_contain_text("39 / 40")
    page.click("nav >> text=计算授权码")
    page.select_option("#id_plan", index=1)
    page.select_option("#id_kind", "extra_time")
    for name, value in (("session", "1"), ("minutes", "15"), ("count", "1"), ("challenge", "q3v8-w1tb")):
        page.fill(f"#id_{name}", value)
    page.fill("#id_tickets", codes.digest_of([TICKET]).lower())
    page.click("main .acts button")
    expect(page.locator("#code")).to_have_text(re.compile(r"^[0-9A-Z]{4} [0-9A-Z]{4}$"))
    expect(page.locator(".told")).to_contain_text(TICKET)
    page.click("button[value=en]")
    expect(page.locator("h2")).to_have_text("Monitoring board")


def test_what_a_room_without_a_network_needs_goes_out_as_files(centre: CentreProcess, tmp_path: Path):
    apart = CentreProcess(tmp_path)
    apart.load_samples()
    code = apart.registration_code("001")
    private = sealing.private_of_code("1999999001", code)

    apart.command("centre_publish", "--offline", "--out", str(tmp_path / "out"))
    apart.command("centre_authorization", "--room", "001", "--session", "1", "--out", str(tmp_path / "a.json"))

    [file] = (tmp_path / "out").iterdir()
    envelope = (tmp_path / "a.json").read_bytes()
    public = bytes.fromhex(json.loads(envelope)["key"])
    package = exam_package.read(
        io.BytesIO(file.read_bytes()), centre_public=public, room_code="1999999001", room_private=private
    )
    released = authorization.open_keys(authorization.read(envelope, centre_public=public), room_private=private)
    assert set(released) <= {paper.uuid for paper in package.manifest.papers}
    request = codes.Request(
        kind="late_start", plan=package.manifest.plan, room="1999999001", session=1, minutes=0, count=0,
        tickets=codes.digest_of([]), challenge="7K2M9QXA",
    )  # fmt: skip
    told = apart.command("centre_code", "late_start", "--room", "001", "--session", "1", "--challenge", "7k2m-9qxa")
    now = int(os.stat(tmp_path / "a.json").st_mtime) // 60
    assert codes.computed_in(package.code_key, request, told.splitlines()[0], minute=now, valid_min=60) is not None
    assert (
        apart.run("centre_code", "reset", "--room", "009", "--session", "1", "--challenge", "7K2M9QXA").returncode == 1
    )


def test_the_keys_are_nobody_elses_to_read(centre: CentreProcess):
    folder = centre.folder / "centre"

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "keys.json", folder / "secret_key")]

    assert modes == [0o700, 0o600, 0o600]


def test_a_second_centre_in_the_folder_is_refused(centre: CentreProcess):
    second = centre.run("centre", "--port", "0")

    assert second.returncode == 1
    assert "Another centre works" in second.stderr


def test_a_busy_port_is_said(centre: CentreProcess, tmp_path: Path):
    other = CentreProcess(tmp_path)

    busy = other.run("centre", "--port", str(centre.port))

    assert busy.returncode == 1
    assert "CENTRE_PORT" in busy.stderr


def test_a_body_above_the_limit_is_cut_off_before_it_is_on_the_disk(centre: CentreProcess):
    with socket.create_connection(("127.0.0.1", centre.port), timeout=30) as connection:
        connection.sendall(b"POST /api/v1/rooms/register HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n")

        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_a_token_outlives_a_restart(tmp_path: Path):
    centre = CentreProcess(tmp_path)
    centre.load_samples()
    token = register(centre.start())
    assert centre.stop() == 0

    try:
        assert tell(centre.start(), "rooms/heartbeat", {"state": {}}, token)["packages"] == []
    finally:
        centre.kill()


def test_an_account_gets_another_password_on_the_command_line(centre: CentreProcess):
    name = f"nobody-{uuid4()}"

    assert centre.run("centre_password", name).returncode == 1
