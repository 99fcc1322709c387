"""Descriptors as text for people: the list that `kpiaudit formats` prints, and the sections of docs/formats.md."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from kpiaudit.inputs.formats.schema import FormatFile, Recognise

_WIDTH = 100


def listing(formats: Sequence[FormatFile]) -> str:
    """Every format with what recognises it and where its metrics stand, for a terminal."""
    return "\n".join(_entry(form) for form in _sorted(formats))


def sections(formats: Sequence[FormatFile]) -> str:
    """Every format as a section of a page in Markdown."""
    return "\n".join(_section(form, formats) for form in _sorted(formats))


def _sorted(formats: Sequence[FormatFile]) -> list[FormatFile]:
    """By title, those that are skipped last."""
    return sorted(formats, key=lambda form: (bool(form.skip), form.title.lower()))


def _entry(form: FormatFile) -> str:
    lines = [f"{form.title}  [{form.id}]"]
    lines += _indented("recognised by", "; or ".join(recognised_by(form)))
    if form.skip:
        lines += _indented("skipped", form.skip)
    elif form.metrics:
        lines += _indented("metrics at", ", ".join(map(_where, form.metrics)))
    return "\n".join(lines) + "\n"


def _indented(label: str, text: str) -> list[str]:
    head = f"  {label:<14}"
    return wrap(text, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False)


def recognised_by(form: FormatFile) -> list[str]:
    """Each way to recognise a format, in words."""
    usual = form.files == FormatFile.model_fields["files"].default
    names = "" if usual else "files " + ", ".join(form.files)
    ways = [_way(one) for one in form.recognise]
    if not ways:
        return [names + " with a column of names"]
    return [f"{names} with {way}" if names else way for way in ways]


def _way(one: Recognise) -> str:
    parts = [f"{path}: {text}" for path, text in one.says.items()] + one.has
    if one.any:
        parts.append(f"one of {', '.join(one.any)}")
    text = " and ".join(parts)
    return f"{text}, without {', '.join(one.lacks)}" if one.lacks else text


def _where(path: str) -> str:
    return "the whole document" if path == "." else path


def _section(form: FormatFile, formats: Sequence[FormatFile]) -> str:
    lines = [f"## {form.title}", "", f"`{form.id}`. {form.about}", "", "Recognised by:", ""]
    lines += [f"- `{way}`" for way in recognised_by(form)]
    lines.append("")
    if form.skip:
        lines += [f"Skipped: {form.skip}.", ""]
    if form.metrics:
        lines += ["Metrics stand at " + ", ".join(f"`{_where(path)}`" for path in form.metrics) + ".", ""]
    if form.fields:
        lines += ["| what | taken from, in this order |", "|---|---|"]
        lines += [f"| {field} | {', '.join(f'`{one}`' for one in sources)} |" for field, sources in form.fields.items()]
        lines += _around(form)
        if form.verdict:
            lines.append(f"| a person's verdict | {', '.join(f'`{path}`' for path in form.verdict)} |")
        lines.append("")
    if form.fields_of:
        title = next(one.title for one in formats if one.id == form.fields_of)
        lines += [f"Columns are those of {title}.", ""]
    if form.notes:
        lines += [*(f"- {note}" for note in form.notes), ""]
    if form.example:
        lines += ["```" + ("text" if form.reads != "data" else "yaml"), form.example.strip("\n"), "```", ""]
    return "\n".join(lines)


def _around(form: FormatFile) -> list[str]:
    return [
        f"| {field}, of what it stands in | {', '.join(f'`{source}` of `{_where(path)}`' for source in sources)} |"
        for path, fields in form.around.items()
        for field, sources in fields.items()
    ]
