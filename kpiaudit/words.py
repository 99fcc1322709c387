"""Text to words to stems: what a KPI's name looks like before any rule has an opinion.

Words are split at punctuation, `-`, `_`, `/` and camelCase; accents are folded; possessives dropped. Stems are
Snowball's English stems (M. F. Porter, "Snowball: a language for stemming algorithms", 2001), with the
exceptions that `rules/` lists where two stems collide.
"""

from __future__ import annotations

import re
from functools import cache

from kpiaudit.typed import Any

SENTENCE_BREAK = "\n"
SOFT_BREAK = ","
TOPIC_BREAK = ":"  # "Sepsis: fluids started" is about fluids

SCAN = re.compile(
    r"\d+(?:[.,:]\d+)+"  # 2.5 and 10,000 and 24:00 are one word
    r"|[wW]/o\b"
    r"|[eE]\.g\b\.?|[iI]\.e\b\.?"  # so that their full stops end no sentence
    r"|[^\W_]+(?:['\u2019][^\W_]+)*['\u2019]?"
    r"|[%\u00a3$#&<>]|\u20ac|\u2264|\u2265"  # the others alone: sets of them take long to compile
    r"|[.;!?]+(?=\s|$)|\n"
    r"|[,:()\[\]|\u00b7\u00f7]|\u2013|\u2014|\u2022|(?<=\s)[-/](?=\s)"
)
"""Finds words and breaks, left to right. Linear: no nested repetition over the same characters."""

_CAMEL = r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"  # compiled when a text has such words
_SENTENCE = frozenset(".;!?\n")
_SOFT = frozenset(",:()[]|\u2013\u2014\u2022\u00b7\u00f7-/")
_SYMBOLS = {
    "w/o": "without",
    "W/o": "without",
    "&": "and",
    "#": "number",
    "<": "under",
    ">": "over",
    "\u2264": "under",
    "\u2265": "over",
}
_NOT = {"can't": "can", "won't": "will", "shan't": "shall"}
_NUMBER_WORDS = frozenset(
    (
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "twelve",
        "thirty",
        "sixty",
        "ninety",
    )
)


def is_number(word: str) -> bool:
    """Whether a word counts as a number in phrases (`#`): digits, ordinals, small number words."""
    return word[0].isdigit() or word in _NUMBER_WORDS


def is_break(raw: str) -> str:
    """The break a scanned piece stands for: sentence, topic or soft break, or "" for a word."""
    if raw[0] in _SENTENCE:
        return SENTENCE_BREAK
    if raw == TOPIC_BREAK:
        return TOPIC_BREAK
    return SOFT_BREAK if raw in _SOFT else ""


def split(raw: str) -> tuple[str, ...]:
    """The words of one scanned piece, lower case and without accents.

    `averageHandleTime` gives three words, `customer's` gives `customer`, `don't` gives `do` and `not`.
    """
    if raw in _SYMBOLS:
        return (_SYMBOLS[raw],)
    if raw[0] in "eEiI" and raw[1:2] == ".":
        return (raw[0].lower() + raw[2].lower(),)
    words: list[str] = []
    folded = fold(raw)
    acronyms = folded[-1] == "s" and folded[:-1].isupper()  # KPIs, FTEs
    whole = acronyms or folded.islower() or folded.isupper()
    for piece in [folded] if whole else re.split(_CAMEL, folded):
        words += _plain(piece.lower())
    return tuple(words)


def fold(text: str) -> str:
    """The text without accents and with straight apostrophes."""
    if text.isascii():
        return text
    import unicodedata

    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)) or text


def _plain(word: str) -> list[str]:
    if "'" not in word:
        return [word] if word else []
    if word.endswith("n't"):
        return [_NOT.get(word, word[:-3]), "not"]
    return [word.split("'", 1)[0] or word.strip("'")]


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def stem(word: str) -> str:
    """The Snowball stem of a lower-case word."""
    return str(_stemmer().stemWord(word))


def inflect(verb: str, form: str) -> str:
    """The regular `ing` or `ed` form of an English verb: settle, settling, settled."""
    if form == "ing" and verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not (form == "ing" and verb.endswith(("ee", "oe", "ye"))):
        return verb[:-1] + form
    if form == "ed" and re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ied"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb):
        return verb + verb[-1] + form  # one short syllable: plan, planned
    return verb + form
