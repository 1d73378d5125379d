"""What every target promises, over real HTTP to the sandbox: at most one effective write, whatever goes wrong (REL-2, REL-11)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from reconcile.apps import Connections, IgnitionTarget, Patience, Target, XpmTarget
from reconcile.apps.credentials import Credential
from reconcile.errors import NeedsUser, NotAllowed, ReconcileError, TryAgain
from reconcile.model import App
from reconcile.sandbox.faults import FaultKind, Faults
from reconcile.sandbox.server import Sandbox
from tests.apps.contract.test_reading import Rotating
from tests.apps.small_world import HARBOUR

NAME, PHONE = "Zebra & Söhne Ltd", "09 555 0199"


@dataclass(frozen=True)
class WriteStage:
    """A target, a client that it has, and how the sandbox keeps a client's name and phone."""

    app: App
    known: str
    signed: Callable[[dict[str, Any], str | Credential, Patience], Target]
    documents: Callable[[Sandbox], list[dict[str, Any]]]
    key: str
    name: str
    phone: str

    def target(self, sandbox: Sandbox, patience: Patience) -> Target:
        """The target as the connections make it."""
        return Connections.from_dict(sandbox.connections).target(self.app, patience=patience)

    def named(self, sandbox: Sandbox, name: str = NAME) -> list[dict[str, Any]]:
        """The app's own documents of that name."""
        return [document for document in self.documents(sandbox) if document[self.name] == name]

    def document(self, sandbox: Sandbox) -> dict[str, Any]:
        """The app's own document of the known client."""
        return next(document for document in self.documents(sandbox) if document[self.key] == self.known)


STAGES = (
    WriteStage(
        App.XPM,
        HARBOUR,
        lambda known, token, patience: XpmTarget(known["base_url"], token, known["tenant_id"], patience=patience),
        lambda sandbox: list(sandbox.state.xpm_clients()),
        "UUID",
        "Name",
        "Phone",
    ),
    WriteStage(
        App.IGNITION,
        "cli_1",
        lambda known, token, patience: IgnitionTarget(known["mcp_url"], token, patience=patience),
        lambda sandbox: list(sandbox.state.ignition_clients()),
        "slug",
        "name",
        "phone",
    ),
)

every_target = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.app.value)

MAYBE: tuple[tuple[FaultKind, int], ...] = (
    ("500", 0),
    ("dropped", 0),
    ("500-after-commit", 1),
    ("lost-answer", 1),
    ("truncated", 1),
)
"""What leaves open whether a write was applied, and how many were."""


def create(target: Target) -> str:
    return target.create_client(
        {"name": NAME, "phone": PHONE}, [{"name": "Zoë Zebra", "email": "zoe@zebra.test"}]
    ).client_id


def effects(sandbox: Sandbox, app: App) -> int:
    return sum(1 for row in sandbox.requests() if row["app"] == app and row["effect"])


@every_target
def test_a_client_is_created_with_its_contact_and_read_back(
    stage: WriteStage, sandbox: Sandbox, brisk: Patience
) -> None:
    target = stage.target(sandbox, brisk)
    client = target.read_client(create(target))
    assert client is not None
    assert (client.name, client.phone) == (NAME, PHONE)
    assert [(contact.name, contact.email) for contact in client.contacts] == [("Zoë Zebra", "zoe@zebra.test")]
    assert [found.client_id for found in target.find_by_name(NAME)] == [client.client_id]
    assert effects(sandbox, stage.app) == 1


@every_target
def test_imp_3_only_the_exact_name_is_found(stage: WriteStage, sandbox: Sandbox, brisk: Patience) -> None:
    target = stage.target(sandbox, brisk)
    assert [client.name for client in target.find_by_name("Harbour Joinery Ltd")] == ["Harbour Joinery Ltd"]
    for other in ("Harbour Joinery", "harbour joinery ltd", "Harbour Joinery Ltd "):
        assert target.find_by_name(other) == []


@every_target
def test_what_the_app_does_not_know_is_none(stage: WriteStage, sandbox: Sandbox, brisk: Patience) -> None:
    assert stage.target(sandbox, brisk).read_client("00000000-0000-4000-8000-000000000000") is None


@every_target
def test_rel_8_a_field_that_is_not_named_is_left_alone_and_an_empty_one_cleared(
    stage: WriteStage, sandbox: Sandbox, brisk: Patience
) -> None:
    before = stage.document(sandbox)
    target = stage.target(sandbox, brisk)
    target.update_client(stage.known, {"phone": PHONE})
    filled = stage.document(sandbox)
    target.update_client(stage.known, {"phone": ""})
    cleared = stage.document(sandbox)
    assert (filled[stage.phone], cleared[stage.phone]) == (PHONE, "")
    moved = {stage.phone, "updated_at"}
    rest = [{key: value for key, value in each.items() if key not in moved} for each in (before, filled, cleared)]
    assert rest[0] == rest[1] == rest[2]
    client = target.read_client(stage.known)
    assert client is not None
    assert client.phone == ""


@every_target
def test_an_update_of_nothing_sends_nothing(stage: WriteStage, sandbox: Sandbox, brisk: Patience) -> None:
    stage.target(sandbox, brisk).update_client(stage.known, {})
    assert not any(row["mutating"] for row in sandbox.requests())


