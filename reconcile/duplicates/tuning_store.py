"""Which answers a person let the weights be learnt from: one line of JSON for every time it was taken or taken back (DUP-9)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.duplicates.learning import Answers
from reconcile.errors import BadInput

HISTORY_COLUMNS = ("at", "by", "action", "answers", "said")
TAKEN, TAKEN_BACK = "taken", "taken back"


def keep_tuning(path: Path, answers: Answers, *, by: str, said: str) -> None:
    """Adds a line: from now on these answers are learnt from; none means that the tuning was taken back."""
    pairs = [[*sorted(pair), same] for pair, same in sorted(answers.items(), key=lambda item: sorted(item[0]))]
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "by": by,
        "action": TAKEN if pairs else TAKEN_BACK,
        "said": said,
        "answers": pairs,
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def taken_answers(path: Path) -> Answers:
    """The answers that are learnt from now; none where nothing was taken, or it was taken back."""
    lines = _lines(path)
    return {frozenset((a, b)): bool(same) for a, b, same in lines[-1]["answers"]} if lines else {}


def tuning_key(answers: Answers) -> str:
    """A short name of what is learnt from, ``""`` for nothing."""
    if not answers:
        return ""
    said = sorted((*sorted(pair), same) for pair, same in answers.items())
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]


def tuning_history(path: Path) -> pd.DataFrame:
    """Every time that it was taken or taken back, newest first, columns ``HISTORY_COLUMNS``."""
    rows = [
        {**line, "at": datetime.fromisoformat(line["at"]), "answers": len(line["answers"])}
        for line in reversed(_lines(path))
    ]
    return frames.frame_of_dicts(HISTORY_COLUMNS, rows)


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except ValueError as error:
        hint = f"Put {path.name} aside; without it the matcher learns from the list alone."
        raise BadInput(f"{path.name} cannot be read.", title="The tuning cannot be read", hint=hint) from error
