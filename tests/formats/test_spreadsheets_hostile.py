"""Files made to hurt are answered, quickly and within little memory (B10, samples/malformed/README.md)."""

import io
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.refused import FileRefused
from formats.spreadsheets import MOST_BYTES, Kind, candidates, kind_of, papers, plan, seats
from formats.spreadsheets.candidate_list import LAYOUT

SAMPLES = Path(__file__).parents[2] / "samples"
MOST_GROWTH_MB = 100
MOST_SECONDS = 60  # far above what is needed: only a reader that hangs is caught

MEASURE = """
import resource, sys
from formats.spreadsheets import candidates, seats
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open("samples/seats_40.xlsx", "rb") as stream:
    seats(stream, "warm.xlsx")
before = peak()
with open(sys.argv[1], "rb") as stream:
    found = candidates(stream, "list.xlsx")
print(peak() - before, *[fault.code for fault in found.faults if fault.level == "error"][:1])
"""

PARTS = {
    "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="考生" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Type="t/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}
HEADER = "<row>" + "".join(f'<c t="str"><v>{name}</v></c>' for name in LAYOUT.required) + "</row>"


def workbook(rows: str = "", **parts: str) -> bytes:
    """The least that is a workbook; `parts` replace or add members, `__` stands for a slash."""
    members = PARTS | {"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{HEADER}{rows}</sheetData></worksheet>"}
    members |= {name.replace("__", "/"): text for name, text in parts.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()


def codes(content: bytes, name: str = "list.xlsx") -> list[str]:
    return [fault.code for fault in candidates(io.BytesIO(content), name).faults]


def measured(path: Path) -> tuple[float, str]:
    """Growth of the peak of memory in MB, and the first reason, in a process of its own."""
    command = [sys.executable, "-c", MEASURE, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=True, cwd=SAMPLES.parent)
    growth, code = done.stdout.split()
    return int(growth) / 1024, code


@pytest.mark.parametrize(
    ("name", "code"), [("bomb.xlsx", "file.unpacked_too_large"), ("candidates_30k.xlsx", "sheet.too_many_rows")]
)
def test_a_huge_file_is_refused_within_little_memory(name, code):
    growth, reason = measured(SAMPLES / "malformed" / name)

    assert reason == code
    assert growth < MOST_GROWTH_MB


@pytest.mark.slow
def test_a_row_of_half_a_million_cells_is_passed_over_within_little_memory(tmp_path):
    cells = "".join(f"<c><v>{number * 7919 % 999983}</v></c>" for number in range(500_000))
    (tmp_path / "wide.xlsx").write_bytes(workbook(f"<row>{cells}</row>"))

    growth, reason = measured(tmp_path / "wide.xlsx")

    assert reason == "candidates.id_numeric"
    assert growth < MOST_GROWTH_MB


def test_the_least_workbook_is_one():
    assert codes(workbook()) == ["sheet.no_rows"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl__workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'}, "file.document_type"),
        ({"xl__styles.xml": "<!doctype a><styleSheet/>"}, "file.document_type"),
        ({"xl__media__a.svg": " " * 300_000 + "<!DOCTYPE svg><svg/>"}, "file.document_type"),
        ({"xl__sharedStrings.xml": '<?xml version="1.0" encoding="cp037"?><sst/>'}, "file.encoding"),
        ({"xl__sharedStrings.xml": "<?xml" + " " * 300_000 + "encoding='cp037'?><sst/>"}, "file.encoding"),
        ({"xl__styles.xml": "\ufeff<styleSheet/>".encode("utf-16-le").decode("latin-1")}, "file.damaged"),
        ({"xl__styles.xml": "<styleSheet>" + " " * 2**21 + "</styleSheet>"}, "file.unpacked_too_large"),
        ({"xl__media__zero.bin": "\0" * 30_000_000}, "file.unpacked_too_large"),
        ({"../../evil.xml": "x"}, "file.unsafe_names"),
        ({"C:\\evil.xml": "x"}, "file.unsafe_names"),
        ({"xl__worksheets__sheet1.xml": "<worksheet><sheetData><row>"}, "file.damaged"),
        ({"xl__worksheets__sheet1.xml": '<worksheet><sheetData><row r="x"/></sheetData></worksheet>'}, "file.damaged"),
        ({"xl___rels__workbook.xml.rels": "<Relationships/>"}, "file.no_sheets"),
    ],
)
def test_a_workbook_that_is_not_to_be_trusted_is_refused_whole(parts, code):
    assert codes(workbook(**parts)) == [code]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('<row r="99999999999"><c><v>1</v></c></row>', "file.damaged"),
        ('<row r="1"><c><v>1</v></c></row>', "file.damaged"),
        ('<row><c t="s"><v>7</v></c></row>', "file.damaged"),
        ("<row><c><v>one</v></c></row>", "file.damaged"),
    ],
)
def test_a_cell_that_contradicts_its_file_means_damaged(row, code):
    assert codes(workbook(row)) == [code]


def test_too_many_members_are_refused():
    assert codes(workbook(**{f"xl__{number}.txt": "" for number in range(501)})) == ["file.too_many_members"]


def test_a_zip_of_anything_else_is_named_as_such():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("seats.csv", "机位号,IP地址")

    assert codes(stream.getvalue(), "seats.zip") == ["file.archive"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b" " * (MOST_BYTES + 1), "a.csv", "file.too_large"),
        (b"\r\n \r\n", "a.csv", "file.empty"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "a.xls", "file.xml"),
        ("<html><table><tr><td>机位号</td></tr></table></html>".encode("utf-16"), "a.xls", "file.html"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "file.not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000, "a.xls", "file.not_a_workbook"),
        (b"%PDF-1.4\n\x00\x01", "a.csv", "file.not_text"),
        ("机位号".encode()[:-1], "a.csv", "file.not_text"),
        ('机位号,"IP地址\r\n1,2\r\n'.encode(), "a.csv", "file.quotes"),
        (b'a,"' + b"x" * 200_000 + b'"', "a.csv", "file.quotes"),
    ],
)
def test_anything_else_is_called_what_it_is(content, name, code):
    assert codes(content, name) == [code]


def test_a_list_with_a_thousand_faults_tells_the_first_and_counts_the_rest():
    rows = "".join(f"{number},x\r\n" for number in range(1, 900))

    found = seats(io.BytesIO(f"机位号,IP地址\r\n{rows}".encode()), "a.csv")

    assert len(found.faults) == 501
    assert (found.faults[-1].code, found.faults[-1].level) == ("file.more_faults", "error")
    assert str(found.faults[-1]) == "… and 399 more."


GOOD = ["seats_40.xlsx", "malformed/seats_old.xls", "seats_5.csv", "centre_info_sheet.html"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_whatever_is_broken_in_a_file_it_is_answered(name, data):
    content = bytearray((SAMPLES / name).read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    stream = io.BytesIO(content[: data.draw(st.integers(1, len(content)))])

    for reader in (seats, candidates, plan, papers):
        assert isinstance(reader(stream, name).refused, bool)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]))
def test_no_bytes_can_do_more_than_be_refused(content, start):
    stream = io.BytesIO(start + content)

    with suppress(FileRefused):
        assert kind_of(stream, "a") in Kind
