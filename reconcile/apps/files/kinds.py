"""What a file is by its content, whatever its name says; what cannot be a list of clients is refused with what to do."""

from __future__ import annotations

import codecs
import enum
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from reconcile.apps.files.text import BYTE_ORDER_MARKS, LARGEST, read_bytes, too_large
from reconcile.errors import BadInput, NeedsUser

HEAD = 4_096
"""Bytes from a file's beginning that tell what it is."""

AS_CSV = "Export the list as CSV or Excel (.xlsx) instead."
_OPEN_AND_SAVE = "Open it in Excel, choose “Save as” and “Excel Workbook (.xlsx)” or “CSV UTF-8”, and give that file."


class Kind(enum.StrEnum):
    """The forms in which a list can come."""

    TEXT = "text"
    EXCEL = "excel"
    PARQUET = "parquet"
    XML = "xml"
    JSON = "json"


_REFUSED: Sequence[tuple[bytes, str, str]] = (
    (b"%PDF", "a PDF", f"A PDF is for reading and printing. {AS_CSV}"),
    (b"\x89PNG", "a picture", AS_CSV),
    (b"\xff\xd8\xff", "a picture", AS_CSV),
    (b"GIF8", "a picture", AS_CSV),
    (b"\x1f\x8b", "a compressed file", "Unpack it, and give the list that is inside."),
    (b"7z\xbc\xaf", "a compressed file", "Unpack it, and give the list that is inside."),
    (b"Rar!", "a compressed file", "Unpack it, and give the list that is inside."),
    (b"{\\rtf", "a text document (RTF)", AS_CSV),
    (b"SQLite format 3", "a database", AS_CSV),
)
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.I | re.S
)
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_MIME = re.compile(rb"^\s*(?:MIME-Version|Content-Type|From|Received):", re.I)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def kind_of(path: Path) -> Kind:
    """What a file is.

    Raises ``NeedsUser`` where it cannot be opened, and ``BadInput`` for one that is empty, too large or of a kind that
    holds no list: an old Excel file, a PDF, a web page under another name, an archive.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        reason = "is not there" if isinstance(error, FileNotFoundError) else "cannot be opened"
        hint = "Check the name and the folder."
        raise NeedsUser(f"{path.name} {reason}.", title="No such file", hint=hint) from error
    if size > LARGEST:
        raise too_large(path.name, size)
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith(b"PK"):
        return _kind_of_archive(path)
    if head.startswith(_OLE):
        raise _old_office(path)
    for mark, what, hint in _REFUSED:
        if head.startswith(mark):
            raise _refused(path, what, hint)
    return _kind_of_text(path, _plain(head))


def _plain(head: bytes) -> bytes:
    """The beginning of a text without its mark and, of UTF-16, without the bytes between."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head.decode(encoding, errors="ignore").encode() if mark != codecs.BOM_UTF8 else head[len(mark) :]
    return head.replace(b"\x00", b"") if head[1:8:2] == b"\x00" * 4 or head[0:8:2] == b"\x00" * 4 else head


def _kind_of_text(path: Path, head: bytes) -> Kind:
    start = head.lstrip()
    if not start:
        if not read_bytes(path).strip(b"\x00 \r\n\t"):
            raise BadInput(f"{path.name} is empty.", title="The file is empty", hint="Export it again.")
        return Kind.TEXT
    if _HTML.match(start):
        raise _refused(
            path, "a web page", f"Some programs save a web page under the name of an Excel file. {_OPEN_AND_SAVE}"
        )
    if _MIME.match(start):
        raise _refused(path, "a message or a saved web page", _OPEN_AND_SAVE)
    if start.startswith(b"<"):
        if _SPREADSHEET_XML in start:
            raise _refused(path, "a spreadsheet in XML (of Excel 2003)", _OPEN_AND_SAVE)
        return Kind.XML
    return Kind.JSON if re.match(rb"[\[{]\s*(?:[\"\[{\]}]|$)", start) else Kind.TEXT


def _kind_of_archive(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path))) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        hint = "Export the file again; it may not have been saved or copied to its end."
        raise BadInput(f"{path.name} is damaged or cut off.", hint=hint) from error
    if "xl/workbook.xml" in names:
        return Kind.EXCEL
    if "xl/workbook.bin" in names:
        raise _refused(path, "a binary Excel workbook (.xlsb)", _OPEN_AND_SAVE)
    if "content.xml" in names:
        raise _refused(path, "an OpenDocument file", _OPEN_AND_SAVE)
    if "word/document.xml" in names:
        raise _refused(path, "a Word document", AS_CSV)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        raise BadInput(f"{path.name} holds no workbook, although its name says so.", hint=_OPEN_AND_SAVE)
    raise _refused(path, "a compressed file", "Unpack it, and give the list that is inside.")


def _old_office(path: Path) -> BadInput:
    if _ENCRYPTED in read_bytes(path):
        hint = "Open it in Excel with its password, remove the password (File, Info, Protect Workbook), and save it."
        return BadInput(f"{path.name} is protected by a password.", title="The workbook is locked", hint=hint)
    return _refused(path, "in the Excel format of before 2007 (.xls)", _OPEN_AND_SAVE)


def _refused(path: Path, what: str, hint: str) -> BadInput:
    return BadInput(f"{path.name} is {what}, not a list that can be read.", title="Not a list of clients", hint=hint)
