"""Names in a work folder are used only where they lead nowhere else (C2)."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_client import names, workfolder
from agent_client.blobs import Blobs, WrongHash
from agent_client.holding import FileEntry
from agent_client.workfolder import Changed, Seen


@pytest.fixture
def blobs(tmp_path):
    root = tmp_path / "blobs"
    root.mkdir()
    return Blobs(root)


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("path", ["web01/index.html", "中文 文件.txt", "a/b/c.d", ".hidden"])
def test_ordinary_names_are_inside(path):
    assert names.is_inside(path)


@pytest.mark.parametrize(
    "path",
    [
        "", "/etc/passwd", "../up", "a/../../b", "a//b", "a/./b", "C:/x", "a\\..\\b", "nul", "con.txt", "a/aux", "x\0y",
        "x ", " x", "dot.", "a\nb", "con .txt", "COM¹.log", "~/../x/..", "/".join("a" * 30), "长" * 200, "a/\udc80",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_on_some_system_are_not(path):
    assert not names.is_inside(path)


@given(st.text())
def test_whatever_is_inside_stays_inside(path):
    if names.is_inside(path):
        parts = path.split("/")
        assert ".." not in parts
        assert "" not in parts
        assert not set(path) & set("\\:\0")


def test_putting_back_leaves_out_names_from_elsewhere(work, blobs, tmp_path):
    sha256, size = blobs.put(io.BytesIO(b"content"))
    entry = FileEntry(sha256=sha256, size=size)

    workfolder.put_back(work / "new", {"a/b.txt": entry, "../out.txt": entry, "/abs": entry}, blobs)

    assert [str(path.relative_to(work)) for path in work.rglob("*.txt")] == ["new/a/b.txt"]
    assert not (tmp_path / "out.txt").exists()


def test_putting_back_begun_and_cut_off_begins_anew(work, blobs):
    sha256, size = blobs.put(io.BytesIO(b"content"))
    left = work / "new.part"
    left.mkdir()
    (left / "half").write_text("half")

    workfolder.put_back(work / "new", {"a.txt": FileEntry(sha256=sha256, size=size)}, blobs)

    assert [path.name for path in work.rglob("*")] == ["new", "a.txt"]


def test_a_file_that_changes_under_our_hands_is_not_taken(work, blobs):
    (work / "a").write_text("now")

    with pytest.raises(Changed):
        workfolder.capture(work, "a", Seen(0, 3), blobs)
    assert not list(blobs.root.rglob("*"))


def test_a_folder_that_became_a_link_is_not_followed(work, blobs, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a").write_text("secret")
    found = (tmp_path / "other" / "a").stat()
    (work / "sub").symlink_to(tmp_path / "other")

    with pytest.raises(OSError, match="sub"):
        workfolder.capture(work, "sub/a", Seen(found.st_mtime_ns, found.st_size), blobs)


def test_look_leaves_out_what_is_too_large_or_too_much(work, monkeypatch):
    monkeypatch.setattr(workfolder, "MOST_BYTES", 3)
    monkeypatch.setattr(workfolder, "MOST_FILES", 2)
    for name in ("a", "b", "c"):
        (work / name).write_text("x")
    (work / "0big").write_text("xxxx")

    found = workfolder.look(work)

    assert (sorted(found.files), found.left_out) == (["a", "b"], [("0big", "large"), ("c", "many")])


def test_a_folder_that_cannot_be_read_is_a_fault_and_not_empty(work):
    with pytest.raises(OSError, match="gone"):
        workfolder.look(work / "gone")


def test_blobs_take_only_what_they_asked_for(blobs, tmp_path):
    (tmp_path / "fetched").write_bytes(b"something else")

    with pytest.raises(WrongHash):
        blobs.take(tmp_path / "fetched", "0" * 64)
    assert not list(blobs.root.rglob("*"))


def test_what_a_cut_has_left_of_a_copy_is_swept_away(blobs):
    whole, _ = blobs.put(io.BytesIO(b"whole"))
    (blobs.root / "1234.part").write_bytes(b"hal")
    (blobs.root / "1234.fetched").write_bytes(b"hal")

    blobs.sweep()

    assert [path.name for path in blobs.root.iterdir()] == [whole[:2]]
    assert blobs.has(whole)
