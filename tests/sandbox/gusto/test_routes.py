"""Gusto over the wire: one token is one company, and nothing is ever written."""

import pytest

from reconcile.sandbox.limits import real_limits


def test_a_token_is_one_company(gusto, known):
    assert gusto.get("token_info").json() == {
        "scope": "companies:read company_admin:read signatories:read",
        "resource": {"type": "Company", "uuid": known.COMPANY},
        "resource_owner": {"type": "CompanyAdmin", "uuid": known.ADMIN},
    }


def test_company_locations_and_admins(gusto, known):
    assert gusto.get(f"companies/{known.COMPANY}").json()["name"] == "Poe Roofing LLC"
    (location,) = gusto.get(f"companies/{known.COMPANY}/locations").json()
    assert (location["phone_number"], location["street_2"], location["filing_address"]) == ("5555550100", None, True)
    assert [admin["first_name"] for admin in gusto.get(f"companies/{known.COMPANY}/admins").json()] == ["Ada", "Ada"]


def test_another_company_is_not_found(sandbox, gusto, known):
    document = sandbox.state.gusto_company(known.COMPANY)
    other = {**document, "token": "gusto-demo-2", "company": {**document["company"], "uuid": "other"}}
    sandbox.state.put_gusto_company(other)
    answer = gusto.get("companies/other")
    assert (answer.status_code, answer.json()["errors"][0]["category"]) == (404, "not_found")
    assert gusto.get("companies/other", headers={"Authorization": "Bearer gusto-demo-2"}).status_code == 200


@pytest.mark.parametrize("token", [None, "Bearer", "Bearer x", "Basic gusto-demo-0001"])
def test_without_a_token_it_is_401(gusto, token):
    answer = gusto.get("token_info", headers={"Authorization": token})
    assert answer.status_code == 401
    assert set(answer.json()["errors"][0]) == {"error_key", "category", "message"}


@pytest.mark.parametrize(
    ("version", "status"),
    [(None, 200), ("2025-06-15", 200), ("2026-06-15", 200), ("2025-06-14", 406), ("2024-04-01", 406), ("new", 406)],
)
def test_versions_before_the_oldest_are_406(gusto, version, status):
    answer = gusto.get("token_info", headers={"X-Gusto-API-Version": version})
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["X-Gusto-API-Version"] == (version or "2025-06-15")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_rel_10_a_write_is_refused_and_stays_in_the_log(sandbox, gusto, known, method):
    before = list(sandbox.state.gusto_companies())
    answer = gusto(method, f"companies/{known.COMPANY}", json={"contractor_only": False})
    assert answer.status_code == 403
    (row,) = sandbox.requests()
    assert (row["app"], row["method"], row["mutating"], row["effect"]) == ("gusto", method, True, False)
    assert list(sandbox.state.gusto_companies()) == before


def test_pages_are_given_where_they_are_asked_for(gusto, known):
    path = f"companies/{known.COMPANY}/admins"
    assert "X-Page" not in gusto.get(path).headers
    answer = gusto.get(f"{path}?page=2&per=1")
    assert [admin["uuid"] for admin in answer.json()] == ["ad2"]
    told = {name: answer.headers[name] for name in ("X-Page", "X-Per-Page", "X-Total-Count", "X-Total-Pages")}
    assert told == {"X-Page": "2", "X-Per-Page": "1", "X-Total-Count": "2", "X-Total-Pages": "2"}
    assert gusto.get(f"{path}?page=0").status_code == 422


def test_every_answer_tells_what_is_left(gusto):
    first, second = gusto.get("token_info").headers, gusto.get("token_info").headers
    assert int(first["X-RateLimit-Remaining"]) - int(second["X-RateLimit-Remaining"]) == 1
    assert int(first["X-RateLimit-Limit"]) == int(second["X-RateLimit-Limit"]) > 200
    assert first["X-RateLimit-Reset"].endswith("UTC")
    assert [window.calls for window in real_limits().windows["gusto"]] == [200]


def test_an_edit_in_gusto_is_seen(sandbox, gusto, known):
    sandbox.edit("gusto", known.COMPANY, {"name": "Poe & Daughters LLC"})
    assert gusto.get(f"companies/{known.COMPANY}").json()["name"] == "Poe & Daughters LLC"
