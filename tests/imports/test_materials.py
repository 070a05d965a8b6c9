"""A paper's workbook comes with the materials of its tasks: beside it, in a folder or in a zip (B10, C2, issue 5.3)."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from exams.models import Material, Paper
from formats import paper as paper_json
from formats import sealed_material
from formats.content_hash import sha256_of
from formats.sealed_paper import open_sealed
from formats.spreadsheets import Kind
from formats.spreadsheets.bundles import BroughtFile
from formats.spreadsheets.reading_process import recognised
from tests.imports.conftest import NOTHING, SAMPLES, Browser, Load, stored

LISTS = ("exam_plan_001.xlsx", "candidates_001.xlsx")
FILES = {"效果图.png": b"\x89PNG picture", "名单.xlsx": (SAMPLES / "candidates_001_care.xlsx").read_bytes()}
NAMED = "效果图.png；名单.xlsx"


def workbook(named: str) -> bytes:
    """The sample's paper with a column 材料 for its task."""
    book = load_workbook(SAMPLES / "papers_001.xlsx")
    tasks = book["操作题"]
    column = next((cell.column for cell in tasks[1] if cell.value == "材料"), tasks.max_column + 1)
    tasks.cell(1, column, "材料")
    tasks.cell(2, column, named)
    book.save(stream := io.BytesIO())
    return stream.getvalue()


def brought(folder: Path, *, named: str = NAMED, files: dict[str, bytes] = FILES) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in {"papers.xlsx": workbook(named), **files}.items():
        (folder / name).write_bytes(content)
    return folder


class NameInGbk(zipfile.ZipInfo):
    """As Windows in China writes it, without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's name
        return self.filename.encode("gbk"), 0


def zipped(folder: Path, member: type[zipfile.ZipInfo]) -> Path:
    """All files, in a folder of the zip."""
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.writestr(member(f"试卷/{path.name}"), path.read_bytes())
    return target


def contents_of(paper: Paper) -> dict[str, bytes]:
    """Every material of a stored paper, opened with the paper's key."""
    key = bytes(paper.key)
    opened = [b"".join(sealed_material.opened(io.BytesIO(bytes(each.sealed)), key)) for each in paper.materials.all()]
    by_hash = {sha256_of(content): content for content in opened}
    read = paper_json.from_json(open_sealed(bytes(paper.sealed), key))
    return {name: by_hash[each.sha256] for name, each in read.materials.items()}


def test_a_folder_of_workbook_and_materials_is_loaded_and_each_is_sealed(load: Load, tmp_path: Path):
    folder = brought(tmp_path / "papers")

    loaded = load(*LISTS, folder)

    assert loaded.status == 0
    assert [contents_of(paper) for paper in Paper.objects.all()] == [FILES, FILES]
    assert all(FILES["效果图.png"] not in bytes(each.sealed) for each in Material.objects.all())


@pytest.mark.parametrize("member", [zipfile.ZipInfo, NameInGbk])
def test_a_zip_of_both_is_the_same(load: Load, tmp_path: Path, member: type[zipfile.ZipInfo]):
    bundle = zipped(brought(tmp_path / "papers"), member)

    loaded = load(*LISTS, bundle)

    assert (loaded.status, contents_of(Paper.objects.first())) == (0, FILES)  # type: ignore[arg-type]  # there is one


def test_a_paper_that_is_replaced_takes_its_materials_along(load: Load, tmp_path: Path):
    load(*LISTS, brought(tmp_path / "papers"))
    assert Material.objects.count() == 4

    load("papers_001.xlsx")

    assert Material.objects.count() == sum(len(contents_of(paper)) for paper in Paper.objects.all())


def test_one_that_did_not_come_is_named_with_its_row_and_nothing_is_stored(load: Load, tmp_path: Path):
    loaded = load(*LISTS, brought(tmp_path / "papers", files={}))

    assert (loaded.status, stored()) == (1, NOTHING)
    assert "工作表“操作题”第2行" in loaded.text
    assert "效果图.png" in loaded.text
    assert "名单.xlsx" in loaded.text


@pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd", "C:a.txt", "a\\b.txt", "CON.txt", ".hidden", "x" * 101])
def test_a_name_that_leads_elsewhere_is_refused(load: Load, tmp_path: Path, name: str):
    loaded = load(*LISTS, brought(tmp_path / "papers", named=name))

    assert (loaded.status, stored()) == (1, NOTHING)
    assert "不是文件名" in loaded.text


def test_one_that_nobody_names_is_warned_of_and_left_out(load: Load, tmp_path: Path):
    loaded = load(*LISTS, brought(tmp_path / "papers", files={**FILES, "多余.docx": b"x"}))

    assert (loaded.status, contents_of(Paper.objects.all()[0])) == (0, FILES)
    assert "没有试卷把这个文件列为材料" in loaded.text


def test_one_that_is_too_large_is_refused(load: Load, tmp_path: Path):
    large = {"效果图.png": bytes(8 * 1024 * 1024 + 1), "名单.xlsx": b""}

    loaded = load(*LISTS, brought(tmp_path / "papers", files=large))

    assert (loaded.status, stored()) == (1, NOTHING)
    assert "8MB" in loaded.text.replace(" ", "")


def test_the_page_takes_the_files_together_and_shows_the_materials(browser: Browser, tmp_path: Path):
    folder = brought(tmp_path / "papers")
    names = [str(path) for path in folder.iterdir()]

    page = browser.choose(*LISTS, *names)
    browser.agree(page)

    assert "效果图.png、名单.xlsx" in page.content.decode()
    assert contents_of(Paper.objects.all()[0]) == FILES


@pytest.mark.parametrize("first", ["papers.xlsx", "素材.zip"])
def test_a_zip_that_a_paper_names_is_a_material_and_not_opened(first: str):
    """Also when a list lies in it: it would be loaded in place of the material's coming along."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("名单.xlsx", FILES["名单.xlsx"])
    files = [BroughtFile("papers.xlsx", workbook("素材.zip")), BroughtFile("素材.zip", packed.getvalue())]
    files.sort(key=lambda file: file.name != first)

    found = {file.name: kind for file, kind in recognised(files)}

    assert set(found) == {"papers.xlsx", "素材.zip"}
    assert found["papers.xlsx"] == Kind.PAPERS


def test_a_zip_that_no_paper_names_is_opened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("名单.xlsx", FILES["名单.xlsx"])
    files = [BroughtFile("papers.xlsx", workbook("效果图.png")), BroughtFile("素材.zip", packed.getvalue())]

    assert [file.name for file, _ in recognised(files)] == ["papers.xlsx", "名单.xlsx"]