@every_target
@pytest.mark.parametrize(("kind", "applied"), MAYBE)
def test_rel_2_rel_11_a_create_whose_answer_is_lost_is_not_repeated(
    stage: WriteStage, kind: FaultKind, applied: int, sandbox: Sandbox, brisk: Patience
) -> None:
    target = stage.target(sandbox, brisk)
    target.can_write("client", "name")
    sandbox.fail_next(kind, app=stage.app, what="create_client" if stage.app is App.IGNITION else "client.api/add")
    with pytest.raises(TryAgain) as caught:
        create(target)
    assert caught.value.sent
    assert len(stage.named(sandbox)) == applied
    assert len(target.find_by_name(NAME)) == applied, "the next call goes through"


@every_target
@pytest.mark.parametrize(("kind", "applied"), MAYBE)
def test_rel_2_an_update_whose_answer_is_lost_is_not_repeated(
    stage: WriteStage, kind: FaultKind, applied: int, sandbox: Sandbox, brisk: Patience
) -> None:
    target = stage.target(sandbox, brisk)
    target.can_write("client", "phone")
    sandbox.fail_next(kind, app=stage.app, what="update_client" if stage.app is App.IGNITION else "client.api/update")
    with pytest.raises(TryAgain) as caught:
        target.update_client(stage.known, {"phone": PHONE})
    assert caught.value.sent
    assert (stage.document(sandbox)[stage.phone] == PHONE) == bool(applied)
    assert effects(sandbox, stage.app) == applied


@every_target
def test_a_write_over_the_limit_was_not_applied_and_is_sent_again(
    stage: WriteStage, sandbox: Sandbox, brisk: Patience
) -> None:
    waits: list[float] = []
    target = stage.target(sandbox, replace(brisk, sleep=waits.append))
    target.can_write("client", "name")
    sandbox.fail_next("429", app=stage.app, mutating=True, times=2)
    create(target)
    assert len(stage.named(sandbox)) == 1
    assert effects(sandbox, stage.app) == 1
    assert len([wait for wait in waits if wait >= 1]) == 2


@every_target
def test_a_slow_write_is_given_up_and_may_have_been_applied(stage: WriteStage, sandbox: Sandbox) -> None:
    target = stage.target(sandbox, Patience(attempts=3, read_timeout=0.3, sleep=lambda _: None))
    target.can_write("client", "name")
    sandbox.set_faults(Faults(slow_seconds=0.8))
    sandbox.fail_next("slow", app=stage.app, what="create_client" if stage.app is App.IGNITION else "client.api/add")
    with pytest.raises(TryAgain) as caught:
        create(target)
    assert caught.value.sent
    assert len([row for row in sandbox.requests() if row["mutating"]]) <= 1


@every_target
def test_a_write_whose_token_ran_out_goes_with_the_next_one_exactly_once(
    stage: WriteStage, sandbox: Sandbox, brisk: Patience
) -> None:
    known = sandbox.connections[stage.app.value]
    signer = Rotating("ran-out", known["token"])
    target = stage.signed(known, signer, brisk)
    target.update_client(stage.known, {"phone": PHONE})
    assert stage.document(sandbox)[stage.phone] == PHONE
    assert (signer.asked, effects(sandbox, stage.app)) == (1, 1)


@every_target
def test_refused_credentials_are_not_allowed(stage: WriteStage, sandbox: Sandbox, brisk: Patience) -> None:
    target = stage.signed(sandbox.connections[stage.app.value], "revoked", brisk)
    with pytest.raises(NotAllowed) as caught:
        target.read_client(stage.known)
    assert caught.value.hint
    assert "revoked" not in str(caught.value)


@every_target
@pytest.mark.parametrize("values", [{"partner": "nobody@example.test"}, {"shoe_size": "9"}])
def test_what_the_app_does_not_take_needs_the_user(
    stage: WriteStage, values: dict[str, str], sandbox: Sandbox, brisk: Patience
) -> None:
    with pytest.raises(NeedsUser) as caught:
        stage.target(sandbox, brisk).update_client(stage.known, values)
    assert effects(sandbox, stage.app) == 0
    assert not any(value in str(caught.value) for value in values.values() if "@" in value)


@every_target
@pytest.mark.parametrize("kind", ["500", "429", "dropped", "truncated"])
def test_no_token_and_no_value_in_errors_and_logs(
    stage: WriteStage, kind: FaultKind, sandbox: Sandbox, once: Patience, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("", "urllib3", "requests", "httpx2", "httpcore2", "reconcile"):
        caplog.set_level(logging.DEBUG, name)
    target = stage.target(sandbox, once)
    target.can_write("client", "name")
    sandbox.fail_next(kind, app=stage.app, times=3)
    with pytest.raises(ReconcileError) as written:
        create(target)
    sandbox.fail_next(kind, app=stage.app, times=3)
    with pytest.raises(ReconcileError) as searched:
        target.find_by_name(NAME)
    token = sandbox.connections[stage.app.value]["token"]
    told = f"{written.value!r} {written.value} {searched.value!r} {searched.value} {target!r} {caplog.text}"
    assert stage.app is App.IGNITION or "urllib3" in caplog.text, "the check itself must see something"
    for secret in (token, NAME, "Zebra", "zebra", PHONE):
        assert secret not in told
