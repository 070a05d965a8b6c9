"""An answer package over HTTP and from the terminal: brought in pieces, shown, taken (E13, E14)."""

import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from exams.answers import log
from incidents.operations import resume
from journal import clock
from proctor_site.control_room.package_shelf import PIECE_BYTES
from tests.administration.browsing import client_of
from tests.day import NINE, Day
from tests.packages.bench import Bench
from tests.packages.conftest import MakeBench

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases="__all__")]


class Desk:
    """A person's browser at the control room."""

    def __init__(self, day: Day, client: Client) -> None:
        self.base = f"/admin/control-room/{day.session.uuid}/"
        self.client = client
        self.upload = str(uuid4())

    def bring(self, content: bytes) -> list[int]:
        """In pieces; the status of each."""
        pieces = range(0, max(len(content), 1), PIECE_BYTES)
        return [self.piece(at, content[at : at + PIECE_BYTES]) for at in pieces]

    def piece(self, offset: int, piece: bytes) -> int:
        path = f"{self.base}package/{self.upload}/?offset={offset}"
        return self.client.post(path, piece, content_type="application/octet-stream").status_code

    def press(self, verb: str, **body: Any) -> tuple[int, dict[str, Any]]:
        whole = {"upload": self.upload, "reason": "PC dead"} | body
        response = self.client.post(f"{self.base}{verb}/", whole, content_type="application/json")
        return response.status_code, response.json()


@pytest.fixture(autouse=True)
def _data_apart(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def desk(day: Day) -> Desk:
    return Desk(day, client_of("boss"))


def test_a_large_package_comes_in_pieces_and_is_collected(day: Day, bench: MakeBench, desk: Desk):
    day.in_exam("Li")
    content = bytes(range(256)) * 4096
    li = bench("Li").answer("single/1", "A").delivered().file("web/a.bin", content)
    day.at(9, 40)

    statuses = desk.bring(li.export().read_bytes())
    status, shown = desk.press("examine_package", **{"for": "collect_package"})
    assert (statuses, status) == ([200, 200, 200], 200)
    facts = {name: shown["package"][name] for name in ("outcome", "new", "files", "bytes", "proven", "differences")}
    assert facts == {"outcome": "newer", "new": 1, "files": 1, "bytes": 1 << 20, "proven": True, "differences": []}
    assert day.sitting("Li").state == "in_exam"
    status, done = desk.press("collect_package")

    assert (status, done["text"], done["results"][0]["text"]) == (200, "单机收卷成功：Li已交卷。", "新增1条作答记录")
    assert (day.sitting("Li").state, [*log.fold(day.sitting("Li").pk).files]) == ("submitted", ["web/a.bin"])
    assert desk.press("collect_package")[1]["code"] == "upload.gone"


def test_the_comparison_is_shown_and_the_choice_is_done(day: Day, bench: MakeBench, desk: Desk):
    day.in_exam("Li")
    day.at(9, 10)
    li = bench("Li").answer("single/1", "A").answer("single/2", "A").keeps_this_export()
    li.answer("single/1", "C").answer("single/2", "C").delivered()
    day.at(9, 40)

    desk.bring(li.export().read_bytes())
    _status, shown = desk.press("examine_package", **{"for": "collect_package"})
    rows = [
        (row["question"], row["server"]["value"], row["package"]["value"]) for row in shown["package"]["differences"]
    ]
    assert rows == [("single/1", "C", "A"), ("single/2", "C", "A")]
    assert desk.press("collect_package")[1]["code"] == "answer_package.undecided"
    status, _done = desk.press("collect_package", take=["single/2"], comparison=shown["package"]["comparison"])

    assert (status, log.fold(day.sitting("Li").pk).answers) == (200, {"single/1": "C", "single/2": "A"})


def test_a_piece_at_the_wrong_place_is_refused(day: Day, desk: Desk):
    assert [desk.piece(0, b"abc"), desk.piece(7, b"x"), desk.piece(3, b"d")] == [200, 409, 200]
    assert [
        desk.piece(0, b"x" * (PIECE_BYTES + 1)),
        desk.client.post(f"{desk.base}package/{desk.upload}/").status_code,
    ] == [409, 409]


def test_nobody_reaches_what_another_person_brings(day: Day, bench: MakeBench, desk: Desk):
    day.in_exam("Li")
    desk.bring(bench("Li").answer("single/1", "A").export().read_bytes())
    day.person("invigilator")
    other = Desk(day, client_of("invigilator"))
    other.upload = desk.upload

    assert other.press("examine_package", **{"for": "import_package"})[1]["code"] == "upload.gone"


def damaged(path: Path, name: str) -> bytes:
    """One byte of a member is another; the zip itself is in order."""
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members[name] = members[name][:-1] + bytes([members[name][-1] ^ 1])
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path.read_bytes()


def with_other_ticket(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members["manifest.json"] = members["manifest.json"].replace(b'"acknowledged":0', b'"acknowledged":1')
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: b"", "answer_package.not_one"),
        (lambda path: b"no package", "answer_package.not_one"),
        (lambda path: path.read_bytes()[:-40], "answer_package.cut_off"),
        (lambda path: path.read_bytes()[:900], "answer_package.cut_off"),
        (lambda path: damaged(path, "changes"), "answer_package.changed"),
        (with_other_ticket, "answer_package.changed"),
    ],
)
def test_what_is_not_whole_is_refused_each_with_its_sentence(
    day: Day, bench: MakeBench, desk: Desk, spoil: Callable[[Path], bytes], code: str
):
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")

    desk.bring(spoil(li.export()))
    status, told = desk.press("import_package")

    assert (status, told["code"], log.head(day.sitting("Li").pk, 1).n) == (409, code, 0)


