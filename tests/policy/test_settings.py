"""The settings and what the apps forbid."""

import pytest

from reconcile.errors import NeedsUser, NotAllowed
from reconcile.model import App
from reconcile.policy import AppSettings, Direction, Scope, Settings, recommended_settings

FROM = {"scope": Scope.EVERYTHING, "direction": Direction.FROM_APP}
TO = {"scope": Scope.EVERYTHING, "direction": Direction.TO_APP}
BOTH = {"scope": Scope.EVERYTHING, "direction": Direction.TWO_WAY}
NOTHING = {"scope": Scope.NOTHING, "direction": Direction.FROM_APP}


def settings(xpm: dict, gusto: dict) -> Settings:
    return Settings(xpm=AppSettings(**xpm), gusto=AppSettings(**gusto))


def test_set_1_each_app_has_data_and_direction() -> None:
    assert {scope.value for scope in Scope} == {"everything", "client_name", "nothing"}
    assert settings(TO, FROM).of(App.XPM).direction is Direction.TO_APP


def test_set_2_only_one_app_is_the_source() -> None:
    with pytest.raises(NotAllowed, match="SET-2"):
        settings(FROM, FROM).check()


@pytest.mark.parametrize("silent", ["xpm", "gusto"])
def test_set_3_nothing_for_either_app_lifts_the_refusal(silent: str) -> None:
    with pytest.raises(NotAllowed, match="SET-3"):
        settings(FROM, FROM).check()
    settings(**({"xpm": FROM, "gusto": FROM} | {silent: NOTHING})).check()


def test_set_3_client_name_alone_is_no_exemption() -> None:
    with pytest.raises(NotAllowed):
        settings(FROM, {**FROM, "scope": Scope.CLIENT_NAME}).check()


def test_set_4_recommended() -> None:
    recommended = recommended_settings()
    recommended.check()
    assert (recommended.gusto.scope, recommended.gusto.direction) == (Scope.EVERYTHING, Direction.FROM_APP)
    assert (recommended.xpm.scope, recommended.xpm.direction) == (Scope.EVERYTHING, Direction.TO_APP)


@pytest.mark.parametrize("direction", [Direction.TO_APP, Direction.TWO_WAY])
def test_set_6_gusto_never_receives(direction: Direction) -> None:
    with pytest.raises(NotAllowed, match="SET-6"):
        settings(TO, {"scope": Scope.EVERYTHING, "direction": direction}).check()


def test_set_8_two_way_counts_as_a_source() -> None:
    with pytest.raises(NotAllowed, match="SET-8"):
        settings(BOTH, FROM).check()
    settings(BOTH, NOTHING).check()


def test_refusals_say_what_to_do() -> None:
    with pytest.raises(NotAllowed) as refused:
        settings(BOTH, FROM).check()
    assert refused.value.title
    assert "nothing" in refused.value.hint


def test_unknown_time_zone_is_refused() -> None:
    with pytest.raises(NeedsUser, match="time zone"):
        Settings(timezone="Sydney, I think")


def test_digest_tells_settings_apart() -> None:
    assert settings(TO, FROM).digest == settings(TO, FROM).digest
    assert settings(TO, FROM).digest != settings(TO, NOTHING).digest
