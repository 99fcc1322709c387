"""What libyaml complains about, in words that say what to do."""

from __future__ import annotations

import re

from kpiaudit.model import Problem
from kpiaudit.source.excerpt import line_of
from kpiaudit.source.libyaml import yaml
from kpiaudit.source.problems import problem_at

QUOTE = 'put quotes around the whole text: "..."'

_TABS = "YAML does not allow tabs for indentation, use spaces"
TEMPLATE = 'a template is not run; put quotes around the text: "{{ ... }}"'
_BLOCK = "a template is not run; audit what it makes (of a dbt project: target/manifest.json), or leave it out"
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile(r"\s*(?:- |[^:\s][^:]*: )?([*&!%@`])")

_HINTS = (  # (part of libyaml's message, hint): the first that fits
    ("mapping values are not allowed", 'text with a colon and a blank in it needs quotes: "a: b"'),
    ("block scalar", f"text cannot begin with `|` or `>`; {QUOTE}"),
    ("cannot start any token", f"text cannot begin with this character; {QUOTE}"),
    ("escape", r"in double quotes a backslash begins a code; write \\ or use single quotes"),
    ("quoted scalar", "the quotes that open here are not closed"),
    ("could not find expected ':'", "a line is `key: value` or `- item`; is a colon or a closing quote missing?"),
    ("flow", "the brackets or braces that open before are not closed, or text that begins with one needs quotes"),
    ("did not find expected", "check the indentation: entries of one list or mapping begin in the same column"),
)


def is_template(written: str) -> bool:
    """Whether a line holds what a template engine would replace."""
    return "{{" in written or "{%" in written


def explain(error: yaml.YAMLError | UnicodeError, text: str, path: str) -> Problem:
    """The problem in `text` that made libyaml give up: place, what is wrong, hint, excerpt."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return _unreadable(error, text, path)
    mark, opened = error.problem_mark or error.context_mark, error.context_mark
    message = f"not valid YAML: {error.problem or error.context}"
    if mark and opened and mark.line != opened.line:
        message += f" ({error.context} that begins in line {opened.line + 1})"
        if not line_of(text, mark.line + 1).strip():
            mark = opened  # where the quote or bracket opens says more than the end of the file
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return problem_at(path, text, line, column, message, _hint(error, line_of(text, line)))


def _hint(error: yaml.MarkedYAMLError, written: str) -> str:
    indentation = written[: len(written) - len(written.lstrip())]
    if "\t" in indentation or "\\t" in (error.problem or ""):
        return _TABS
    if is_template(written):
        return _BLOCK if "{%" in written else TEMPLATE
    special = _SPECIAL.match(written)
    if special:
        return f"text cannot begin with `{special[1]}`; {QUOTE}"
    said = f"{error.context} {error.problem}"
    return next((hint for part, hint in _HINTS if part in said), "")


def _unreadable(error: Exception, text: str, path: str) -> Problem:
    """Characters YAML does not allow: libyaml gives no line for them, so they are looked up."""
    found = _CONTROL.search(text)
    if found is None:
        return problem_at(path, text, 1, 1, f"not valid YAML: {error}")
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
    code = f"U+{ord(found[0]):04X}"
    message = f"the control character {code} is not allowed in YAML"
    return problem_at(path, text, line, column, message, 'delete it, or write it as "\\x1b" in double quotes')
