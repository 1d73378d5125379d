"""Errors, told apart by what the reader should do about them.

    ReconcileError
    ├── NeedsUser      the input, a setting or an account must be put right by a person
    │   ├── BadInput       a file or an answer that is not what it should be (line, row and column where known)
    │   └── NotAllowed     an app refused the credentials, or a rule refuses the request
    ├── TryAgain       nothing is wrong with the input: the same call may go through later
    │   └── Moved          an app did not write over a record that was saved since it was read
    ├── Brake          stopped on purpose before the first write; a person may release it
    └── Bug            the toolkit broke a promise of its own

Every error has a ``title`` (what it is, in a few words), a ``message`` (what happened) and a ``hint`` (what to do).
None of the three may carry a secret or the data of a client beyond the name of the place where it lies.
"""

from __future__ import annotations

import linecache
import traceback


class ReconcileError(Exception):
    """The root of the tree; catch it to catch everything the toolkit raises on purpose."""

    title = "Something went wrong"

    def __init__(self, message: str, *, title: str | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.title = title or type(self).title
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.title}: {self.message}" + (f" → {self.hint}" if self.hint else "")

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in a cell in place of a traceback: the three parts, and the line of the cell that asked for it."""
        lines = [f"✕ {self.title}", *filter(None, (self.message, self.hint and f"→ {self.hint}"))]
        for frame, number in traceback.walk_tb(self.__traceback__):
            code = linecache.getline(frame.f_code.co_filename, number).strip()
            if code and frame.f_globals.get("__name__") == "__main__":
                return [*lines, f"(line {number} of the cell: {code})"]
        return lines

    def to_dict(self) -> dict[str, str]:
        """The three parts and the class, as the CLI prints them with ``--json``."""
        return {"error": type(self).__name__, "title": self.title, "message": self.message, "hint": self.hint}


class NeedsUser(ReconcileError):
    """A person has to change something before the same call can succeed."""

    title = "This needs your attention"


class BadInput(NeedsUser):
    """A file or an answer cannot be read as what it claims to be."""

    title = "This file cannot be read"

    def __init__(
        self,
        message: str,
        *,
        title: str | None = None,
        hint: str = "",
        line: int | None = None,
        column: str | int | None = None,
    ) -> None:
        where = ", ".join(
            part
            for part in (
                f"line {line}" if line is not None else "",
                f"column {column!r}" if column is not None else "",
            )
            if part
        )
        super().__init__(f"{message} ({where})" if where else message, title=title, hint=hint)
        self.line = line
        self.column = column


class NotAllowed(NeedsUser):
    """Credentials were refused, or a rule of the apps or of the settings forbids the request."""

    title = "Not allowed"


class TryAgain(ReconcileError):
    """An app or a file is busy, slow or away; repeating the same call later may work.

    ``retry_after`` is in seconds where the app said it. ``sent`` is False only where the request certainly never
    reached the app, so that even a create may be repeated.
    """

    title = "Not available right now"

    def __init__(
        self,
        message: str,
        *,
        title: str | None = None,
        hint: str = "",
        retry_after: float | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(message, title=title, hint=hint)
        self.retry_after = retry_after
        self.sent = sent


class Moved(TryAgain):
    """A record was saved since it was read, so an app that keeps versions did not write over it: read it again and compare."""

    title = "Saved meanwhile"

    def __init__(self, message: str, *, title: str | None = None, hint: str = "") -> None:
        super().__init__(message, title=title, hint=hint, sent=False)


class Brake(ReconcileError):
    """An apply was stopped before its first write because something looks wrong (REL-9)."""

    title = "Stopped before the first write"


class Bug(ReconcileError):
    """A promise of the toolkit itself was broken; please report it."""

    title = "A fault in the toolkit"

    def _render_traceback_(self) -> list[str]:
        """The whole way to the fault: whoever mends it needs it."""
        return "".join(traceback.format_exception(self)).splitlines()
