"""Materials of practical tasks come in with the paper and go out in the package (C2, T2, issue 5.3)."""

import io
import zipfile
from pathlib import Path

import msgspec
import pytest
from django.core.management import call_command

from centre import operations
from centre.models import Material
from centre.operations.source import Source
from centre.tests.day import ROOM_KEY, SAMPLES, CentreDay, opened_package, sample_paper
from centre.tests.typing import opened
from formats import paper as paper_json
from formats.content_hash import sha256_of
from formats.paper import Material as MaterialOf
from formats.sealed_material import opened as opened_material
from formats.sealed_paper import open_sealed

pytestmark = pytest.mark.db
PICTURE = b"\x89PNG picture"


def zip_of(name: str) -> bytes:
    with zipfile.ZipFile(packed := io.BytesIO(), "w") as archive:
        archive.writestr(name, b"one")
    return packed.getvalue()


def bring(day: CentreDay, content: bytes = PICTURE, *, name: str = "a.png") -> None:
    """The sample's paper, its task with a picture."""
    paper, answers = sample_paper()
    given = MaterialOf(name=name, sha256=sha256_of(content), size=len(content))
    *others, task = paper.questions
    paper = msgspec.structs.replace(paper, questions=(*others, msgspec.structs.replace(task, materials=(given,))))
    source = Source("papers.xlsx", "ab" * 32)
    operations.load_papers(day.by, day.plan, paper, answers, materials={given.sha256: content}, source=source)


def test_the_package_brings_them_sealed_and_the_papers_key_opens_them(day: CentreDay):
    day.registered()
    bring(day)
    package = day.publish()

    packed = day.ask(f"packages/{day.plan.uuid}/1").bytes
    read = opened_package(packed, ROOM_KEY)

    keys = {str(paper.uuid): bytes(paper.key) for paper in package.papers.all()}
    brought = [
        b"".join(opened_material(io.BytesIO(read.sealed_materials[each.sha256]), keys[paper.uuid]))
        for paper in read.manifest.papers
        for each in paper.materials
    ]
    assert brought == [PICTURE, PICTURE]
    assert PICTURE not in packed


def test_the_same_workbook_with_another_picture_replaces_the_paper(day: CentreDay):
    bring(day)
    first = set(day.plan.papers.current())
    bring(day)
    assert set(day.plan.papers.current()) == first

    bring(day, b"another")

    assert not first & set(day.plan.papers.current())


@pytest.mark.parametrize(("name", "content"), [("a.png", PICTURE), ("a.zip", zip_of("b.txt"))])
def test_a_typed_paper_keeps_those_that_it_names(day: CentreDay, name: str, content: bytes):
    """Also one that is a zip itself: it is brought along as it is."""
    bring(day, content, name=name)
    subject = day.plan.file.sessions[0].subject
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/paper/?subject={subject}")

    answer = page.put("操作题", 2, "标题", "Another title").store()

    assert "stored" in answer
    paper = day.plan.papers.current()[0]
    read = paper_json.from_json(open_sealed(bytes(paper.sealed), bytes(paper.key)))
    assert (read.questions[-1].title, list(read.materials)) == ("Another title", [name])
    assert Material.objects.filter(paper=paper).count() == 1


def test_a_stored_list_that_is_named_no_more_is_not_what_was_typed(day: CentreDay):
    """A material may be a list of candidates; lists are stored before papers."""
    bring(day, (SAMPLES / "candidates_001_care.xlsx").read_bytes(), name="a.xlsx")
    subject = day.plan.file.sessions[0].subject
    people = day.plan.candidates.count()
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/paper/?subject={subject}")

    page.put("操作题", 2, "材料", "").store()

    paper = day.plan.papers.current()[0]
    assert paper_json.from_json(open_sealed(bytes(paper.sealed), bytes(paper.key))).materials == {}
    assert day.plan.candidates.count() == people


def test_a_typed_paper_cannot_name_one_that_is_not_there(day: CentreDay):
    bring(day)
    subject = day.plan.file.sessions[0].subject
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/paper/?subject={subject}")

    answer = page.put("操作题", 2, "材料", "b.png").check()

    assert [(fault["sheet"], fault["row"], fault["column"]) for fault in answer["faults"]] == [("操作题", 2, "材料")]


def test_the_command_takes_a_folder(day: CentreDay, tmp_path: Path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "papers_001.xlsx").write_bytes((SAMPLES / "papers_001.xlsx").read_bytes())
    day.plan.papers.all().delete()

    call_command("centre_load", str(folder), room=day.room.code)

    assert day.plan.papers.current().count() == 2
