"""What words lean to, as text: an audit meets a few hundred of many thousand words, and takes apart only these.

A number is two letters: the number of a rule, or tenths of points from `-MOST` to `MOST`. Plain letters, since such
text is read fastest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kpiaudit.records import NamedTuple

Leaning = tuple[float, int]
"""The points of a word or of two neighbours, and the rule that gives them."""

Kinds = int
"""The points of a word for each kind, side by side in one number, so that words are added up in one go; 0 for none."""

NUMBER = "#"
MOST = 30
"""Points a word may have at most."""

_TENTHS, _ZERO = 10, MOST * 10
_FIRST, _LETTERS = ord("A"), 58  # up to "z"
_WIDTH = 4  # letters of a leaning
_LANE, _CODE = 4, "utf-32-le"  # bytes of a letter in `Kinds`


def counted_word(word: str) -> str:
    """The word as leanings know it: what begins with a digit is a number, whichever it is."""
    return NUMBER if word[0].isdigit() else word


def pack_words(leanings: Mapping[tuple[str, ...], Leaning], kinds: Mapping[str, Iterable[float]]) -> Mapping[str, str]:
    """Each word with four texts: its own leaning, the words after it that lean with it, their leanings, its kinds."""
    alone: dict[str, str] = {}
    pairs: dict[str, dict[str, str]] = {}
    for words, (points, owner) in leanings.items():
        packed = _points(points) + _letters(owner)
        if len(words) > 1:
            pairs.setdefault(words[0], {})[words[1]] = packed
        else:
            alone[words[0]] = packed
    told = {word: "".join(map(_points, each)) for word, each in kinds.items()}
    packed_words = {}
    for word in dict.fromkeys((*alone, *pairs, *told)):
        of = pairs.get(word, {})
        packed_words[word] = "|".join((alone.get(word, ""), " ".join(of), "".join(of.values()), told.get(word, "")))
    return packed_words


class Counted(NamedTuple):
    """What is counted of a word. Its pairs stay packed: most of them never stand in a text."""

    word: str
    alone: str = ""  # what it leans to by itself, as `leaning` reads it
    seconds: str = ""  # the words after it that lean with it, each between blanks
    pairs: str = ""  # what they lean to
    kinds: Kinds = 0

    def with_second(self, word: str) -> str:
        """What it leans to with this word after it, as `leaning` reads it; "" for nothing."""
        at = self.seconds.find(f" {word} ")
        if at < 0:
            return ""
        place = self.seconds.count(" ", 0, at) * _WIDTH
        return self.pairs[place : place + _WIDTH]


def unpack_word(word: str, packed: str) -> Counted:
    """What is counted of a word, of which `pack_words` made `packed`."""
    if not packed:
        return Counted(word)
    alone, seconds, pairs, kinds = packed.split("|")
    seconds = seconds and f" {seconds} "
    return Counted(word, alone, seconds, pairs, int.from_bytes(kinds.encode(_CODE), "little"))


def leaning(packed: str) -> Leaning:
    """The points and the rule that are packed as one leaning."""
    return (_number(packed[:2]) - _ZERO) / _TENTHS, _number(packed[2:])


def points_of_kinds(words: Sequence[Kinds], count: int) -> list[float]:
    """The sum of the points of words for each of `count` kinds."""
    lanes = memoryview(sum(words).to_bytes(2 * count * _LANE, "little")).cast("I")
    each = _FIRST * (_LETTERS + 1) + _ZERO  # what every word adds to each sum beside its points
    return [
        (first * _LETTERS + second - each * len(words)) / _TENTHS
        for first, second in zip(lanes[::2], lanes[1::2], strict=True)
    ]


def _points(points: float) -> str:
    return _letters(_ZERO + round(points * _TENTHS))


def _letters(number: int) -> str:
    return chr(_FIRST + number // _LETTERS) + chr(_FIRST + number % _LETTERS)


def _number(letters: str) -> int:
    return (ord(letters[0]) - _FIRST) * _LETTERS + ord(letters[1]) - _FIRST
