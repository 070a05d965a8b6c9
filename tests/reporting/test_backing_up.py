"""第一步 备份到外部存储: written, read back and compared, or a message of its own and nothing half left (A2)."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from exams.reporting.models import ResultBackup
from formats.refused import Refused
from proctor_site.backup import places, space, verifying, writing
from proctor_site.backup.contents import sha256_of
from proctor_site.backup.verifying import verify
from proctor_site.reporting import backing_up, work
from proctor_site.reporting import verifying as checking
from rooms.models import Job
from tests.administration.browsing import client_of
from tests.day import Day
from tests.reporting.conftest import done, session, stick

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
Patch = pytest.MonkeyPatch
PAGE = "/admin/reporting/{}/"


@pytest.fixture
def verified(ended: Day) -> Day:
    done(checking.ask_to_verify(ended.proctor, session(ended)), checking)
    return ended


def backed_up(day: Day, folder: Path | None = None) -> Job:
    return done(backing_up.ask_to_back_up(day.proctor, session(day), folder=str(folder or stick())), backing_up)


def left() -> list[str]:
    return sorted(path.name for path in stick().iterdir())


def raising(number: int) -> Callable[..., tuple[int, str]]:
    def copy(*_paths: Path) -> tuple[int, str]:
        raise OSError(number, "told by the system")

    return copy


def test_a_backup_is_written_read_back_and_noted_and_step_two_is_lit(verified: Day):
    job = backed_up(verified)

    (noted,) = ResultBackup.objects.all()
    manifest, faults = verify(Path(noted.path))
    assert (job.state, job.progress, faults) == (Job.State.DONE, 100, [])
    assert (noted.files, noted.size, noted.manifest) == (
        len(manifest.files), manifest.size, sha256_of(Path(noted.path) / "manifest.json"),
    )  # fmt: skip
    assert left() == [Path(noted.path).name]
    assert verified.journal()[-1] == "results_backed_up"
    assert work.ask_to_report(verified.proctor, session(verified)).version == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "backup.full"),
        (errno.EROFS, "backup.read_only"),
        (errno.EIO, "backup.gone"),
        (errno.EACCES, "backup.denied"),
        (errno.EFBIG, "backup.too_large"),
        (errno.EINVAL, "backup.failed"),
    ],
)
def test_each_way_in_which_a_drive_fails_has_its_message_and_leaves_nothing_half(
    verified: Day, monkeypatch: Patch, number: int, code: str
):
    monkeypatch.setattr(writing, "copy_durably", raising(number))

    job = backed_up(verified)

    assert (job.state, job.result["code"]) == (Job.State.FAILED, code)
    assert (left(), ResultBackup.objects.count()) == ([], 0)


def test_a_drive_that_is_pulled_out_is_said_to_be_gone(verified: Day, monkeypatch: Patch):
    job = backing_up.ask_to_back_up(verified.proctor, session(verified), folder=str(stick()))
    stick().rmdir()
    done(job, backing_up)

    assert (job.state, job.result["code"]) == (Job.State.FAILED, "backup.gone")


def test_what_an_attempt_has_left_on_a_drive_that_was_pulled_out_goes_with_the_next(verified: Day):
    name = Path(backed_up(verified).result["path"]).name
    (stick() / name).rename(stick() / f"{name}.4711.part")

    backed_up(verified)

    assert left() == [name]


def test_a_drive_that_gives_back_other_bytes_is_not_trusted(verified: Day, monkeypatch: Patch):
    monkeypatch.setattr(verifying, "sha256_of", lambda path: "0" * 64)

    job = backed_up(verified)

    assert (job.result["code"], left()) == ("backup.unlike", [])


def test_free_space_is_looked_at_first(verified: Day, monkeypatch: Patch):
    monkeypatch.setattr(space, "MARGIN", 2**60)
    monkeypatch.setattr(writing, "copy_durably", raising(errno.EIO))

    assert backed_up(verified).result["code"] == "backup.space"
    assert left() == []


def test_the_same_backup_again_is_read_and_not_written(verified: Day, monkeypatch: Patch):
    first = backed_up(verified)
    monkeypatch.setattr(writing, "copy_durably", raising(errno.EIO))

    again = backed_up(verified)

    assert (first.result["is_new"], again.result["is_new"]) == (True, False)
    assert (first.result["path"], ResultBackup.objects.count()) == (again.result["path"], 1)


def test_a_backup_there_that_is_damaged_is_not_taken_for_one(verified: Day):
    first = Path(backed_up(verified).result["path"])
    next(path for path in first.rglob("*") if path.is_file() and path.name != "manifest.json").write_bytes(b"x")
    verified.later(minutes=1)

    again = backed_up(verified)

    assert (again.result["is_new"], Path(again.result["path"]).name) == (True, f"{first.name}-2")
    assert again.result["damaged"] == [first.name]
    assert (
        f"已损坏，请勿使用：{first.name}。"
        in client_of("boss").get(PAGE.format(verified.session.uuid)).content.decode()
    )


def test_the_second_one_that_is_whole_is_enough(verified: Day):
    first = Path(backed_up(verified).result["path"])
    (first / "manifest.json").unlink()
    second = backed_up(verified).result["path"]

    third = backed_up(verified)

    assert (third.result["is_new"], third.result["path"], third.result["damaged"]) == (False, second, [first.name])


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a file system that takes no folders is wanted")
def test_a_folder_that_takes_nothing_was_not_pulled_out(verified: Day):
    assert backed_up(verified, Path("/proc")).result["code"] == "backup.denied"


@pytest.mark.parametrize("folder", ["", "relative/path", "/no/such/folder"])
def test_only_a_folder_that_is_there_is_taken(verified: Day, folder: str):
    with pytest.raises(Refused) as refused:
        backing_up.ask_to_back_up(verified.proctor, session(verified), folder=folder)

    assert refused.value.code in ("backup.no_folder", "backup.not_there")
    assert not Job.objects.filter(kind=backing_up.BACK_UP).exists()


def test_the_folder_of_the_data_is_no_place_for_their_backup(verified: Day, here: Path):
    job = backed_up(verified, here)

    assert job.result["code"] == "backup.inside"
    assert "--" not in job.result["text"]  # this is said on a page


def test_drives_that_can_be_taken_out_are_offered_first(monkeypatch: Patch, tmp_path: Path):
    monkeypatch.setattr(places, "removable_drives", lambda: [str(tmp_path)])

    offered = places.places()

    assert (offered[0].path, offered[0].is_removable) == (str(tmp_path), True)
    assert not any(place.is_removable for place in offered[1:])


def test_a_person_chooses_a_folder_and_sees_what_became_of_it(verified: Day, monkeypatch: Patch):
    browser, page = client_of("boss"), f"/admin/reporting/{verified.session.uuid}/"
    dark = browser.get(page).content.decode()
    browser.post(f"{page}back-up/", {"drive": "/no/such", "folder": str(stick())})
    waiting = browser.get(f"{page}state/").json()
    done(Job.objects.get(kind=backing_up.BACK_UP), backing_up)

    shown = browser.get(page).content.decode()

    assert "请先完成第一步" in dark
    assert waiting["ended"] is False
    assert ResultBackup.objects.get().manifest in shown
    assert "请先完成第一步" not in shown
