"""Results come in, are checked and receipted: resumable at any byte, one receipt, the wrong ones refused (T2, A2)."""

import io
import random
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from centre import operations, results
from centre.keys import keys
from centre.models import Result
from centre.tests.day import OTHER_KEY, OTHER_MACHINE, CentreDay
from centre.tests.results import Upload, envelope, packed
from formats import receipt, sealing
from formats.refused import Refused


@pytest.fixture
def sender(day: CentreDay) -> CentreDay:
    """A registered room with a published plan."""
    day.registered()
    day.publish()
    return day


def test_a_result_ends_with_a_receipt_that_says_what_was_got(sender: CentreDay):
    package = packed(sender)
    upload = Upload(sender, package)

    told = receipt.read(envelope(upload.whole()), centre_public=keys().public)

    assert (told.room, told.session, told.version, told.sha256) == ("1999999001", 1, 1, upload.announced["sha256"])
    assert (told.candidates, told.submitted, told.answers, told.files, told.broken) == (2, 2, 4, 2, 0)
    assert results.place(Result.objects.get().pk).read_bytes() == package
    assert sender.journal()[-2:] == ["result_begun", "result_received"]


def test_a_power_cut_at_any_byte_costs_nothing(sender: CentreDay):
    """20 random places: bytes behind what was written down, or an upload begun anew from another process."""
    package = packed(sender)
    upload, chance = Upload(sender, package), random.Random(4)
    upload.begin()
    for until in sorted(chance.sample(range(1, len(package)), 20)):
        upload.send(until)
        path = results.incoming(Result.objects.get().pk)
        with path.open("ab") as stream:
            stream.write(b"half a piece")
        upload.begin()

    upload.send()

    assert upload.finish().told["received"] is True
    assert results.place(Result.objects.get().pk).read_bytes() == package


def test_a_disk_that_has_less_than_was_written_down_gets_the_rest_again(sender: CentreDay):
    upload = Upload(sender, packed(sender))
    upload.begin()
    upload.send(until=1000)
    path = results.incoming(Result.objects.get().pk)
    path.write_bytes(path.read_bytes()[:400])

    assert upload.standing().told["offset"] == 400
    upload.send()
    assert upload.finish().status == 200


def test_a_piece_that_is_not_what_its_checksum_says_is_not_kept(sender: CentreDay):
    upload = Upload(sender, packed(sender))
    upload.begin()

    answer = upload.append(0, b"wrong", checksum=f"sha256 {'A' * 43}=")

    assert answer.refusal == (409, "result.checksum")
    assert upload.standing().told["offset"] == 0


def test_a_piece_at_another_place_is_told_the_right_one(sender: CentreDay):
    upload = Upload(sender, packed(sender))
    upload.begin()
    upload.send(until=500)

    answer = upload.append(100, b"x")

    assert answer.refusal == (409, "result.offset")
    assert answer.told["values"]["offset"] == 500


def test_a_wrong_byte_is_found_by_its_hash_and_all_of_it_comes_again(sender: CentreDay):
    package = packed(sender)
    upload = Upload(sender, package)
    upload.begin()
    upload.send()
    path = results.incoming(Result.objects.get().pk)
    path.write_bytes(package[:700] + bytes([package[700] ^ 1]) + package[701:])

    answer = upload.finish()

    assert answer.refusal == (409, "result.changed")
    assert upload.standing().told["offset"] == 0
    upload.send()
    assert upload.finish().told["received"] is True


def test_finishing_before_the_last_byte_is_refused(sender: CentreDay):
    upload = Upload(sender, packed(sender))
    upload.begin()
    upload.send(until=10)

    assert upload.finish().refusal == (409, "result.offset")


def test_the_same_package_gives_the_same_receipt(sender: CentreDay):
    package = packed(sender)
    first = Upload(sender, package)
    got = first.whole()

    again = Upload(sender, package).begin().told

    assert (again["id"], again["receipt"], again["offset"]) == (first.announced["id"], got, len(package))
    assert first.finish().told["receipt"] == got
    assert Result.objects.count() == 1


def test_another_package_of_the_session_is_a_version_of_its_own_and_both_stay(sender: CentreDay):
    first, second = (Upload(sender, packed(sender, people=people)).whole() for people in (2, 3))

    versions = [receipt.read(envelope(each), centre_public=keys().public).version for each in (first, second)]

    assert versions == [1, 2]
    assert all(results.place(each.pk).exists() for each in Result.objects.received())


