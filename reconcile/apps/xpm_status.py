"""What XPM says of its own answers: it refuses with HTTP 200, so the status inside is what counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from reconcile.apps.statuses import NoSuchRecord, without_values
from reconcile.apps.xpm_bounds import not_xpm
from reconcile.errors import NeedsUser

SAID = ("Status", "ErrorDescription")
"""The elements in which XPM says how a call went."""

_UNKNOWN_ID = re.compile(r"\binvalid\b.*\bidentifier\b|\bnot found\b|\bdoes not exist\b", re.IGNORECASE)


def check_status(answer: Mapping[str, Any], *, sent: Iterable[str] = ()) -> None:
    """Raise ``NeedsUser`` for an answer whose status is not OK, ``BadInput`` for one without a status.

    XPM says ``Invalid … identifier`` for a record that it does not have: that is ``NoSuchRecord``. ``sent`` are the
    values of the request, which XPM may repeat in its refusal and no message of ours may hold.
    """
    status = answer.get("Status")
    if not isinstance(status, str):
        raise not_xpm("XPM's answer has no status.")
    if status.strip().upper() != "OK":
        said = without_values(str(answer.get("ErrorDescription") or "no reason given"), sent).rstrip(".")
        kind = NoSuchRecord if _UNKNOWN_ID.search(said) else NeedsUser
        raise kind(f"XPM says: {said}.", title="XPM refused the request", hint="Correct it and repeat.")
