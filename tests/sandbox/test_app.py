"""The generated demo practice, served: every document of it fits through the wire."""

import csv
import io

import pytest
import requests
from lxml import etree

from reconcile.sandbox.server import Sandbox


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A small generated practice; an empty folder is filled with one at the first start."""
    with Sandbox(tmp_path_factory.mktemp("practice"), clients=80, seed=7) as sandbox:
        yield sandbox


def get(sandbox, app, path, **headers):
    access = sandbox.connections[app]
    token = access.get("token") or access["tokens"][0]
    sent = {"Authorization": f"Bearer {token}", "Xero-Tenant-Id": access.get("tenant_id", ""), **headers}
    return requests.get(access["base_url"] + path, headers=sent, timeout=20)


def test_xpm_says_the_same_in_both_spellings(served):
    path = "/practicemanager/3.1/client.api/list?detailed=true"
    tree = etree.fromstring(get(served, "xpm", path).content)
    rows = get(served, "xpm", path, Accept="application/json").json()["clients"]
    assert len(rows) == served.state.count("xpm") == 80
    for element, row in zip(tree.iterfind("Clients/Client"), rows, strict=True):
        assert [child.tag.lower() for child in element] == [name.lower() for name in row]
        assert element.findtext("Name") == row["name"]
        assert len(element.find("Contacts")) == len(row["contacts"])


def test_every_reference_has_a_name(served):
    tree = etree.fromstring(get(served, "xpm", "/practicemanager/3.1/client.api/list?detailed=true").content)
    for tag in ("AccountManager", "JobManager", "Group", "RelatedClient"):
        names = [element.findtext("Name") for element in tree.iter(tag)]
        assert all(names)
    assert tree.find(".//AccountManager") is not None


def test_the_export_and_the_reporting_api_agree(served):
    text = get(served, "ignition", "/exports/clients.csv?archived=1").content.decode()
    exported = {row["Client Id"]: row["Client Name"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    reported = {}
    for state in ("", "&state=archived"):
        page = get(served, "ignition", f"/external/api/v1/reporting/clients?limit=100{state}").json()
        assert page["meta"]["pagination"]["has_more"] is False
        reported |= {row["link"].rsplit("/", 1)[1]: row["name"] for row in page["data"]}
    assert exported == reported
    assert len(exported) == served.state.count("ignition")


def test_every_gusto_token_opens_its_company(served):
    access = served.connections["gusto"]
    assert len(access["tokens"]) == served.state.count("gusto") > 0
    for token in access["tokens"]:
        headers = {"Authorization": f"Bearer {token}"}
        who = requests.get(access["base_url"] + "/v1/token_info", headers=headers, timeout=10).json()
        uuid = who["resource"]["uuid"]
        assert served.state.gusto_company(uuid)["token"] == token


def test_the_same_seed_gives_the_same_answers(served, tmp_path):
    with Sandbox(tmp_path, clients=80, seed=7) as again:
        path = "/practicemanager/3.1/client.api/list?detailed=true"
        assert get(again, "xpm", path).content == get(served, "xpm", path).content
        assert again.connections["gusto"]["tokens"] == served.connections["gusto"]["tokens"]
