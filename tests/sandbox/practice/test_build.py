"""Sizes, determinism and shape of a generated practice."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from reconcile.sandbox.practice import TRUTH_COLUMNS, build_world
from reconcile.sandbox.practice.cards import sizes
from reconcile.sandbox.world import World

from . import census

ROOT = Path(__file__).resolve().parents[3]

FINGERPRINT = """
import hashlib
from reconcile.sandbox.practice import build_world
from tests.sandbox.practice.test_build import fingerprint
print(fingerprint(build_world()))
"""


def fingerprint(world: World) -> str:
    parts = (
        world.xpm_staff, world.xpm_groups, world.xpm_categories, world.xpm_templates, world.ignition_users,
        world.xpm_clients, world.ignition_clients, world.gusto_companies, world.truth,
    )  # fmt: skip
    return hashlib.sha256(json.dumps([list(part) for part in parts]).encode()).hexdigest()


def test_same_arguments_give_same_bytes_in_another_process(world):
    done = subprocess.run(
        [sys.executable, "-c", FINGERPRINT], cwd=ROOT, env={"PYTHONHASHSEED": "7"}, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == fingerprint(world)


def test_another_seed_gives_another_practice(world):
    other = build_world(seed=2027).materialised()
    shared = {row["name"] for row in world.truth} & {row["name"] for row in other.truth}
    assert len(shared) < 0.05 * len(world.truth)


def test_streams_can_be_read_again_and_know_their_length():
    world = build_world(60)
    assert list(world.ignition_clients) == list(world.ignition_clients)
    assert len(list(world.xpm_clients)) == len(world.xpm_clients) == 60


@pytest.mark.parametrize("clients", [1, 2, 3, 7, 42, 137, 420, 1001])
def test_sizes_are_in_proportion_and_exact(clients):
    world = build_world(clients, seed=5).materialised()
    found = {"xpm": world.xpm_clients, "ignition": world.ignition_clients, "gusto": world.gusto_companies}
    assert {app: len(documents) for app, documents in found.items()} == sizes(clients)


def test_default_size_is_420_300_80(world):
    assert (len(world.xpm_clients), len(world.ignition_clients), len(world.gusto_companies)) == (420, 300, 80)


@pytest.mark.parametrize("arguments", [{"clients": 0}, {"corruption": -0.1}])
def test_impossible_arguments_are_refused(arguments):
    with pytest.raises(ValueError, match="at least one client"):
        build_world(**arguments)


def test_every_document_is_json_and_comes_back_equal(world):
    for document in itertools.chain(world.xpm_clients, world.ignition_clients, world.gusto_companies, world.truth):
        assert json.loads(json.dumps(document)) == document


def test_ids_are_unique(world):
    ids = {
        "xpm uuid": [document["UUID"] for document in world.xpm_clients],
        "xpm number": [document["Number"] for document in world.xpm_clients],
        "ignition id": [document["id"] for document in world.ignition_clients],
        "ignition slug": [document["slug"] for document in world.ignition_clients],
        "ignition reference": [document["reference"] for document in world.ignition_clients],
        "gusto uuid": [document["company"]["uuid"] for document in world.gusto_companies],
        "gusto token": [document["token"] for document in world.gusto_companies],
        "xpm contact": [one["UUID"] for document in world.xpm_clients for one in document["Contacts"]],
        "ignition contact": [one["id"] for document in world.ignition_clients for one in document["contacts"]],
        "group": [group["UUID"] for group in world.xpm_groups],
        "group name": [group["Name"] for group in world.xpm_groups],
        "staff": [staff["UUID"] for staff in world.xpm_staff],
    }
    assert {what: [key for key, times in Counter(keys).items() if times > 1] for what, keys in ids.items()} == {
        what: [] for what in ids
    }


def test_truth_covers_every_record_once(world):
    assert [tuple(row) for row in world.truth] == [TRUTH_COLUMNS] * len(world.truth)
    truth = Counter((row["app"], row["client_id"], row["name"]) for row in world.truth)
    records = [("xpm", document["UUID"], document["Name"]) for document in world.xpm_clients]
    records += [("ignition", document["slug"], document["name"]) for document in world.ignition_clients]
    records += [("gusto", one["company"]["uuid"], one["company"]["name"]) for one in world.gusto_companies]
    assert truth == Counter(records)


def test_what_documents_point_at_exists(world):
    staff = {one["UUID"] for one in world.xpm_staff}
    groups = {one["UUID"] for one in world.xpm_groups}
    clients = {one["UUID"] for one in world.xpm_clients}
    users = {one["email"] for one in world.ignition_users} | {""}
    for document in world.xpm_clients:
        assert {document.get("AccountManager"), document.get("JobManager")} <= staff | {None}
        assert set(document["Groups"]) <= groups
        assert {one["RelatedClient"] for one in document["Relationships"]} <= clients
    for document in world.ignition_clients:
        assert {document["partner_email"], document["manager_email"]} <= users


def test_emails_are_on_reserved_domains_only(world):
    reserved = re.compile(
        r"@(?:[a-z0-9-]+\.)*(?:example\.(?:com|org|net)|[a-z0-9-]+\.(?:example|test))$", re.IGNORECASE
    )
    everything = [
        world.xpm_staff,
        world.ignition_users,
        world.xpm_clients,
        world.ignition_clients,
        world.gusto_companies,
    ]
    emails = [text for text in census.texts(everything) if "@" in text]
    assert len(emails) > 1000
    assert [email for email in emails if not reserved.search(email)] == []


def test_text_has_no_outer_spaces_because_the_apps_trim_it(world):
    everything = [world.xpm_clients, world.ignition_clients, world.gusto_companies]
    assert [text for text in census.texts(everything) if text != text.strip()] == []


def test_names_of_different_entities_are_equal_only_where_it_is_intended(world):
    entities: dict[str, set[str]] = {}
    for row in world.truth:
        entities.setdefault(row["name"], set()).add(row["namesakes"] or row["entity"])
    assert [name for name, owners in entities.items() if len(owners) > 1] == []


def test_names_stay_varied_in_a_big_practice():
    truth = list(build_world(8000).truth)
    formal = Counter(name for _, name in {(row["entity"], row["formal"]) for row in truth})
    namesakes = {row["formal"] for row in truth if row["namesakes"]}
    assert {name for name, times in formal.items() if times > 1} == namesakes


def test_corruption_nothing_spells_all_alike_and_more_is_worse():
    kinds = {
        level: [row["kinds"] for row in build_world(200, corruption=level).truth if row["kinds"] not in ("", "renamed")]
        for level in (0.0, 1.0, 3.0)
    }
    assert kinds[0.0] == []
    mean = {level: sum(text.count("+") + 1 for text in texts) / len(texts) for level, texts in kinds.items() if texts}
    assert 1.0 < mean[1.0] < 1.5 < mean[3.0]


@pytest.mark.soak
def test_a_hundred_thousand_clients_take_little_memory():
    program = (
        "import resource; from reconcile.sandbox.practice import build_world\n"
        "world = build_world(100_000)\n"
        "parts = (world.xpm_clients, world.ignition_clients, world.gusto_companies, world.truth)\n"
        "print([sum(1 for _ in part) for part in parts], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, timeout=200)
    counts, kilobytes = done.stdout.decode().rsplit(" ", 1)
    assert counts == "[100000, 71429, 19048, 190477]"
    assert int(kilobytes) < 1_500_000
