"""Rule files to the tables an audit reads. Slow (a second or two), so its result is kept: see `cache`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from kpiaudit.model import COUNTED, FIELDS, Problem
from kpiaudit.phrases.compile import Compiler, Terms, Vocabulary
from kpiaudit.phrases.leanings import NUMBER, Leaning, counted_word, pack_words
from kpiaudit.phrases.lexicon import Lexicon, Token
from kpiaudit.phrases.packed import pack
from kpiaudit.phrases.parse import PhraseError
from kpiaudit.phrases.symbols import RESERVED
from kpiaudit.rulebook.cache import Tables
from kpiaudit.rulebook.files import ParsedFile
from kpiaudit.rulebook.layers import Merged, Placed
from kpiaudit.rulebook.lens_tables import compile_lenses
from kpiaudit.rulebook.schema import StatementEntry, WordsEntry
from kpiaudit.rulebook.star_tables import compile_star
from kpiaudit.typed import Any
from kpiaudit.words import fold

_WORD = re.compile(r"\w+|%")
_ENGLISH = "en"  # what the shipped rules are written in
ALL_FIELDS = (1 << len(FIELDS)) - 1


def compile_rules(merged: Merged) -> tuple[Tables, list[Problem]]:
    """The tables of a merged rule base, and every phrase, term or example in it that is wrong."""
    compiler = Compiler(vocabulary(merged), common=merged.scoring["common-word-rules"])
    problems: list[Problem] = []
    _check_terms(compiler, merged, problems)
    rules = list(merged.rules.values())
    for number, placed in enumerate(rules):
        entry = placed.entry
        mask = sum(1 << FIELDS.index(name) for name in entry.fields)
        for i, phrase in enumerate(entry.phrases):
            _add(compiler, "rules", number, phrase, mask, placed.keys("phrases", i), placed.file, problems)
        for i, phrase in enumerate(entry.context):
            _add(compiler, "context", number, phrase, ALL_FIELDS, placed.keys("context", i), placed.file, problems)
    words = list(merged.words.values())
    leanings = _leanings(compiler, words, len(rules), problems)
    words_kinds, told = _words_of_kinds(compiler, merged, words, len(rules), problems)
    for number, file in enumerate(merged.sectors, len(rules) + len(words)):  # context owners after the rules
        for i, phrase in enumerate(file.content.speaks_of):
            _add(compiler, "context", number, phrase, ALL_FIELDS, ("speaks_of", i), file, problems)
    sets: list[str] = []
    star, texts = compile_star(merged.star, sets, partial(_add, compiler, problems=problems))
    _statement_sets(compiler, merged, sets, problems)
    lenses = compile_lenses(merged, partial(_add, compiler, problems=problems))
    checks = merged.quality.compile(partial(_add, compiler, problems=problems), _spoken(merged))
    if problems:
        return {}, problems
    tables: Tables = compiler.tables(_spoken(merged))
    tables["texts"] = lenses | texts
    tables["packed"]["counted"] = pack(pack_words(leanings, told))
    tables["own_rules"] = [number for number, placed in enumerate(rules) if placed.own]
    tables["words_rules"] = [(number, entry.kind) for number, (entry, _, _) in enumerate(words, len(rules))]
    tables["words_kinds"] = words_kinds
    tables |= star
    tables["lenses"] = {name: bool(merged.lenses[name].head.default) for name in lenses}
    tables["rules"] = [*(_rule(placed, merged) for placed in rules), *(_words_rule(entry) for entry, _, _ in words)]
    tables["sets"] = sets
    tables["kinds"] = [kind.model_dump(by_alias=True) for kind in merged.kinds.values()]
    tables["scoring"] = dict(merged.scoring)
    tables["confidence"] = {cls: sorted(rows) for cls, rows in merged.confidence.items()}
    tables["reading"] = _reading(merged, Lexicon(tables))
    if checks["quality_telling"] is not None:
        checks["quality_telling"] = sorted(compiler.stems_of(checks["quality_telling"]))
    tables |= checks
    tables["languages"] = _languages(merged)
    tables["statements"] = [_statement(check) for check in merged.statements.values()]
    tables["canvas"] = [part.model_dump() for part in merged.canvas.values()]
    tables["not_given"] = dict(merged.not_given)
    return tables, problems


def _reading(merged: Merged, lexicon: Lexicon) -> dict[str, Any]:
    """What tells the parts of a text; in `hints` the markers by their most telling word, without which none stands."""
    if merged.reading is None:
        return {}

    def telling(word: str) -> tuple[bool, bool, int]:
        token = lexicon[word]
        return word == "%", not (isinstance(token, Token) and token.light), len(word)

    written: dict[str, list[str]] = merged.reading.model_dump()
    lists = {name: [marker.lower() for marker in markers] for name, markers in written.items()}  # as they are found
    hints: dict[str, list[str]] = {}
    for marker in dict.fromkeys(marker for name in lists if name != "begins" for marker in lists[name]):
        hints.setdefault(max(_WORD.findall(marker.lower()), key=telling, default=""), []).append(marker)
    return {**lists, "hints": hints}


def _languages(merged: Merged) -> dict[str, Any]:
    """What tells languages: word, ending or script -> codes of the languages it is of; and those that can be read."""
    foreign = [language for language in merged.languages.values() if not language.off]
    tables: dict[str, dict[str, list[str]]] = {"words": {}, "both": {}, "in_names": {}, "endings": {}, "scripts": {}}
    for language in foreign:
        for key, table in tables.items():
            for text in getattr(language, key):
                table.setdefault(fold(text.lower()), []).append(language.id)
    read = [_ENGLISH, *(language.id for language in merged.languages.values() if language.off)]
    return {**tables, "names": {language.id: language.name for language in foreign}, "read": read}


def vocabulary(merged: Merged) -> Vocabulary:
    """What the words of a merged rule base mean."""
    return Vocabulary(
        terms={t.id: Terms(t.id, tuple(t.words), tuple(t.verbs)) for t in merged.terms.values()},
        inflections={
            verb: {form: tuple(words) for form, words in forms.model_dump().items() if words}
            for verb, forms in merged.verbs.items()
        },
        stems=merged.stems,
        abbreviations=merged.abbreviations,
        exact=merged.abbreviations_exact,
    )


def _check_terms(compiler: Compiler, merged: Merged, problems: list[Problem]) -> None:
    problems.extend(
        Problem(merged.anywhere, f"the rules define no term list '{name[1:-1]}'", "the engine needs it")
        for name in RESERVED
        if name[1:-1] not in merged.terms
    )
    for term in merged.terms.values():
        if term.words or term.verbs:
            try:
                compiler.entries("{" + term.id + "}")
            except PhraseError as error:
                file, keys = merged.term_places[term.id]
                problems.append(file.problem(keys, str(error)))


def _add(
    compiler: Compiler,
    index: str,
    owner: int,
    phrase: str,
    mask: int,
    keys: tuple[str | int, ...],
    file: ParsedFile,
    problems: list[Problem],
) -> None:
    try:
        compiler.add(index, owner, phrase, mask)
    except PhraseError as error:
        problem = file.problem(keys, f"phrase '{phrase}': {error}")
        if problem not in problems:  # some phrases stand in two indexes
            problems.append(problem)


def _statement_sets(compiler: Compiler, merged: Merged, names: list[str], problems: list[Problem]) -> None:
    """Adds the phrases of the checks of success statements, one owner a set `success/<check>/<number of answer>`."""
    for check in merged.statements.values():
        file, keys = merged.statement_places[check.id]
        for i, answer in enumerate(check.answers):
            if answer.phrases:
                names.append(f"success/{check.id}/{i}")
            for j, phrase in enumerate(answer.phrases):
                at = (*keys, "answers", i, "phrases", j)
                _add(compiler, "sets", len(names) - 1, phrase, ALL_FIELDS, at, file, problems)


def _statement(check: StatementEntry) -> dict[str, Any]:
    """A check as the analysis needs it: its phrases stand in the index."""
    answers = [{**answer.model_dump(), "phrases": bool(answer.phrases)} for answer in check.answers]
    return {**check.model_dump(include={"id", "question", "otherwise", "because"}), "answers": answers}


def _spoken(merged: Merged) -> Iterable[str]:
    for placed in merged.rules.values():
        entry = placed.entry
        if entry.examples:
            yield from (*entry.examples.hit, *entry.examples.miss)
        yield from (text for text in (entry.why, entry.ask, entry.instead, entry.keep_for) if text)


def _leanings(
    compiler: Compiler, words: list[tuple[WordsEntry, ParsedFile, int]], first: int, problems: list[Problem]
) -> dict[tuple[str, ...], Leaning]:
    """The points of each word and pair of words, with the number of the rule that gives them."""
    leanings = {}
    for owner, (entry, file, index) in enumerate(words, first):
        for written, points in entry.words.items():
            read = _read(compiler, written)
            if not 1 <= len(read) <= 2:
                told = f"'{written}' is {len(read)} words"
                hint = "one word or two neighbours lean to a class; more are a phrase of a rule"
                problems.append(file.problem(("words", index, "words", written), told, hint))
            elif points:
                leanings[read] = (points, owner)
            else:  # a later rule silences a word, whichever said something of it
                leanings.pop(read, None)
    return leanings


def _read(compiler: Compiler, written: str) -> tuple[str, ...]:
    """The words as texts hold them, abbreviations spelled out."""
    pieces = written.split()
    return tuple(
        word
        for piece in pieces
        for word in ((NUMBER,) if piece == NUMBER else map(counted_word, compiler.resolve(piece)))
    )


def _words_of_kinds(
    compiler: Compiler,
    merged: Merged,
    words: list[tuple[WordsEntry, ParsedFile, int]],
    first: int,
    problems: list[Problem],
) -> tuple[list[tuple[str, int, float]], dict[str, list[float]]]:
    """What words tell of kinds: each kind with its rule of words and where it starts, and the points of words."""
    rules: dict[str, int] = {}
    for number, (entry, _, _) in enumerate(words, first):
        if entry.kind in merged.kinds_start:
            rules.setdefault(entry.kind, number)
    told = {}
    for word, (points, file) in merged.words_of_kinds.items():
        keys = ("words_of_kinds", "words", word)
        for kind in sorted(points.keys() - rules.keys()):
            hint = f"such kinds: {', '.join(rules)}"
            problems.append(file.problem((*keys, kind), f"no rule of words says '{kind}'", hint))
        read = _read(compiler, word)
        if len(read) == 1:
            told[read[0]] = [points.get(kind, 0.0) for kind in rules]
        else:
            problems.append(file.problem(keys, f"'{word}' is {len(read)} words", "single words tell kinds"))
    return [(kind, number, merged.kinds_start[kind]) for kind, number in rules.items()], told


def _words_rule(entry: WordsEntry) -> dict[str, Any]:
    rule = entry.model_dump(exclude={"words"}, exclude_none=True)
    return {**rule, "strength": COUNTED, "named": False, "context": False, "sector": None}


def _rule(placed: Placed, merged: Merged) -> dict[str, Any]:
    entry = placed.entry
    keep = ("id", "says", "kind", "strength", "why", "ask", "instead", "keep_for", "source", "convention")
    rule = {key: getattr(entry, key) for key in keep if getattr(entry, key) is not None}
    sector = merged.sectors.index(placed.file) if placed.file in merged.sectors else None
    return {**rule, "named": placed.named, "context": bool(entry.context), "sector": sector}
