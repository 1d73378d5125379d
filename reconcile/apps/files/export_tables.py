"""Ignition's client export read column by column, for the sizes at which an object for each cell takes too long.

It takes only what is beyond doubt: UTF-8, every row as wide as the header, every rule of the export kept. Whatever is not
so gives ``None``, and the row-by-row reader finds the place and says what is wrong. Both give the same snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reconcile.apps.fields import EXPORT_CLIENT, EXPORT_CONTACT
from reconcile.apps.files.export_columns import Column, arrow, pc, read_columns, true_of
from reconcile.apps.files.export_raw import raw_cells
from reconcile.apps.files.export_rules import SAME_IN_A_CLIENT, is_of_contact, state_of
from reconcile.model import State

Rows = npt.NDArray[np.int64]


def export_tables(path: Path) -> dict[str, pa.Table] | None:
    """``clients`` and ``contacts`` with the columns of a snapshot, or ``None`` where the file needs the careful reader."""
    rows = read_columns(path)
    if rows is None or not _is_flawless(rows):
        return None
    numbers = rows["Client Id"].dictionary_encode()
    of_client = np.asarray(numbers.indices, dtype=np.int64)
    first = _first_places(of_client, len(numbers.dictionary))
    if not _agree(rows, of_client, first):
        return None
    is_contact = true_of(pc.not_equal(rows["Contact Id"], ""))
    with ThreadPoolExecutor(1) as beside:
        contacts = beside.submit(_contacts, rows, of_client, is_contact)
        clients = _clients(rows, first, _speakers(rows, of_client, first, is_contact), of_client)
        return {"clients": clients, "contacts": contacts.result()}


def _is_flawless(rows: Mapping[str, Column]) -> bool:
    """Ids are numbers, clients have names, and a contact has an id (the rules of ``export_rules.fault_of``)."""
    if not len(rows["Client Id"]) or not pc.all(pc.match_substring_regex(rows["Client Id"], "^[0-9]+$")).as_py():
        return False
    if pc.any(pc.equal(rows["Client Name"], "")).as_py():
        return False
    nameless = ~true_of(pc.match_substring_regex(rows["Contact Id"], "^[0-9]+$"))
    if not nameless.any():
        return True
    places = arrow(np.flatnonzero(nameless))
    columns = ["Contact Id", *(column for column in EXPORT_CONTACT.values() if column in rows)]
    return all(pc.all(pc.equal(rows[column].take(places), "")).as_py() for column in columns)


def _first_places(of_client: Rows, clients: int) -> Rows:
    """The first row of each client; a dictionary numbers its values in the order in which they first stand."""
    first = np.full(clients, -1, dtype=np.int64)
    first[of_client[::-1]] = np.arange(len(of_client) - 1, -1, -1)
    return first


def _agree(rows: Mapping[str, Column], of_client: Rows, first: Rows) -> bool:
    """A client's rows agree in what is the client's own, and no contact stands twice at one client."""
    further = np.flatnonzero(first[of_client] != np.arange(len(of_client)))
    if not len(further):
        return True
    here, there = arrow(further), arrow(first[of_client[further]])
    for column in SAME_IN_A_CLIENT:
        if column in rows and not pc.all(pc.equal(rows[column].take(here), rows[column].take(there))).as_py():
            return False
    contact = np.asarray(rows["Contact Id"].dictionary_encode().indices, dtype=np.int64)
    pairs = of_client * (int(contact.max()) + 1) + contact
    return len(np.unique(pairs)) == len(pairs)


def _speakers(rows: Mapping[str, Column], of_client: Rows, first: Rows, is_contact: npt.NDArray[np.bool_]) -> Rows:
    """For each client the row of its primary contact, else of its first; −1 for a client without contacts."""
    speaker = np.full(len(first), -1, dtype=np.int64)
    for mask in (is_contact, is_contact & _said_yes(rows)):
        places = np.flatnonzero(mask)[::-1]
        speaker[of_client[places]] = places
    return speaker


def _said_yes(rows: Mapping[str, Column]) -> npt.NDArray[np.bool_]:
    if "Is Primary Contact" not in rows:
        return np.zeros(len(rows["Client Id"]), dtype=bool)
    return true_of(pc.equal(pc.utf8_lower(pc.utf8_trim_whitespace(rows["Is Primary Contact"])), "yes"))


def _clients(rows: Mapping[str, Column], first: Rows, speakers: Rows, of_client: Rows) -> pa.Table:
    places = arrow(first)
    own = {name: column.take(places) for name, column in rows.items()}
    speaking = arrow(np.where(speakers < 0, 0, speakers), mask=speakers < 0)
    states = _states(own.get("Client State"), len(first))
    columns: dict[str, Column] = {
        "client_id": own["Client Id"],
        "state": states,
        "is_current": pc.is_in(states, arrow([state.value for state in State if state.is_current])),
        **{field: own[column] for field, column in EXPORT_CLIENT.items() if column in own},
        "number": own["Client Id"],
        "groups": _groups(own.get("Client Group Name"), len(first)),
        "raw": raw_cells(own, proposals_of=own.get("Proposal List"), rows=_differing(rows, of_client, first)),
    }
    if "Contact Email" in rows:
        columns["email"] = rows["Contact Email"].take(speaking)
    if "Client Reference" in own:
        columns["reference"] = _none_if_empty(own["Client Reference"])
    return pa.table(columns)


def _contacts(rows: Mapping[str, Column], of_client: Rows, is_contact: npt.NDArray[np.bool_]) -> pa.Table:
    kept = np.flatnonzero(is_contact)
    places = arrow(kept)
    own = {name: rows[name].take(places) for name in rows if name in EXPORT_CONTACT.values() or is_of_contact(name)}
    columns: dict[str, Column] = {
        "client_id": rows["Client Id"].take(places),
        "position_no": arrow(_counted(of_client[kept]), pa.int32()),
        "contact_id": own["Contact Id"],
        **{field: own[column] for field, column in EXPORT_CONTACT.items() if column in own},
        "raw": raw_cells(own),
    }
    if "Is Primary Contact" in own:
        said = pc.utf8_lower(pc.utf8_trim_whitespace(own["Is Primary Contact"]))
        known = pc.is_in(said, arrow(["yes", "no"]))
        columns["is_primary"] = pc.if_else(known, pc.equal(said, "yes"), pa.scalar(None, pa.bool_()))
    return pa.table(columns)


def _counted(of_client: Rows) -> Rows:
    """Each contact's place among its client's, from 0, in the order of the file."""
    order = np.argsort(of_client, kind="stable")
    sorted_ids = of_client[order]
    begins = np.flatnonzero(np.r_[True, sorted_ids[1:] != sorted_ids[:-1]])
    lengths = np.diff(np.r_[begins, len(sorted_ids)])
    place = np.arange(len(sorted_ids)) - np.repeat(begins, lengths)
    counted = np.empty(len(of_client), dtype=np.int64)
    counted[order] = place
    return counted


def _states(column: Column | None, clients: int) -> Column:
    if column is None:
        return arrow([State.UNKNOWN.value] * clients)
    encoded = column.dictionary_encode()
    return arrow([state_of(value).value for value in encoded.dictionary.to_pylist()]).take(encoded.indices)


def _groups(column: Column | None, clients: int) -> Column:
    """Ignition has one group per client: a list of one, or an empty list."""
    if column is None:
        return arrow([[]] * clients, pa.list_(pa.string()))
    filled = true_of(pc.not_equal(column, ""))
    offsets = arrow(np.r_[0, np.cumsum(filled)], pa.int32())
    return pa.ListArray.from_arrays(offsets, column.filter(arrow(filled)))


def _none_if_empty(column: Column) -> Column:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _differing(rows: Mapping[str, Column], of_client: Rows, first: Rows) -> dict[int, list[dict[str, str]]]:
    """Client's place → its rows, for the few clients whose rows differ in a column that is not a contact's."""
    further = np.flatnonzero(first[of_client] != np.arange(len(of_client)))
    if not len(further):
        return {}
    here, there = arrow(further), arrow(first[of_client[further]])
    # a row without a contact beside others is nowhere in the contacts, so the client's rows are kept whole
    lone = true_of(pc.equal(rows["Contact Id"], ""))
    differs = lone[further] | lone[first[of_client[further]]]
    for name, column in rows.items():
        if not is_of_contact(name):
            differs |= true_of(pc.not_equal(column.take(here), column.take(there)))
    found: dict[int, list[dict[str, str]]] = {}
    for client in np.unique(of_client[further[differs]]):
        places = arrow(np.flatnonzero(of_client == client))
        found[int(client)] = pa.table({name: column.take(places) for name, column in rows.items()}).to_pylist()
    return found
