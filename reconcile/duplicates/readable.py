"""A client's name as text before it is taken apart: without registered numbers, emails as mailboxes, accounts as trusts."""

from __future__ import annotations

import re

from reconcile.duplicates.normalise import is_bare

_REGISTER_NUMBER = re.compile(
    r"[\s,(–—-]*\b(?:abn|a\.?c\.?n\.?|nzbn|ein|crn|vat(?: no)?|gst(?: no)?"
    r"|company (?:no|number)|reg(?:istration)? (?:no|number))\b[\s.:#]*"
    r"\d[\d\s-]{5,}\)?",
    re.IGNORECASE,
)
_DIGIT_IN_WORD = re.compile(r"\b(?:[A-Za-z]{2,}[01][a-z]+|[A-Z][01][a-z]{2,})\b")
_AS_LETTERS = str.maketrans("01", "ol")
_ACCOUNT = re.compile(r"<\s*([^<>]+?)\s+(?:a/c|ac|acc|account)\.?\s*>?\s*$", re.IGNORECASE)


_IN_ANGLES = re.compile(
    r"\s*<\s*(?!atf\b|a\.t\.f|as trustee|ttees?\b|trustees?\b)([^<>]+?\b(?:trust|fund|smsf|superannuation))\s*>\s*$",
    re.IGNORECASE,
)
"""The trust itself in angle brackets behind who holds it: "Rowe Nominees Pty Ltd <Rowe Family Trust>"."""


def _as_trust(found: re.Match[str]) -> str:
    """An account designation, as share registers write the trust that somebody holds for: "<Rowe Family A/C>"."""
    name = found.group(1)
    stated = re.search(r"\b(?:trust|fund|super|superannuation|smsf|estate)\b", name, re.IGNORECASE)
    return f" ATF {name}" if stated else f" ATF {name} Trust"


_SITE = re.compile(
    r"(?:https?://)?(?P<www>\bwww\.)?\b(?P<name>[a-z][a-z0-9-]{2,})\.(?:com|net|org|biz|io|co\.(?:nz|uk|za)|ie)(?:\.au)?(?![\w.])/?",
    re.IGNORECASE,
)
"""A name that is written as the address of its website: "www.rowefencing.com.au"."""
_AND = re.compile(r"(?<=\w)\s+(?:['’‘`]n['’‘`]?|n['’‘`])\s+(?=\w)", re.IGNORECASE)
"""The "and" of Fish 'n' Chips."""
_TRUST_SIGNS = {"UT": "Unit Trust", "FT": "Family Trust", "DT": "Discretionary Trust"}
_NUMBERED = re.compile(r"(?<=\w\s)(UT|FT|DT)(?=\s+(?:[Nn][Oo]?\.?\s*|#\s*)?\d{1,3}\b)")
"""The kind of a trust as it is written in front of its number: "Rowe UT No 7"."""
_OF_FORMS = frozenset({"pty", "ltd", "limited", "inc", "llc", "pl", "p", "l", "company", "co", "proprietary"})


def _without_number(text: str) -> str:
    """The name without its number in a register; a company that is called after its number keeps it: "ACN 005 318 442 Pty Ltd"."""
    if not any(sign.isdecimal() for sign in text):
        return text
    rest = _REGISTER_NUMBER.sub(" ", text)
    if _OF_FORMS.issuperset(re.findall("[a-z]+", rest.lower())):
        return re.sub(
            r"(?<=\d) (?=\d)", "", re.sub(r"\b([a-z])\.([a-z])\.([a-z])\.", r"\1\2\3", text, flags=re.IGNORECASE)
        )
    return rest.strip()


_GROUPED = re.compile(r"(?<![\d\S])(\d{3}) (\d{3})(?![\d\S])")
_ANYBODY = frozenset(
    {"info", "accounts", "office", "admin", "sales", "hello", "enquiries", "mail", "contact", "reception"}
)
_MAILBOX = re.compile(r"\s*([^\s@]+)@[^\s@]+\.[a-z]+\s*", re.IGNORECASE)


def readable(text: str) -> str:
    """A name without the number under which it is registered; of an email the mailbox; digits in groups as one number, and
    digits in the midst of a word as the letters that they look like.
    """
    if is_bare(text):
        return text  # every pattern has a digit or a sign
    mailbox = _MAILBOX.fullmatch(text)
    if mailbox and not any(part in _ANYBODY for part in re.split(r"[^a-z]+", mailbox.group(1).lower())):
        return re.sub(r"[._+-]+", " ", mailbox.group(1))
    if "<" in text:
        text = _IN_ANGLES.sub(r" ATF \1", _ACCOUNT.sub(_as_trust, text))
    text = _DIGIT_IN_WORD.sub(lambda found: found.group().translate(_AS_LETTERS), text)
    text = _SITE.sub(lambda found: found.group("name"), text)
    text = _AND.sub(" & ", text)
    text = _NUMBERED.sub(lambda found: _TRUST_SIGNS[found.group()], text)
    text = _without_number(text)
    return _GROUPED.sub(r"\1\2", text)
