"""How long the answers that are left will take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd

from reconcile.duplicates.pace import ENOUGH, PAUSE, USUAL, Pace, pace_of

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def answers(*seconds: float, by: str = "kim") -> pd.DataFrame:
    moments = [START + timedelta(seconds=one) for one in seconds]
    return pd.DataFrame({"decided_by": [by] * len(moments), "decided_at": pd.Series(moments, dtype=object)})


def test_until_enough_answers_are_given_a_usual_pace_is_told() -> None:
    assert pace_of(answers(*range(0, 5 * ENOUGH, 5)), "kim") == Pace(USUAL, own=False)
    assert pace_of(answers(), "kim") == Pace(USUAL, own=False)


def test_a_person_s_own_pace_leaves_out_pauses_other_people_and_answers_given_together() -> None:
    steady = [6 * number for number in range(ENOUGH + 1)]
    after_lunch = [3_600 + PAUSE + 6 * number for number in range(4)]
    table = pd.concat([answers(*steady, *after_lunch), answers(*steady), answers(*range(50), by="lee")])
    assert pace_of(table, "kim") == Pace(6.0, own=True)


def test_minutes_are_whole_and_never_none_while_something_is_left() -> None:
    assert [Pace(6.0, own=True).minutes(left) for left in (0, 1, 40, 125)] == [0, 1, 4, 12]