def test_an_upload_that_never_came_whole_gives_up_its_place(sender: CentreDay):
    first = Upload(sender, packed(sender))
    first.begin()
    first.send(until=10)

    Upload(sender, packed(sender, people=1)).begin()

    assert first.standing().refusal == (404, "result.unknown")
    assert [path.name for path in results.incoming(uuid4()).parent.iterdir()] == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"room": "1999999002"}, "result.other_room"),
        ({"room_private": OTHER_KEY}, "result.other_registration"),
        ({"session": 2}, "result.other_package"),
    ],
)
def test_a_package_of_something_else_is_refused(sender: CentreDay, changed: dict[str, Any], code: str):
    upload = Upload(sender, packed(sender, **changed))
    upload.begin()
    upload.send(at_once=100_000)

    assert upload.finish().refusal == (409, code)
    assert not Result.objects.received().exists()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"plan": str(uuid4())}, (404, "plan.unknown")),
        ({"session": 99}, (404, "session.unknown")),
        ({"size": 2**50}, (409, "result.no_space")),
    ],
)
def test_what_nobody_waits_for_is_not_begun(sender: CentreDay, changed: dict[str, object], refusal: tuple[int, str]):
    assert Upload(sender, b"x", **changed).begin().refusal == refusal
    assert not Result.objects.exists()


def test_another_rooms_result_is_not_there(sender: CentreDay):
    upload = Upload(sender, packed(sender))
    upload.begin()
    operations.add_room(sender.person("admin"), code="1999999002", name="", note="")
    other = CentreDay()
    other.room = type(sender.room).objects.get(code="1999999002")
    other.register(room="1999999002", machine=str(OTHER_MACHINE))
    sender.token = other.registered(room="1999999002", machine=str(OTHER_MACHINE)).token

    assert upload.standing().refusal == (404, "result.unknown")
    assert upload.append(0, b"x").refusal == (404, "result.unknown")
    assert upload.finish().refusal == (404, "result.unknown")


def test_a_file_that_a_person_brings_gives_the_same_receipt_again(sender: CentreDay, tmp_path: Path):
    """单机: sealed by 注册码 in a room that never registered."""
    private = sealing.private_of_code(sender.room.code, sender.room.registration_code)
    package = packed(sender, room_private=private)

    first = operations.import_result(sender.by, io.BytesIO(package))
    again = operations.import_result(sender.by, io.BytesIO(package))

    assert (first.pk, bytes(first.receipt), first.version) == (again.pk, bytes(again.receipt), 1)
    files = operations.unpack_result(sender.by, first, tmp_path / "out")
    assert {path.parent.name for path in files} == {"out", "files"}
    assert "考生1" in (tmp_path / "out" / "sittings.jsonl").read_text()


def test_several_files_are_brought_and_each_that_is_refused_is_named(sender: CentreDay, tmp_path: Path, capsys):
    """A byte that has changed since the package was received is damage, wherever it stands."""
    package = packed(sender, room_private=sealing.private_of_code(sender.room.code, sender.room.registration_code))
    middle = len(package) // 2
    damaged = package[:middle] + bytes([package[middle] ^ 1]) + package[middle + 1 :]
    contents = {"empty": b"", "whole": package, "damaged": damaged}
    paths = {name: tmp_path / f"{name}.zip" for name in contents}
    for name, content in contents.items():
        paths[name].write_bytes(content)

    with pytest.raises(SystemExit):
        call_command("centre_results", "import", *map(str, [*paths.values(), tmp_path / "none.zip"]))

    told = capsys.readouterr()
    assert [line.split(": ")[0] for line in told.err.splitlines()] == [
        str(paths["empty"]), str(paths["damaged"]), str(tmp_path / "none.zip"),
    ]  # fmt: skip
    assert "上报包在途中被改动或损坏" in told.err.splitlines()[1]
    assert told.out.endswith("whole.zip.receipt.json\n")
    assert Result.objects.received().count() == 1


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"x" * 1000])
def test_a_file_that_is_no_package_is_refused(sender: CentreDay, content: bytes):
    with pytest.raises(Refused) as refused:
        operations.import_result(sender.by, io.BytesIO(content))

    assert refused.value.code == "result.not_one"
    assert not Result.objects.exists()
