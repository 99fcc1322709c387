"""What in rule files is allowed and yet probably not meant: notes for whoever writes rules, never errors."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kpiaudit.model import Problem
from kpiaudit.phrases.compile import Compiler
from kpiaudit.phrases.parse import PhraseError, expand
from kpiaudit.rulebook.files import ParsedFile
from kpiaudit.rulebook.layers import Keys, Merged, Placed

_WORD = re.compile(r"(?<![={\w])[^\W\d_]+(?![^{]*\})")  # words of a phrase; not `=word`, not in `{list}`
_OPTIONAL_PLURAL = re.compile(r"(?<![\w)=}])([a-z]{3,}[^siu\W]s)\?")  # `calls?`, not `access?`, `status?`, `basis?`
_STRONG = ("strong", "certain")
_USED_OFTEN = 20  # rules that use a word before it is worth a note that one is set off by it alone

# What endings make of an English stem. A word and what was done to it or came of it (settle, settled, settlement)
# mean much the same to rules; who does it and what is like it (settler, settleable) do not.
_EVENT = ("ment", "tion", "sion", "ance", "ence", "ity", "ness", "ship", "ancy", "ency")
_QUALITY = ("able", "ible", "al", "ic", "ive", "ous", "ful")
_PERSON = ("er", "or", "ant", "ent", "ee", "ist", "ian")
_PLAIN = "plain"


def notes(mine: Sequence[ParsedFile], merged: Merged, compiler: Compiler) -> list[Problem]:
    """Notes on the files `mine`, in the light of the whole rule base they belong to."""
    found = [*_collisions(mine, merged, compiler), *_traps(mine), *_bare(mine, merged, compiler)]
    return sorted(found, key=lambda note: (note.location.path, note.location.line or 0, note.location.column or 0))


def _collisions(mine: Sequence[ParsedFile], merged: Merged, compiler: Compiler) -> Iterator[Problem]:
    """Words of lists that rules take for one another because they share a stem, though they mean different things."""
    lists = _lists_of_words(merged)
    alike: dict[str, list[str]] = defaultdict(list)
    for word in lists:
        alike[compiler.stem(word)].append(word)
    for word, (file, keys) in _places(mine).items():
        others = [
            other
            for other in alike[compiler.stem(word)]
            if _sort(word) in (_PERSON, _QUALITY)
            and _sort(other) != _sort(word)
            and not lists[word] & lists[other]
            and not _bases(word) & _bases(other)
        ]
        if others:
            where = ", ".join(sorted(set().union(*(lists[other] for other in others)))[:3])
            named = ", ".join(f"'{other}'" for other in others[:3])
            message = f"'{word}' of list '{'/'.join(sorted(lists[word]))}' shares its stem with {named} ({where})"
            yield file.problem(keys, message, f"tell them apart: give '{word}' a stem of its own under `stems:`")


def _lists_of_words(merged: Merged) -> dict[str, set[str]]:
    """The lists that hold a word as an entry of its own."""
    lists: dict[str, set[str]] = defaultdict(set)
    for terms in merged.terms.values():
        for entry in (*terms.words, *terms.verbs):
            if entry.isalpha():
                lists[entry.lower()].add(terms.id)
    return lists


def _places(files: Iterable[ParsedFile]) -> dict[str, tuple[ParsedFile, Keys]]:
    places: dict[str, tuple[ParsedFile, Keys]] = {}
    for file in files:
        for number, terms in enumerate(file.content.terms):
            for i, entry in enumerate(terms.words):
                if entry.isalpha():
                    places.setdefault(entry.lower(), (file, ("terms", number, "words", i)))
    return places


def _sort(word: str) -> tuple[str, ...] | str:
    singular = word.removesuffix("s")
    return next((endings for endings in (_EVENT, _QUALITY, _PERSON) if singular.endswith(endings)), _PLAIN)


def _bases(word: str) -> set[str]:
    """What `word` may be a form of: `settling` of `settl`, `settle` and `settling`."""
    bases = {word}
    for ending in ("s", "es", "d", "ed", "ing", "ly", "ally"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2:
            bases |= {base, base + "e"}
            if base[-1] == base[-2]:
                bases.add(base[:-1])
    if word.endswith(("ies", "ied")):
        bases.add(word[:-3] + "y")
    return bases


def _traps(mine: Sequence[ParsedFile]) -> Iterator[Problem]:
    """`calls?`, meant for call or calls, says calls or nothing at all."""
    for file in mine:
        for keys, phrase in _phrases(file):
            for word in dict.fromkeys(_OPTIONAL_PLURAL.findall(phrase)):
                message = f"phrase '{phrase}': '{word}?' makes the whole word optional"
                yield file.problem(keys, message, f"write '{word}': every phrase finds singular and plural")


def _phrases(file: ParsedFile) -> Iterator[tuple[Keys, str]]:
    for section, entries in (("measures", file.content.measures), ("forms", file.content.forms)):
        for number, entry in enumerate(entries):
            yield from (((section, number, "phrases", i), phrase) for i, phrase in enumerate(entry.phrases))
    for number, sort in enumerate(file.content.rules):
        yield from ((("rules", number, "phrases", i), phrase) for i, phrase in enumerate(sort.phrases))
    for number, terms in enumerate(file.content.terms):
        yield from ((("terms", number, "words", i), phrase) for i, phrase in enumerate(terms.words))


def _bare(mine: Sequence[ParsedFile], merged: Merged, compiler: Compiler) -> Iterator[Problem]:
    """Strong rules that a single word sets off which many rules use: alone it tells little."""
    users: dict[str, set[str]] = defaultdict(set)
    for placed in merged.rules.values():
        for phrase in placed.entry.phrases:
            for word in _WORD.findall(phrase.lower()):
                users[compiler.stem(word)].add(placed.entry.id)
    ours = {id(file) for file in mine}
    for placed in merged.rules.values():
        if id(placed.file) in ours and placed.entry.strength in _STRONG:
            words = [word for word in _alone(placed, compiler) if len(users[compiler.stem(word)]) >= _USED_OFTEN]
            if words:
                named = ", ".join(f"'{word}'" for word in words[:5])
                message = f"rule '{placed.entry.id}' is {placed.entry.strength}, but may be set off by {named} alone"
                hint = "many rules use such words, so alone they weigh less; say more, as in a phrase of two words"
                yield placed.file.problem(placed.keys("id"), message, hint)


def _alone(placed: Placed, compiler: Compiler) -> list[str]:
    """The words, as written, each of which is enough for a phrase of the rule."""
    found: dict[str, None] = {}
    for phrase in placed.entry.phrases:
        try:
            sequences = expand(phrase, lambda written: (written,))
        except PhraseError:
            continue  # named as an error elsewhere
        for elements, anchored in sequences:
            if len(elements) == 1 and not anchored and not elements[0].head:
                word = elements[0].symbol
                if word.isalpha() and compiler.resolve(word) == (word,):
                    found[word] = None
    return list(found)
