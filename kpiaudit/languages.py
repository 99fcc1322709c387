"""Whether the rules can read a list: most lists are English, and few say which language they are in.

A list is told by words and endings of other languages, or by its script (`rules/languages.yaml`), held against the
English in it. What it says itself wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kpiaudit.model import ListContext, Metric
from kpiaudit.phrases.lexicon import Token
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook import Rulebook

_MOST_METRICS = 500  # of a long list, the first ones are enough to tell
_ACRONYM = 3  # letters in capitals that are no word of any language: DE, LA, UN
_ENDING = 5  # letters of a word whose ending tells anything
_LATIN = 0x24F  # the last letter that Latin scripts commonly use
_WIDE = 3  # letters from which a word in a script without blanks is more than one
_MEMO_LIMIT = 100_000
UNKNOWN = "another language"


class Tongue(NamedTuple):
    """The language of a metric that the rules cannot read."""

    name: str  # "" where they can
    says_so: bool = False  # its list itself says which it is, so nothing in it is read


READABLE = Tongue("")


class _Counts(NamedTuple):
    """The words of a text."""

    small: int = 0  # English words that carry no meaning of their own
    known: int = 0  # others that the rules know
    foreign: int = 0
    strange: int = 0  # words that nobody knows

    def plus(self, others: Iterable[_Counts]) -> _Counts:
        return _Counts(*map(sum, zip(self, *others, strict=True)))


class Languages:
    """Tells the language of metrics, each in the light of its list."""

    def __init__(self, rulebook: Rulebook, metrics: Sequence[Metric]) -> None:
        self._words = _Words(rulebook)
        self._strangers = _Foreign(self._words)
        self._read = rulebook.languages["read"]
        self._names = rulebook.languages["names"]
        self._policy = rulebook.policy
        self._metrics = metrics
        self._samples: dict[ListContext, list[str]] | None = None
        self._lists: dict[ListContext, Tongue] = {}

    def of(self, metric: Metric) -> Tongue:
        """The language of a metric, if the rules cannot read it. In a list of that language its name may be English."""
        tongue = self._lists.get(metric.context)
        if tongue is None:
            tongue = self._lists[metric.context] = self._of_list(metric.context)
        if tongue.name or metric.context.language:
            return tongue
        if self._foreign(f"{metric.name} {metric.definition}") < self._policy["foreign-words"]:
            return READABLE
        counts = self._counted([metric.name, metric.definition])
        against = self._policy["foreign-in-english"] * (counts.small + counts.known)
        if counts.foreign > against:
            return Tongue(self._name([metric.name, metric.definition]))
        return READABLE

    def is_foreign(self, text: str) -> bool:
        """Whether a text has words of another language in it."""
        return self._foreign(text) > 0

    def _foreign(self, text: str) -> int:
        return sum(map(self._strangers.__getitem__, text.split()))

    def _of_list(self, context: ListContext) -> Tongue:
        if context.language:
            code = context.language.lower()[:2]
            return READABLE if code in self._read else Tongue(self._names.get(code, context.language), says_so=True)
        texts = self._sample(context)
        small, known, foreign, strange = self._counted(texts)
        policy = self._policy
        enough = policy["foreign-words"] if small or known else 1
        english = small * policy["foreign-small-word"] + known * policy["foreign-known-word"]
        if foreign >= enough and foreign > english:
            return Tongue(self._name(texts))
        words = known + foreign + strange
        if not small and words >= policy["strange-words"] and known <= policy["strange-known-share"] * words:
            return Tongue(UNKNOWN)
        return READABLE

    def _sample(self, context: ListContext) -> list[str]:
        if self._samples is None:
            self._samples = {}
            for metric in self._metrics:
                texts = self._samples.setdefault(metric.context, [])
                if len(texts) < 2 * _MOST_METRICS:
                    texts += (metric.name, metric.definition)
        return self._samples.get(context, [])

    def _counted(self, texts: Iterable[str]) -> _Counts:
        return _Counts().plus(self._words[chunk][0] for text in texts for chunk in self._words.telling(text))

    def _name(self, texts: Iterable[str]) -> str:
        """The language that most of the words are of that the rules do not know, if it is enough of them."""
        found = [self._words[chunk] for text in texts for chunk in self._words.telling(text)]
        votes = Counter(code for _, codes in found for code in codes)
        (best, count), *_ = votes.most_common(1) or [("", 0)]
        unknown = sum(counts.foreign + counts.strange for counts, _ in found)
        named = count >= self._policy["foreign-named-share"] * unknown
        return str(self._names.get(best, UNKNOWN)) if named else UNKNOWN


def is_english(reading: Reading, start: int, end: int) -> bool:
    """Whether what a phrase found in a list of another language is English: two words. One may only look alike."""
    small = reading.lexicon.function_word
    return sum(small not in token.symbols for token in reading.tokens[start:end]) > 1


class _Words(dict[str, tuple[_Counts, tuple[str, ...]]]):
    """Pieces of text between blanks -> the words in them counted, and the languages they are of."""

    def __init__(self, rulebook: Rulebook) -> None:
        super().__init__()
        self._lexicon = rulebook.lexicon
        self._tables = rulebook.languages
        self._endings = tuple(self._tables["endings"])

    def telling(self, text: str) -> Iterator[str]:
        """The pieces of a text, without the small words of names: those before a capital, as in Rio de Janeiro."""
        in_names, before_capital = self._tables["in_names"], False
        for chunk in reversed(text.split()):
            if chunk not in in_names:
                before_capital = chunk[0].isupper()
            elif before_capital:
                continue
            yield chunk

    def __missing__(self, chunk: str) -> tuple[_Counts, tuple[str, ...]]:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        piece = self._lexicon[chunk]
        tokens = [piece] if isinstance(piece, Token) else [found for found, _, _ in piece if isinstance(found, Token)]
        acronym = chunk.isupper() and sum(map(str.isalpha, chunk)) <= _ACRONYM
        accented = not chunk.isascii() and any(letter.isalpha() and not letter.isascii() for letter in chunk)
        if accented:  # English has few such words: it only looks like one
            tokens = [token._replace(known=False) for token in tokens]
        told = [self._of_word(token, acronym) for token in tokens]
        counts = told[0][0] if len(told) == 1 else _Counts().plus(count for count, _ in told)
        found = self[chunk] = counts, tuple([code for _, codes in told for code in codes])
        return found

    def _of_word(self, token: Token, acronym: bool) -> tuple[_Counts, Sequence[str]]:
        word, lexicon = token.word, self._lexicon
        if lexicon.number in token.symbols or (word.isascii() and (len(word) < 2 or not word.isalpha())):
            return _Counts(), ()
        if ord(word[0]) > _LATIN:
            return self._of_script(word)
        if word in self._tables["both"]:
            return _Counts(), ()
        codes = () if acronym else self._tables["words"].get(word, ())
        if not codes and not token.known and not acronym and len(word) > _ENDING and word.endswith(self._endings):
            codes = next(codes for end, codes in self._tables["endings"].items() if word.endswith(end))
        if codes:
            return _Counts(foreign=1), codes
        if lexicon.function_word in token.symbols:
            return _Counts(small=1), ()
        return (_Counts(known=1) if token.known else _Counts(strange=1)), ()

    def _of_script(self, word: str) -> tuple[_Counts, Sequence[str]]:
        from unicodedata import name

        scripts = {name(letter, "").partition(" ")[0].lower() for letter in word if letter.isalpha()}
        if not scripts or (len(word) == 1 and "greek" in scripts):
            return _Counts(), ()  # a sign, as in chi-squared
        known = self._tables["scripts"]  # in the order of the rules: kana tell more than what Chinese is written with
        codes = next((codes for script, codes in known.items() if script in scripts), ())
        return _Counts(foreign=2 if len(word) >= _WIDE and scripts & _UNSPACED else 1), codes


_UNSPACED = {"cjk", "hiragana", "katakana", "thai"}


class _Foreign(dict[str, int]):
    """Pieces of text between blanks -> how many words of other languages are in them. Asked for every word there is."""

    def __init__(self, words: _Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, piece: str) -> int:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        found = self[piece] = self._words[piece][0].foreign
        return found
