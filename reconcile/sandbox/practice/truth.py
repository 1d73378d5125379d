"""What is true about the demo practice: which records are one client, which are relatives, and what tells them apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reconcile.sandbox.practice.records import Record
from reconcile.sandbox.practice.spelling import KINDS
from reconcile.sandbox.world import Document

if TYPE_CHECKING:
    import pandas as pd

IDENTICAL = "identical"
"""The kind of a pair of one client whose names are equal (DUP-1)."""

TRUTH_COLUMNS = (
    "app", "client_id", "entity", "family", "name", "relation", "kinds", "formal", "base", "people", "number", "year",
    "place", "generation", "trustee_of", "namesakes", "card",
)  # fmt: skip
"""A row of truth, in this order; all values are text.

`formal` is the entity's formal name; `base` the words that its relatives' names share; `people` the first names of those
behind it, joined with ``|``; `number`, `year`, `place`, `generation` what tells it from a relative of equal words (DUP-3);
`trustee_of` the entity id of the trust that a trustee company serves; `namesakes` an id that different people of
intentionally equal name share; `card` the case that the record was made for (`cards.CARDS`). `kinds` is ``renamed`` where
the client has taken quite another name and only Ignition's own mapping knows it.
"""

PAIR_COLUMNS = ("id_a", "id_b", "label", "kinds", "separator")


def truth_row(record: Record) -> Document:
    """One row of truth, with the columns of `TRUTH_COLUMNS`."""
    entity, draft = record.entity, record.entity.draft
    return {
        "app": record.app,
        "client_id": record.client_id,
        "entity": entity.entity,
        "family": entity.family,
        "name": record.name,
        "relation": draft.relation,
        "kinds": "+".join(record.kinds),
        "formal": draft.name.text,
        "base": draft.base,
        "people": "|".join(who.given for who in draft.people),
        "number": draft.number,
        "year": draft.year,
        "place": draft.place,
        "generation": draft.generation,
        "trustee_of": entity.trustee_of,
        "namesakes": entity.namesakes,
        "card": record.card,
    }


def true_pairs(truth: pd.DataFrame | Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Every pair of records of one entity (label ``same``) and of one family (label ``related``).

    Columns: `id_a`, `id_b` (``app:client_id``, in the order xpm, ignition, gusto and then of the truth), `label`,
    `kinds` (for *same*: the DUP-2 kinds of both spellings joined with ``+``, ``identical`` for equal names, ``renamed``
    where it is so; ``""`` for *related*) and `separator` (for *related*: the class of DUP-3 that tells the two apart;
    ``""`` for *same*, and for relatives whose names have no word in common). A pair not listed is *different*.
    """
    import pandas as pd  # only here: a sandbox starts without it

    rows = truth.to_dict("records") if isinstance(truth, pd.DataFrame) else [dict(row) for row in truth]
    families: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        families.setdefault(str(row["family"]), []).append({str(name): value for name, value in row.items()})
    pairs = (pair for members in families.values() for pair in _pairs_of(members))
    return pd.DataFrame(pairs, columns=list(PAIR_COLUMNS), dtype="str")


def _pairs_of(members: list[dict[str, Any]]) -> Iterator[tuple[str, str, str, str, str]]:
    members = sorted(members, key=lambda row: _APPS.index(row["app"]))
    for a, b in itertools.combinations(members, 2):
        ids = (f"{a['app']}:{a['client_id']}", f"{b['app']}:{b['client_id']}")
        if a["entity"] == b["entity"]:
            yield (*ids, "same", pair_kinds(a, b), "")
        else:
            yield (*ids, "related", "", separator(a, b))


def pair_kinds(a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    """Why the names of two records of one entity are not equal, in DUP-2's order."""
    if a["name"] == b["name"]:
        return IDENTICAL
    both = {kind for row in (a, b) for kind in str(row["kinds"]).split("+")}
    return "+".join(kind for kind in (*KINDS, "renamed") if kind in both)


def separator(a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    """The class of DUP-3 that tells two rows of truth apart, the most telling one first."""
    if not _words(a) & _words(b):
        return ""
    relations = {str(a["relation"]), str(b["relation"])}
    telling = (
        ("estate", "estate" in relations),
        ("trustee", "trustee-company" in relations and bool(relations & {"trust", "super-fund"})),
        ("couple", relations == {"person", "couple"}),
        ("legal-form", len(relations) > 1 or _form(a) != _form(b)),
        *((column, a[column] != b[column]) for column in ("generation", "number", "year", "place")),
        ("given-name", a["people"] != b["people"]),
    )
    return next((name for name, differs in telling if differs), "legal-form")


def _words(row: Mapping[str, Any]) -> set[str]:
    return {word.strip(",").casefold() for word in str(row["base"]).split()}


def _form(row: Mapping[str, Any]) -> str:
    """The last word of a company's formal name, which is its legal form."""
    return str(row["formal"]).split()[-1] if row["relation"] == "company" else ""


_APPS = ("xpm", "ignition", "gusto")
