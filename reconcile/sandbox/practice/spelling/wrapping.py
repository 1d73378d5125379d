"""Spellings that put something around a name: trading name, trustee phrase, junk of people in a hurry."""

from __future__ import annotations

from random import Random

from reconcile.sandbox.practice.names import Name, Role, Token, unmarked
from reconcile.sandbox.practice.spelling.choice import differing
from reconcile.sandbox.practice.words import lines


def trading_name(name: Name, rng: Random) -> Name | None:
    """The trading name added behind the legal one; where it stands, it goes, or stands alone."""
    if places := name.having(Role.TRADING):
        alone = [Token(name.trading, Role.BRAND)] if name.trading else []
        return differing(name, [name.with_text(places[0], ""), name.with_tokens(alone)], rng)
    if not name.trading:
        return None
    phrase = rng.choice(("T/A {}", "t/as {}", "trading as {}", "({})", "DBA {}"))
    return name.with_tokens((*name.tokens, Token(phrase.format(name.trading), Role.TRADING)))


def trustee(name: Name, rng: Random) -> Name | None:
    """The trust named through its trustee, or *The Trustee for* before it; where a trustee phrase stands, it goes."""
    if places := name.having(Role.TRUSTEE):
        return differing(name, [name.with_text(place, "") for place in places], rng)
    if not name.having(Role.FORM) or not name.tokens[name.having(Role.FORM)[-1]].text.endswith(
        ("Trust", "Fund", "SMSF")
    ):
        return None
    phrases = ["The Trustee for", "The Trustee for the", "Trustees of the"]
    if name.trustee:
        phrases += [f"{name.trustee} {words}" for words in ("ATF", "ATF", "as trustee for", "as trustee for the")]
    tokens = [token for token in name.tokens if token.role != Role.ARTICLE]
    return name.with_tokens((Token(rng.choice(phrases), Role.TRUSTEE), *tokens))


def suffix_junk(name: Name, rng: Random) -> Name | None:
    """A remark, a code or a mark of disuse behind the name, or in front of it; where there is one, it goes."""
    if places := name.having(Role.JUNK):
        return differing(name, [name.with_text(places[0], "")], rng)
    before, after = rng.choice(tuple(lines("junk.txt"))).format("\0", code=_code(name, rng)).split("\0")
    front = [Token(before.strip(), Role.JUNK)] if before.strip() else []
    back = [Token(after.strip(), Role.JUNK)] if after.strip() else []
    return name.with_tokens((*front, *name.tokens, *back))


def _code(name: Name, rng: Random) -> str:
    letters = "".join(letter for letter in unmarked(name.text).upper() if letter.isascii() and letter.isalpha())
    return f"{(letters + 'CLNT')[:4]}{rng.randint(1, 999):03d}"
