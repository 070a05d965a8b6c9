"""What a zip must keep to before a parser may see any of it."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from formats.refused import N_, FileRefused
from formats.spreadsheets.faults import refuse

MOST_MEMBERS: Final = 500
MOST_UNPACKED: Final = 24 * 1024 * 1024
MOST_RATIO: Final = 100
RATIO_COUNTS_FROM: Final = 1024 * 1024
MOST_PART: Final = 2 * 1024 * 1024  # parts that the parser holds as a tree: styles, workbook, relations
CHUNK: Final = 256 * 1024

CENTRAL_ENTRY: Final = b"PK\x01\x02"
METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCODINGS: Final = {b"utf-8", b"us-ascii", b"iso-8859-1"}
FORBIDDEN: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
LONGEST_FORBIDDEN: Final = len(b"<!DOCTYPE")
XML_DECLARATION: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s")
ENCODING: Final = re.compile(rb"""encoding\s*=\s*["']([^"']*)""")
WIDE_XML: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
HELD_AS_TREE: Final = re.compile(
    r"(?:\[Content_Types\]\.xml|_rels/.*|docProps/.*|xl/(?!sharedStrings)[^/]*|xl/_rels/.*)"
)
DAMAGED: Final = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The zip in `content`, looked at from the outside only.

    Raises `FileRefused` for too many or too large members, one that unpacks to
    more than a hundred times its size, a lock, or a name that leads outside.
    """
    if content.count(CENTRAL_ENTRY) > MOST_MEMBERS:
        raise refuse("file.too_many_members", N_("The archive holds more than %(most)d files."), most=MOST_MEMBERS)
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except DAMAGED as fault:
        raise damaged() from fault
    _check_names(archive)
    _check_sizes(archive)
    return archive


def check_xml(archive: zipfile.ZipFile) -> None:
    """Refuse a document type, entities and any encoding that would hide them.

    Every member is read through to its end once, in pieces; the parser that
    comes later would expand entities that it meets (a kilobyte into a gigabyte).
    """
    try:
        for member in archive.infolist():
            _check_member(archive, member)
    except DAMAGED as fault:
        raise damaged() from fault


def damaged() -> FileRefused:
    return refuse("file.damaged", N_("The file is damaged or incomplete. Copy it again, or save it anew in Excel."))


def _check_names(archive: zipfile.ZipFile) -> None:
    outside = [member.filename for member in archive.infolist() if _leads_outside(member)]
    if outside:
        raise refuse(
            "file.unsafe_names",
            N_("The archive holds names that lead outside of it (%(names)s). Nothing of it was unpacked."),
            names=", ".join(outside),
        )


def _leads_outside(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    return is_link or name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _check_sizes(archive: zipfile.ZipFile) -> None:
    """zipfile never unpacks more of a member than the size that it states, so that the stated sizes bound the work."""
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise refuse("file.locked", N_("The file is protected by a password. Save it without one."))
    if any(member.compress_type not in METHODS for member in members):
        raise damaged()
    if sum(member.file_size for member in members) > MOST_UNPACKED or any(map(_is_swollen, members)):
        raise refuse(
            "file.unpacked_too_large",
            N_("Unpacked, the file would be far larger than a list can be (%(most)d MB at most)."),
            most=MOST_UNPACKED // 2**20,
        )


def _is_swollen(member: zipfile.ZipInfo) -> bool:
    if HELD_AS_TREE.fullmatch(member.filename) and member.file_size > MOST_PART:
        return True
    return member.file_size > RATIO_COUNTS_FROM and member.file_size > MOST_RATIO * member.compress_size


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    tail = b""
    for index, chunk in enumerate(_chunks(archive, member)):
        if index == 0:
            _check_encoding(chunk)
        if FORBIDDEN.search(tail + chunk):
            raise refuse(
                "file.document_type",
                N_("%(member)s in the file declares a document type or entities. Such files are not read."),
                member=member.filename,
            )
        tail = chunk[-LONGEST_FORBIDDEN:]


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _check_encoding(start: bytes) -> None:
    if start.startswith(WIDE_XML) or (XML_DECLARATION.match(start) and not _is_read(start)):
        raise refuse("file.encoding", N_("The file is written in an encoding that is not read. Save it anew in Excel."))


def _is_read(start: bytes) -> bool:
    """Whether the declaration ends in sight and names an encoding in which `FORBIDDEN` is what it looks like."""
    declaration, closed, _ = start.partition(b"?>")
    encoding = ENCODING.search(declaration)
    return bool(closed) and (encoding is None or encoding[1].lower() in ENCODINGS)
