"""What a credential tells beside its token, and that a renewal that fails has sent nothing."""

from __future__ import annotations

import pytest

from reconcile.apps.credentials import FixedToken, credential, grant_of, holder_of, token_for, token_instead
from reconcile.errors import NotAllowed, ReconcileError, TryAgain


class Named:
    """A credential with all that may be known of it."""

    grant = "practice/gusto-7"
    holder = ("c7", "Brook Bakery LLC")

    def __init__(self, other: str | ReconcileError | None = None) -> None:
        self._other = other

    def token(self) -> str:
        if isinstance(self._other, ReconcileError):
            raise self._other
        return "one"

    def renewed(self, refused: str) -> str | None:
        if isinstance(self._other, ReconcileError):
            raise self._other
        return self._other or refused


def test_a_plain_token_is_a_credential_that_never_changes() -> None:
    fixed = credential("secret-token")
    assert (fixed.token(), fixed.renewed("secret-token")) == ("secret-token", None)
    assert "secret-token" not in repr(fixed)
    assert credential(fixed) is fixed


def test_a_grant_is_told_apart_without_its_secret() -> None:
    one, same, other = FixedToken("secret-token"), FixedToken("secret-token"), FixedToken("another")
    assert grant_of(one) == grant_of(same) != grant_of(other)
    assert "secret" not in grant_of(one)
    assert grant_of(Named()) == Named.grant


def test_the_holder_is_told_where_it_is_known() -> None:
    assert holder_of(Named()) == ("c7", "Brook Bakery LLC")
    assert holder_of(FixedToken("x")) == ("", "")


def test_the_same_token_again_is_none_instead() -> None:
    assert token_instead(Named("two"), "one") == "two"
    assert token_instead(Named(), "one") is None


@pytest.mark.parametrize("error", [TryAgain("no answer"), NotAllowed("sign in again")])
def test_rel_2_a_renewal_that_fails_has_sent_nothing(error: ReconcileError) -> None:
    with pytest.raises(type(error)) as asked:
        token_for(Named(error))
    with pytest.raises(type(error)) as refused:
        token_instead(Named(error), "one")
    for caught in (asked.value, refused.value):
        assert not isinstance(caught, TryAgain) or not caught.sent
