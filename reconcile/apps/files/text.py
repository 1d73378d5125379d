"""Text files as people's programs write them: the encoding found out, and damage named by its line."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

import charset_normalizer

from reconcile.errors import BadInput, NeedsUser

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WINDOWS = "cp1252"
"""Where a file is not Unicode, it nearly always comes from a spreadsheet on Windows; short files leave no other clue."""

_SAVE_AGAIN = "Export the file again, or save it as CSV in UTF-8."

LARGEST = 256 << 20
"""Bytes of a file that are read at most: four times the export of 100,000 clients, and still held in memory."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text and the encoding it was in."""

    text: str
    encoding: str


def read_bytes(path: Path) -> bytes:
    """The file's bytes; ``NeedsUser`` where it is not there or may not be read, ``BadInput`` where it is empty or too large."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise too_large(path.name, size)
        data = path.read_bytes()
    except OSError as error:
        reason = "is not there" if isinstance(error, FileNotFoundError) else "cannot be opened"
        raise NeedsUser(
            f"{path.name} {reason}.", title="No such file", hint="Check the name and the folder."
        ) from error
    if not data.strip():
        raise BadInput(f"{path.name} is empty.", title="The file is empty", hint="Export it again.")
    return data


def too_large(name: str, size: int) -> BadInput:
    """The error for a file that is not read because of its size."""
    return BadInput(
        f"{name} is {size >> 20:,} MB large; a list of clients is at most {LARGEST >> 20} MB.",
        title="The file is too large",
        hint="Check that it is the list itself; export it without attachments or history, or in parts.",
    )


def decode(data: bytes) -> Text:
    """UTF-8 with or without a mark, UTF-16, or else Windows-1252 and its like.

    Raises ``BadInput`` for NUL bytes, for a file that ends inside a character and for one in two encodings at once.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _checked(data, encoding)
    if b"\x00" in data:
        return _checked(data, _utf16_without_mark(data))
    try:
        return Text(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise _cut_off(data) from None
        if _is_mostly_utf8(data):
            raise BadInput(
                "The file is in two encodings at once", hint=_SAVE_AGAIN, line=line_of(data, error.start)
            ) from None
    return _from_another_encoding(data)


def line_of(data: bytes, place: int) -> int:
    """The line, counted from 1, of a byte's place."""
    return data.count(b"\n", 0, place) + 1


def _checked(data: bytes, encoding: str) -> Text:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise _cut_off(data) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise BadInput("The file holds NUL bytes, so it is damaged or not a text file", hint=_SAVE_AGAIN, line=line)
    return Text(text, encoding.removesuffix("-sig"))


def _utf16_without_mark(data: bytes) -> str:
    """Text in UTF-16 has a NUL in nearly every second byte; elsewhere a NUL is damage."""
    half = len(data) // 2
    for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        if len(data) % 2 == 0 and data[start::2].count(0) > 0.7 * half:
            return encoding
    raise BadInput(
        "The file holds NUL bytes, so it is damaged or not a text file",
        hint=_SAVE_AGAIN,
        line=line_of(data, data.index(b"\x00")),
    )


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    good = sum(1 for character in text if ord(character) > 127 and character != "\ufffd")
    return good > text.count("\ufffd")


def _from_another_encoding(data: bytes) -> Text:
    try:
        return Text(data.decode(WINDOWS), WINDOWS)
    except UnicodeDecodeError as error:
        best = charset_normalizer.from_bytes(data).best()
        if best is None:
            line = line_of(data, error.start)
            raise BadInput("The file's encoding is not known", hint=_SAVE_AGAIN, line=line) from None
        return Text(str(best), best.encoding)


def _cut_off(data: bytes) -> BadInput:
    return BadInput("The file ends in the middle of a character", hint=_SAVE_AGAIN, line=line_of(data, len(data)))
