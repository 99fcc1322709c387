"""Our own sentences with the list's own word for its customers: patient, tenant, member.

Never applied to what a user wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_CUSTOMER = r"(?i)\b(?:(an?) )?(customer)(s?)\b"
_IRREGULAR = {"child": "children", "person": "people"}


@lru_cache(maxsize=4096)
def say(text: str, customer_word: str = "") -> str:
    """`text` with `customer` replaced by `customer_word` (singular, as the list gives it); "" leaves it alone."""
    if not customer_word or "ustomer" not in text:
        return text
    one = customer_word.strip()
    return re.sub(_CUSTOMER, lambda m: _replace(m, one), text)


def common(words: Iterable[str]) -> str:
    """The word all lists of an audit use for their customers; "" where they differ."""
    different = set(words)
    return different.pop() if len(different) == 1 else ""


def _replace(match: re.Match[str], one: str) -> str:
    article, customer, plural = match.groups()
    word = _plural(one) if plural else one
    if customer[0].isupper():
        word = word[:1].upper() + word[1:]
    if not article:
        return word
    fitting = "an" if one[:1].lower() in "aeio" else "a"
    return f"{fitting.capitalize() if article[0].isupper() else fitting} {word}"


def _plural(one: str) -> str:
    if one in _IRREGULAR:
        return _IRREGULAR[one]
    if one.endswith("y") and one[-2:-1] not in "aeiou":
        return one[:-1] + "ies"
    return one + ("es" if one.endswith(("s", "x", "ch", "sh")) else "s")
