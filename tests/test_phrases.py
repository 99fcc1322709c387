"""The phrase language: what each piece of it finds, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiaudit.phrases.compile import Compiler, Terms, Vocabulary
from kpiaudit.phrases.lexicon import Lexicon
from kpiaudit.phrases.match import PhraseIndex
from kpiaudit.phrases.packed import Packed
from kpiaudit.phrases.packed import pack as pack_words
from kpiaudit.phrases.parse import MAX_VARIANTS, PhraseError, expand
from kpiaudit.phrases.reading import Reading

VOCABULARY = Vocabulary(
    terms={
        t.id: t
        for t in (
            Terms("function-word", ("=of", "=the", "=per", "=in")),
            Terms("measure-noun", ("rate", "number", "share")),
            Terms("head-stop", ("=of", "=per", "=in", "=by")),
            Terms("vague", ("quality",)),
            Terms("per", ("=per",)),
            Terms("customer", ("customer", "=people", "young {adult}")),
            Terms("adult", ("adult", "grown up")),
            Terms("achieve", verbs=("pass", "find work", "teach", "meet")),
            Terms("harm", ("mortality", "fall")),
        )
    },
    inflections={"teach": {"ed": ("taught",), "noun": ("tuition",)}, "meet": {"ed": ("met",)}},
    stems={"customs": "customs", "satisfied": "satisfact"},
    abbreviations={"AHT": "average handle time", "eNPS": "employee net promoter score"},
    exact={"IT": "information technology"},
)


def found(phrase: str, text: str) -> list[str]:
    """The words of `text` that `phrase` covers, as written."""
    compiler = Compiler(VOCABULARY)
    compiler.add("test", 0, phrase)
    tables = compiler.tables([])
    reading = Reading(text, Lexicon(tables))
    indexes = tables["indexes"]
    assert isinstance(indexes, dict)
    return [reading.source(m.start, m.end) for m in PhraseIndex(indexes["test"]).find(reading, 1)]


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("handle time", "Average Handling Times (min)", "Handling Times"),
        ("handle time", "avg_handle_time", "handle_time"),
        ("handle time", "averageHandleTime", "averageHandleTime"),
        ("handle time", "handle-time", "handle-time"),
        ("average handle time", "AHT per team", "AHT"),
        ("handle time", "AHTs", "AHTs"),
        ("information technology", "IT spend", "IT"),
        ("employee net promoter score", "eNPS 2026", "eNPS"),
        ("cafe visit", "Café visits", "Café visits"),
        ("{customer}", "Young grown-ups", "Young grown-ups"),
        ("{customer}", "the customer's view", "customer's"),
        ("{achieve:ing}", "pupils passing", "passing"),
        ("{achieve:ing}", "those finding work", "finding work"),
        ("{achieve:ed}", "lessons taught", "taught"),
        ("{achieve:noun}", "hours of tuition", "tuition"),
        ("{achieve}", "targets met", "met"),
        ("(calls|e mails) answered", "E-mails answered", "E-mails answered"),
        ("calls really? answered", "calls answered", "calls answered"),
        ("calls ... answered", "calls that we have answered", "calls that we have answered"),
        ("calls * answered", "calls quickly answered", "calls quickly answered"),
        ("within # days", "within 10 days", "within 10 days"),
        ("within # days", "within ten days", "within ten days"),
        ("^number of", "Number of calls", "Number of"),
        ("=timing", "timing", "timing"),
        ("{harm}!", "Infant mortality rate", "mortality"),
        ("{harm}!", "Share of falls per ward", "falls"),
        ("satisfaction", "Satisfied customers", "Satisfied"),
        ("did not answer", "calls we didn't answer", "didn't answer"),
    ],
)
def test_finds(phrase: str, text: str, words: str) -> None:
    assert found(phrase, text) == [words]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("handle time", "time to handle"),
        ("handle time", "We handle. Time flies"),
        ("calls ... answered", "calls that the team has now finally answered"),
        ("calls ... answered", "calls made. Questions answered"),
        ("calls * answered", "calls answered"),
        ("within # days", "within some days"),
        ("^number of", "Total number of calls"),
        ("=timing", "timings"),
        ("information technology", "it is"),
        ("{achieve:ing}", "pupils passed"),
        ("{achieve:ed}", "pupils passing"),
        ("{harm}!", "Mortality review"),
        ("{harm}!", "Fall prevention visits"),
        ("custom", "Customs checks"),
    ],
)
def test_does_not_find(phrase: str, text: str) -> None:
    assert found(phrase, text) == []


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("", "empty"),
        ("(a|b", "not closed"),
        ("a)", "unexpected"),
        ("a | | b", "empty alternative"),
        ("{customer", "cannot read"),
        ("{customer:ist}", "is no list"),
        ("{nobody}", "no term list 'nobody'"),
        ("{harm:ing}", "no verb with the form 'ing'"),
        ("word?", "match nothing"),
        ("! word", "wrong place"),
        ("...", "match nothing"),
        ("(a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b)", "more than"),
    ],
)
def test_refuses(phrase: str, says: str) -> None:
    with pytest.raises(PhraseError, match=says):
        Compiler(VOCABULARY).add("test", 0, phrase)


def test_lists_that_mention_each_other_are_refused() -> None:
    terms = {t.id: t for t in (Terms("a", ("{b}",)), Terms("b", ("{a}",)))}
    with pytest.raises(PhraseError, match="in a circle"):
        Compiler(Vocabulary(terms)).entries("{a}")


def test_a_term_holds_no_gaps() -> None:
    with pytest.raises(PhraseError, match="no gaps"):
        Compiler(Vocabulary({"a": Terms("a", ("one ... two",))})).entries("{a}")


@given(st.text(alphabet="ab {}():|?!.*#^=5", max_size=30))
def test_any_text_expands_within_the_limit_or_is_refused(phrase: str) -> None:
    try:
        variants = expand(phrase, lambda word: (word,))
    except PhraseError:
        return
    assert 0 < len(variants) <= MAX_VARIANTS


@given(st.lists(st.sampled_from(["calls", "answered", "late", "twice"]), min_size=1, max_size=5), st.text(max_size=40))
def test_plain_words_are_found_in_any_surroundings(words: list[str], noise: str) -> None:
    phrase = " ".join(words)
    assert found(phrase, f"{noise}. {phrase.upper()}") != []


@given(st.text(max_size=200))
def test_reading_covers_its_text_in_order(text: str) -> None:
    reading = Reading(text, Lexicon(Compiler(VOCABULARY).tables([])))
    for here in range(len(reading.tokens)):
        assert reading.source(here, here + 1) in text


@given(st.dictionaries(st.text("abcé'.,:%9", min_size=1, max_size=4), st.text("12, ", min_size=1, max_size=6)))
def test_packed_tables_say_what_they_held(table: dict[str, str]) -> None:
    packed = Packed(pack_words(table))
    assert {key: packed.get(key) for key in table} == table
    for key in table:
        for other in (key[:-1], key + "a", key[1:]):
            assert packed.get(other) == table.get(other, "")


def test_a_gap_has_a_limit() -> None:
    for gap in ("...51", "...99999999999"):
        with pytest.raises(PhraseError, match="too long a gap: 50 words at most"):
            expand(f"calls {gap} answered", lambda word: (word,))
    assert expand("calls ...50 answered", lambda word: (word,))[0].elements[1].hi == 50
    assert found("calls ...50 answered", f"calls {'x ' * 50}answered")
    assert found("calls ...50 answered", f"calls {'x ' * 51}answered") == []
