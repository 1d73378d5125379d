"""A saved answer of XPM's client list as a source, read by the same parser as the live one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reconcile.apps.protocols import Origin
from reconcile.apps.xpm_wire import client_from_wire, named_items
from reconcile.apps.xpm_xml import read_answer, stream_clients
from reconcile.errors import BadInput, NeedsUser, TryAgain
from reconcile.model import App, Record, Staff


class SavedAnswerSource:
    """The XML of ``client.api/list?detailed=true`` in a file.

    Without ``staff_path``, the saved answer of ``staff.api/list``, partners and managers are known by name only.
    """

    app = App.XPM

    def __init__(self, path: str | Path, *, staff_path: str | Path | None = None) -> None:
        self.path = Path(path)
        self.staff_path = Path(staff_path) if staff_path is not None else None

    @property
    def origin(self) -> Origin:
        """The file's name."""
        return Origin("file", self.path.name, "saved answer of XPM's client list")

    def records(self) -> Iterator[Record]:
        """Yield staff and clients; a file that is cut off raises ``BadInput``, and no clients come after that."""
        staff = self._staff()
        yield from staff
        emails = {member.staff_id: member.email for member in staff}
        try:
            with self.path.open("rb") as file:
                for document in stream_clients(file):
                    yield client_from_wire(document, emails)
        except TryAgain as error:
            raise _cut_off(self.path) from error
        except OSError as error:
            raise _missing(self.path) from error

    def _staff(self) -> list[Staff]:
        if self.staff_path is None:
            return []
        try:
            documents = named_items(read_answer(self.staff_path.read_bytes()))
        except TryAgain as error:
            raise _cut_off(self.staff_path) from error
        except OSError as error:
            raise _missing(self.staff_path) from error
        return [Staff(App.XPM, each["UUID"], each["Name"], each.get("Email"), each) for each in documents]


def _cut_off(path: Path) -> BadInput:
    return BadInput(f"{path.name} ends before it is complete.", hint="Save XPM's answer again, to its end.")


def _missing(path: Path) -> NeedsUser:
    return NeedsUser(f"{path.name} cannot be opened.", title="No such file", hint="Check the name and the folder.")