# --- the terminal
def command(*arguments: str) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("collect", *arguments, stdout=out)
    return out.getvalue()


def exported(bench: Bench) -> str:
    return str(bench.export())


def test_the_command_shows_and_submits(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")
    day.at(9, 40)

    shown = command(exported(li), "--show")
    assert day.sitting("Li").state == "in_exam"
    done = command(exported(li), "--reason", "PC dead")

    assert "has 1 change that the server does not have" in shown
    assert done.splitlines()[-1] == "Changes that were new: 1. State: submitted."


def test_the_command_asks_for_the_decision_and_keeps_open(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/2", "A").keeps_this_export()
    day.at(9, 20)
    li.answer("single/2", "C").delivered()

    with pytest.raises(CommandError, match="differ at 1 questions"):
        command(exported(li), "--keep-open", "--reason", "PC dead")
    assert "single/2  server: C  package: A" in command(exported(li), "--show")
    command(exported(li), "--keep-open", "--reason", "PC dead", "--take", "all")

    assert (day.sitting("Li").state, log.fold(day.sitting("Li").pk).answers) == ("in_exam", {"single/2": "A"})


def test_the_command_refuses_what_is_no_package(day: Day, tmp_path: Path):
    path = tmp_path / "x.jka"
    path.write_bytes(b"x")

    with pytest.raises(CommandError, match="no answer package"):
        command(str(path))
    with pytest.raises(CommandError, match="No such file"):
        command(str(tmp_path / "none.jka"))


def test_what_each_side_has_is_told_also_where_nothing_is_to_be_decided(day: Day, bench: MakeBench, desk: Desk):
    """The old machine's package adds nothing, and the server is ahead: that has to be seen (E13, E14)."""
    day.in_exam("Li")
    day.at(9, 10)
    old = bench("Li").answer("single/1", "A").delivered()
    resume(day.proctor, day.sitting("Li"), reason="broken")
    day.log_in("Li", seat=7)
    day.at(9, 40)
    bench("Li").answer("single/2", "B").delivered()

    desk.bring(old.export().read_bytes())
    _status, shown = desk.press("examine_package", **{"for": "collect_package"})

    sides = {name: (side["answered"], side["last_at"]) for name, side in shown["package"]["sides"].items()}
    ten, forty = clock.to_ms(NINE + timedelta(minutes=10)), clock.to_ms(NINE + timedelta(minutes=40))
    assert (shown["package"]["outcome"], shown["package"]["differences"]) == ("stale", [])
    assert sides == {"package": (1, ten), "server": (2, forty), "taken": (2, forty)}


def test_what_was_set_aside_can_be_seen(day: Day, bench: MakeBench, desk: Desk):
    """Which changes of which questions, from where and when; not only that there are some (F4)."""
    day.in_exam("Li")
    old = bench("Li").answer("single/1", "A").delivered()
    resume(day.proctor, day.sitting("Li"), reason="broken")
    day.at(9, 10)
    old.answer("single/1", "B").answer("text/2", "words").delivered()

    answer = desk.client.get(f"{desk.base}preview/set_aside/?sittings={day.sitting('Li').pk}").json()

    made = clock.to_ms(NINE + timedelta(minutes=10))
    told = {"epoch": 1, "seat": 1, "standing": "quarantine", "changes": 2, "questions": ["single/1", "text/2"]}
    assert answer["rows"][0]["aside"] == [told | {"began": made, "ended": made}]
