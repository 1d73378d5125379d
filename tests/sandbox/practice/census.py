"""Counts what a generated practice holds, in the words of data/README.md."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import phonenumbers

from reconcile.sandbox.practice import true_pairs
from reconcile.sandbox.practice.spelling import KINDS
from reconcile.sandbox.world import Document, World

REGIONS = {
    "Australia": "AU",
    "New Zealand": "NZ",
    "United Kingdom": "GB",
    "Ireland": "IE",
    "USA": "US",
    "South Africa": "ZA",
}


def counts(world: World) -> dict[str, int]:
    """Every count that data/README.md states, by its words there."""
    return {
        **sizes(world),
        **links(world),
        **repeated(world),
        **contacts(world),
        **letters(world),
        **{f"kind {kind}": number for kind, number in kinds(world).items()},
        **{f"separator {name}": number for name, number in separators(world).items()},
    }


def sizes(world: World) -> dict[str, int]:
    return {
        "XPM clients": len(list(world.xpm_clients)),
        "Ignition clients": len(list(world.ignition_clients)),
        "Gusto companies": len(list(world.gusto_companies)),
        "legal entities": len({row["entity"] for row in world.truth}),
        "families": len({row["family"] for row in world.truth}),
        "XPM staff": len(world.xpm_staff),
        "Ignition users": len(world.ignition_users),
        "XPM groups": len(world.xpm_groups),
    }


def links(world: World) -> dict[str, int]:
    xpm = {document["Name"]: document for document in world.xpm_clients}
    numbers = {str(document["Number"]): document["Name"] for document in world.xpm_clients}
    ignition = list(world.ignition_clients)
    names = {document["name"] for document in ignition}
    mapped = [document for document in ignition if document["xpm_id"]]
    exact = [document for document in ignition if document["name"] in xpm]
    gusto = [document["company"]["name"] for document in world.gusto_companies]
    entities = entities_by_app(world)
    return {
        "Ignition clients named exactly as an XPM client": len(exact),
        "of these mapped to it already": sum(numbers.get(one["xpm_id"]) == one["name"] for one in mapped),
        "mapped though the names differ": sum(numbers.get(one["xpm_id"], one["name"]) != one["name"] for one in mapped),
        "mapped to an XPM record that is gone": sum(one["xpm_id"] not in numbers for one in mapped),
        "XPM entities not in Ignition": len(entities["xpm"] - entities["ignition"]),
        "Ignition entities not in XPM": len(entities["ignition"] - entities["xpm"]),
        "Gusto companies named exactly as an Ignition client": sum(name in names for name in gusto),
        "Gusto entities not in Ignition": len(entities["gusto"] - entities["ignition"]),
        "archived in XPM and not in Ignition": _archived(world, "xpm"),
        "archived in Ignition and not in XPM": _archived(world, "ignition"),
        "leads that XPM does not know": _only_in_ignition(world, "lead"),
        "active clients that XPM does not know": _only_in_ignition(world, "active"),
    }


def repeated(world: World) -> dict[str, int]:
    pairs = true_pairs(world.truth)
    inside = pairs[pairs.id_a.str.split(":").str[0] == pairs.id_b.str.split(":").str[0]]
    same = inside[inside.label == "same"]
    namesakes = Counter(row["namesakes"] for row in {row["entity"]: row for row in world.truth}.values())
    return {
        "pairs of one client": int((pairs.label == "same").sum()),
        "pairs of relatives": int((pairs.label == "related").sum()),
        "one client twice in one app, names equal": int((same.kinds == "identical").sum()),
        "one client twice in one app, names nearly equal": int((same.kinds != "identical").sum()),
        "pairs of different people of one name": sum(number - 1 for name, number in namesakes.items() if name),
    }


def contacts(world: World) -> dict[str, int]:
    xpm = list(world.xpm_clients)
    shared = shared_emails(world.xpm_clients, xpm_emails)
    return {
        "XPM clients without contacts": sum(not document["Contacts"] for document in xpm),
        "XPM clients with contacts and none primary": sum(
            bool(document["Contacts"]) and all(one["IsPrimary"] == "No" for one in document["Contacts"])
            for document in xpm
        ),
        "XPM clients with more than one contact": sum(len(document["Contacts"]) > 1 for document in xpm),
        "XPM clients in more than one group": sum(len(document["Groups"]) > 1 for document in xpm),
        "XPM clients without a partner": sum("AccountManager" not in document for document in xpm),
        "XPM clients without a manager": sum("JobManager" not in document for document in xpm),
        "emails in XPM": len(shared),
        "emails in XPM that stand on more than one client": sum(number > 1 for number in shared.values()),
    }


def letters(world: World) -> dict[str, int]:
    names = [row["name"] for row in world.truth]
    return {
        "names with marked letters": sum(any(_is_marked(letter) for letter in name) for name in names),
        "names in other scripts": sum(any(_is_other_script(letter) for letter in name) for name in names),
        "names in decomposed form": sum(unicodedata.normalize("NFC", name) != name for name in names),
        "names with a non-breaking space": sum("\N{NO-BREAK SPACE}" in name for name in names),
        "names with a curly apostrophe": sum("’" in name for name in names),
    }


def kinds(world: World) -> dict[str, int]:
    """DUP-2 kind → the pairs of one client that have it; `identical` too."""
    pairs = true_pairs(world.truth)
    every = Counter(kind for text in pairs[pairs.label == "same"].kinds for kind in text.split("+"))
    return {kind: every[kind] for kind in (*KINDS, "identical")}


def separators(world: World) -> dict[str, int]:
    """DUP-3 class → the pairs of relatives that it tells apart."""
    pairs = true_pairs(world.truth)
    return dict(Counter(name for name in pairs[pairs.label == "related"].separator if name))


def entities_by_app(world: World) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"xpm": set(), "ignition": set(), "gusto": set()}
    for row in world.truth:
        found[row["app"]].add(row["entity"])
    return found


def documents_by_entity(world: World) -> dict[str, dict[str, list[Document]]]:
    """Entity → app → its documents."""
    by_id = {("xpm", document["UUID"]): document for document in world.xpm_clients}
    by_id |= {("ignition", document["slug"]): document for document in world.ignition_clients}
    by_id |= {("gusto", document["company"]["uuid"]): document for document in world.gusto_companies}
    found: dict[str, dict[str, list[Document]]] = {}
    for row in world.truth:
        apps = found.setdefault(row["entity"], {"xpm": [], "ignition": [], "gusto": []})
        apps[row["app"]].append(by_id[row["app"], row["client_id"]])
    return found


def xpm_emails(document: Document) -> set[str]:
    every = [document.get("Email", ""), *(contact["Email"] for contact in document["Contacts"])]
    return {email.lower() for email in every if email}


def ignition_emails(document: Document) -> set[str]:
    return {contact["email"] for contact in document["contacts"] if contact["email"]}


def shared_emails(documents: Iterable[Document], emails: Callable[[Document], set[str]]) -> Counter[str]:
    """Email → the clients it stands on."""
    return Counter(email for document in documents for email in emails(document))


def texts(value: Any) -> Iterable[str]:
    """Every text inside a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def number(text: str, region: str) -> str:
    """A telephone number as ``+…``."""
    return phonenumbers.format_number(phonenumbers.parse(text, region), phonenumbers.PhoneNumberFormat.E164)


def _archived(world: World, app: str) -> int:
    found = 0
    for apps in documents_by_entity(world).values():
        xpm = [document["IsArchived"] == "Yes" for document in apps["xpm"]]
        ignition = [document["state"] == "archived" for document in apps["ignition"]]
        here, there = (xpm, ignition) if app == "xpm" else (ignition, xpm)
        found += any(here) and bool(there) and not any(there)
    return found


def _only_in_ignition(world: World, state: str) -> int:
    every = documents_by_entity(world).values()
    return sum(any(one["state"] == state for one in apps["ignition"]) for apps in every if not apps["xpm"])


def _is_marked(letter: str) -> bool:
    return "LATIN" in unicodedata.name(letter, "") and unicodedata.normalize("NFD", letter) != letter


def _is_other_script(letter: str) -> bool:
    return letter.isalpha() and "LATIN" not in unicodedata.name(letter, "") and ord(letter) > 0x2FF
