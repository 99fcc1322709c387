"""HTML and Markdown -> the plain text they show. Every step takes time linear in the text, whatever stands in it."""

from __future__ import annotations

import re

_MARKS = tuple("<&*_`[~\n\r")
_BREAKING = """address article blockquote br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table
td th tr ul"""
_INLINE = """a abbr b big body caption center cite code col colgroup del details em figcaption figure font head html i
iframe img ins kbd mark q s samp small span strike strong sub summary sup tbody tfoot thead title tt u var"""
_TAGS_BREAKING = frozenset(_BREAKING.split())
_TAGS_INLINE = frozenset(_INLINE.split())
_TAGS_HIDDEN = frozenset(("script", "style"))
_NAME_MOST = 24  # characters from `<` in which a tag's name ends
_TAG_MOST = 2000  # characters of one tag; what is longer is no tag

# Patterns as text: `re` compiles each when it is first needed, which for most lists is never.
_TAG_NAME = r"</?([A-Za-z][A-Za-z0-9]{0,15})(?=[\s/>])"

_LINK = r"!?\[([^\[\]\n]{0,300})\](?:\([^()\s]{0,2000}(?:[ ]\"[^\"\n]{0,200}\")?\)|\[[^\[\]\n]{0,100}\])"
_EMPHASIS = (
    r"(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])|(?<![\w_])_{1,3}(?=[^\W_])|(?<=[^\W_])_{1,3}(?![\w])"
)
_LINE_MARK = r"(?:#{1,6}|>|[-*+]|\d{1,3}[.)])[ \t]+"
_PARAGRAPH = "\n"


def to_text(text: str) -> str:
    """`text` without tags, entities, links, emphasis and code marks; paragraphs and items on lines of their own.

    Lines that only wrap are joined. `5 < 7`, `a * b`, `snake_case` and `<placeholder>` stay as they are.
    """
    for mark in _MARKS:  # most definitions are plain; eight quick looks are six times as fast as one by a pattern
        if mark in text:
            return _shown(text)
    return _joined(text) if text[:1] in "#>" else text.strip()


def _shown(text: str) -> str:
    if "<" in text:
        text = _without_tags(text)
    if "&" in text:
        import html

        text = html.unescape(text)
    if "[" in text:
        text = re.sub(_LINK, r"\1", text)
    text = text.replace("`", "").replace("~~", "")
    if "*" in text or "_" in text:
        text = re.sub(_EMPHASIS, "", text)
    return _joined(text)


def _without_tags(text: str) -> str:
    parts: list[str] = []
    at, closed = 0, True  # closed: comments and hidden elements still end somewhere ahead
    while True:
        start = text.find("<", at)
        if start < 0:
            return "".join((*parts, text[at:]))
        parts.append(text[at:start])
        if text.startswith("<!--", start) and closed:
            end = text.find("-->", start)
            closed, at = end >= 0, (end + 3 if end >= 0 else start + 4)
            continue
        end = text.find(">", start, start + _TAG_MOST)
        found = re.match(_TAG_NAME, text[start : start + _NAME_MOST]) if end >= 0 else None
        name = found[1].lower() if found else ""
        if name in _TAGS_HIDDEN and closed and text[start + 1] != "/":
            finish = text.find(f"</{name}", end)
            closed, at = finish >= 0, (finish if finish >= 0 else end + 1)
        elif name in _TAGS_BREAKING or name in _TAGS_INLINE or name in _TAGS_HIDDEN:
            parts.append("\n\n" if name in _TAGS_BREAKING else "")
            at = end + 1
        else:
            parts.append("<")
            at = start + 1


def _joined(text: str) -> str:
    """Lines put together as they are shown: an empty line or an item begins a new one."""
    if "\n" not in text and "\r" not in text:
        return re.sub(_LINE_MARK, "", text.strip(), count=1) if text.lstrip()[:1] in "#>" else " ".join(text.split())
    shown: list[list[str]] = [[]]
    for line in text.splitlines():
        stripped = line.strip()
        mark = re.match(_LINE_MARK, stripped)
        if mark or not stripped:
            shown.append([])
        shown[-1] += stripped[mark.end() if mark else 0 :].split()
    return _PARAGRAPH.join(" ".join(words) for words in shown if words)
