"""Which request goes wrong: by rate, the same way every time, or by order."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.errors import BadInput
from reconcile.sandbox.faults import FaultDice, Faults, Order


def thrown(faults, count=400, path="/x", mutating=True):
    dice = FaultDice(faults)
    return [dice.throw("xpm", "PUT", path, None, mutating=mutating) for _ in range(count)]


def test_faults_are_read_from_text():
    text = "429=0.1, 500=0.05,500-after-commit=0.02,slow=0.3,slow-seconds=0.5,dropped=0.2,truncated=0.1,seed=7,retry-after=3"
    assert Faults.parse(text) == Faults(
        rate_429=0.1, rate_500=0.05, rate_500_after_commit=0.02, rate_slow=0.3, slow_seconds=0.5, rate_dropped=0.2,
        rate_truncated=0.1, seed=7, retry_after=3,
    )  # fmt: skip
    assert Faults.parse("") == Faults()


@pytest.mark.parametrize("text", ["often=1", "429=lots", "429", "429=1.5", "429=-0.1", "seed=x", "seed=1.5"])
def test_unclear_text_is_refused_with_a_hint(text):
    with pytest.raises(BadInput) as refused:
        Faults.parse(text)
    assert refused.value.hint


def test_without_faults_nothing_goes_wrong():
    assert set(thrown(Faults())) == {None}


@given(st.integers())
def test_the_same_history_meets_the_same_faults(seed):
    faults = Faults(rate_429=0.3, rate_dropped=0.3, seed=seed)
    assert thrown(faults, 20) == thrown(faults, 20)


def test_what_runs_beside_a_request_does_not_change_its_faults():
    faults = Faults(rate_500=0.5)
    dice = FaultDice(faults)
    mixed = []
    for _ in range(50):
        dice.throw("gusto", "GET", "/other", None, mutating=False)
        mixed.append(dice.throw("xpm", "PUT", "/x", None, mutating=True))
    assert mixed == thrown(faults, 50)


def test_another_seed_gives_other_faults():
    assert thrown(Faults(rate_500=0.5, seed=1)) != thrown(Faults(rate_500=0.5, seed=2))


def test_rates_are_kept():
    counts = Counter(thrown(Faults(rate_429=0.1, rate_500=0.2, rate_dropped=0.2, rate_slow=0.1), 4_000))
    shares = {kind: count / 4_000 for kind, count in counts.items()}
    expected = {"429": 0.1, "500": 0.2, "dropped": 0.1, "lost-answer": 0.1, "slow": 0.1, None: 0.4}
    assert shares == pytest.approx(expected, abs=0.03)


def test_only_writes_fail_after_the_commit_and_only_reads_are_truncated():
    faults = Faults(rate_500_after_commit=1, rate_truncated=1)
    assert set(thrown(faults, mutating=True)) == {"500-after-commit"}
    assert set(thrown(faults, mutating=False)) == {"truncated"}


def test_an_order_hits_exactly_the_requests_it_describes():
    dice = FaultDice(Faults())
    dice.order(Order("500", app="xpm", mutating=True, what="add", skip=1, times=2))
    other = dice.throw("ignition", "POST", "/ignition/mcp", "add_contact", mutating=True)
    read = dice.throw("xpm", "GET", "/add", None, mutating=False)
    writes = [dice.throw("xpm", "POST", "/client.api/add", None, mutating=True) for _ in range(5)]
    assert (other, read, writes) == (None, None, [None, "500", "500", None, None])


def test_an_order_may_name_a_tool():
    dice = FaultDice(Faults())
    dice.order(Order("dropped", what="create_client"))
    assert dice.throw("ignition", "POST", "/ignition/mcp", "get_client", mutating=False) is None
    assert dice.throw("ignition", "POST", "/ignition/mcp", "create_client", mutating=True) == "dropped"
