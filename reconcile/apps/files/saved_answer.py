"""Saved answers of the apps' interfaces as a source, read by the parsers of the live ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reconcile.apps.files.answers import Answer, Document, answer_of, documents
from reconcile.apps.gusto_wire import client_from_company
from reconcile.apps.ignition_wire import client_from_row
from reconcile.apps.protocols import Origin
from reconcile.apps.xpm_answers import read_answer, sniffed, stream_clients
from reconcile.apps.xpm_bounds import LONGEST_ANSWER, Readable
from reconcile.apps.xpm_wire import client_from_wire, emails_of, named_items, staff_from_wire
from reconcile.errors import BadInput, NeedsUser, ReconcileError, TryAgain
from reconcile.model import App, Record, Staff


class SavedAnswerSource:
    """The answer of a list call in a file; which app it comes from is found out from its content.

    XPM: the XML or JSON of ``client.api/list?detailed=true``, versions 3.0 and 3.1; with ``staff_path``, the answer of
    ``staff.api/list``, partners and managers are known by email, otherwise by name only. Gusto: company JSON, with the
    answers for its locations and admins. Ignition: the pages of the Reporting API's clients and contacts. ``more`` are
    further files of the same app.
    """

    def __init__(
        self, path: str | Path, *, staff_path: str | Path | None = None, more: Sequence[str | Path] = ()
    ) -> None:
        self.path = Path(path)
        self.staff_path = Path(staff_path) if staff_path is not None else None
        self.more = tuple(map(Path, more))
        self.app = _app_of(self.path)
        self.notes: tuple[str, ...] = ()

    @property
    def origin(self) -> Origin:
        """The files' names."""
        names = ", ".join(path.name for path in (self.path, *self.more))
        return Origin("file", names, f"saved answer of {self.app.label}'s client list")

    def records(self) -> Iterator[Record]:
        """Yield staff and clients; a file that is cut off raises ``BadInput``, and no clients come after that."""
        if self.app is App.XPM:
            yield from self._xpm()
            return
        told: dict[Answer, list[Document]] = defaultdict(list)
        for path in (self.path, *self.more):
            for answer, document in documents(path):
                if answer.app is not self.app:
                    raise _other_app(path, answer.app, self.app)
                told[answer].append(document)
        yield from self._gusto(told) if self.app is App.GUSTO else self._ignition(told)

    def _xpm(self) -> Iterator[Record]:
        clients: list[Path] = []
        staff_paths = [self.staff_path] if self.staff_path else []
        for path in (self.path, *self.more):
            answer = _answer(path)
            if answer is not None and answer.app is not App.XPM:
                raise _other_app(path, answer.app, App.XPM)
            (staff_paths if answer is Answer.XPM_STAFF else clients).append(path)
        if not clients:
            hint = "Give the saved answer of client.api/list?detailed=true too."
            raise BadInput(f"{self.path.name} lists staff, no clients.", title="No clients in this answer", hint=hint)
        staff = [member for path in staff_paths for member in _staff(path)]
        self.notes = () if staff else ("Without the staff list partners and managers are known by name only",)
        yield from staff
        emails = emails_of(staff)
        for path in clients:
            try:
                with path.open("rb") as file:
                    for document in stream_clients(*sniffed(file)):
                        yield client_from_wire(document, emails)
            except TryAgain as error:
                raise _cut_off(path) from error
            except OSError as error:
                raise _missing(path) from error

    def _gusto(self, told: dict[Answer, list[Document]]) -> Iterator[Record]:
        companies = {str(company["uuid"]): company for company in told[Answer.GUSTO_COMPANY]}
        if not companies:
            hint = "Give the saved answer of the company itself too (/v1/companies/…)."
            raise BadInput(f"{self.path.name} holds no company.", title="No clients in this answer", hint=hint)
        alone = next(iter(companies)) if len(companies) == 1 else ""
        locations, admins = (
            _by_company(told[Answer.GUSTO_LOCATION], alone),
            _by_company(told[Answer.GUSTO_ADMIN], alone),
        )
        if "" in admins:
            self.notes = (
                "Admins whose company is not told were left out: give each company's admins with the company",
            )
        for uuid, company in companies.items():
            within = [one for one in company.get("locations") or () if isinstance(one, dict)]
            yield client_from_company(company, locations.get(uuid) or within, admins.get(uuid, []))

    def _ignition(self, told: dict[Answer, list[Document]]) -> Iterator[Record]:
        rows = {str(row["slug"]): row for row in told[Answer.IGNITION_CLIENT]}
        if not rows:
            hint = "Give the pages of the clients too (/reporting/clients)."
            raise BadInput(
                f"{self.path.name} holds contacts, no clients.", title="No clients in this answer", hint=hint
            )
        contacts: dict[str, list[Document]] = defaultdict(list)
        for row in told[Answer.IGNITION_CONTACT]:
            owner: Any = row.get("client")
            contacts[str(owner.get("slug") if isinstance(owner, dict) else "")].append(row)
        self.notes = (
            *(() if contacts else ("Without the pages of the contacts the clients have none",)),
            "Ignition's API tells neither addresses nor XPM ids; the client export does",
        )
        for slug, row in rows.items():
            yield client_from_row(row, contacts.get(slug, []), None)


def _app_of(path: Path) -> App:
    """The app of a file's content; one that cannot be read is told when its records are asked for."""
    answer = _answer(path)
    return answer.app if answer is not None else App.XPM


def _answer(path: Path) -> Answer | None:
    try:
        return answer_of(path)
    except ReconcileError:
        return None


def _by_company(members: Sequence[Document], alone: str) -> dict[str, list[Document]]:
    """Members by their company's uuid; those that tell none belong to the only company there is, or to ``""``."""
    found: dict[str, list[Document]] = defaultdict(list)
    for member in members:
        found[str(member.get("company_uuid") or alone)].append(member)
    return found


def _staff(path: Path) -> list[Staff]:
    try:
        with path.open("rb") as file:
            body, kind = sniffed(file)
            found = named_items(read_answer(_whole(body), kind))
    except TryAgain as error:
        raise _cut_off(path) from error
    except OSError as error:
        raise _missing(path) from error
    return [staff_from_wire(document) for document in found]


def _whole(source: Readable) -> bytes:
    """All bytes of a short answer; a longer one is left unread behind the limit, which refuses it."""
    pieces: list[bytes] = []
    length = 0
    while length <= LONGEST_ANSWER and (piece := source.read()):
        pieces.append(piece)
        length += len(piece)
    return b"".join(pieces)


def _other_app(path: Path, found: App, wanted: App) -> BadInput:
    hint = "Give the answers of one app at a time."
    return BadInput(f"{path.name} comes from {found.label}, not from {wanted.label}.", title="Two apps", hint=hint)


def _cut_off(path: Path) -> BadInput:
    return BadInput(f"{path.name} ends before it is complete.", hint="Save the app's answer again, to its end.")


def _missing(path: Path) -> NeedsUser:
    return NeedsUser(f"{path.name} cannot be opened.", title="No such file", hint="Check the name and the folder.")
