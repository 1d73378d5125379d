"""What pairs that share a record say of one another (DUP-6)."""

from __future__ import annotations

import numpy as np

from reconcile.duplicates.consistency import FARTHEST, settled


def bits_of(pairs: list[tuple[int, int, float, bool]], *, families: bool = True) -> list[float]:
    i, j, bits, barred = (np.asarray(column) for column in zip(*pairs, strict=True))
    found = settled(i, j, bits.astype(float), barred.astype(bool), families=families)
    return [round(float(value), 2) for value in found]


def test_who_is_one_client_with_a_third_is_one_client() -> None:
    ends = bits_of([(0, 1, 9.0, False), (1, 2, 9.0, False), (0, 2, -1.0, False)])
    assert ends[2] == 8.0, "both links have to hold"
    assert ends[:2] == [9.0, 9.0]


def test_nothing_lifts_a_pair_that_names_separate_or_that_all_else_speaks_against() -> None:
    assert bits_of([(0, 1, 9.0, False), (1, 2, 9.0, False), (0, 2, -1.0, True)], families=False)[2] == -1.0
    far = FARTHEST - 1
    assert bits_of([(0, 1, 9.0, False), (1, 2, 9.0, False), (0, 2, far, False)])[2] == far


def test_dup_6_an_initial_is_the_likelier_of_two_people() -> None:
    """ "J Smith" may be John Smith or Jane Smith; who shares more with it is the one."""
    john, jane, _ = bits_of([(0, 1, 10.0, False), (0, 2, 4.0, False), (1, 2, -6.0, True)])
    assert john > 5.0
    assert jane < 0.0


def test_a_list_without_families_has_no_rivals() -> None:
    pairs = [(0, 1, 10.0, False), (0, 2, 4.0, False), (1, 2, -6.0, True)]
    assert bits_of(pairs, families=False) == [10.0, 4.0, -6.0]


def test_who_says_both_names_need_not_choose() -> None:
    """ "Larch Road Juice Pty Ltd t/as Sunny Juice" is Larch Road Juice, and it is Sunny Juice."""
    i, j = np.asarray([0, 0, 1]), np.asarray([1, 2, 2])
    bits, barred = np.asarray([10.0, 4.0, -6.0]), np.asarray([False, False, True])
    assert settled(i, j, bits, barred, families=True, whole={0}).tolist() == [10.0, 4.0, -6.0]
    assert settled(i, j, bits, barred, families=True)[1] < 0.0


def test_what_speaks_against_two_counts_where_a_third_would_be_both() -> None:
    """Two people of one name at one home, each with a telephone of his own: who has the one's is not the other."""
    father, son, _ = bits_of([(0, 1, 10.0, False), (0, 2, 3.0, False), (1, 2, -5.0, False)])
    assert father > 6.0
    assert son < 0.0
    mild = bits_of([(0, 1, 10.0, False), (0, 2, 3.0, False), (1, 2, -1.0, False)])
    assert 2.0 < mild[1] < 3.0, "a doubt is only as heavy as it is"


def test_a_doubt_between_two_changes_nothing_for_who_is_one_of_them_at_most() -> None:
    ends = bits_of([(0, 1, 10.0, False), (0, 2, -3.0, False), (1, 2, -5.0, False)])
    assert ends == [10.0, -3.0, -5.0]
