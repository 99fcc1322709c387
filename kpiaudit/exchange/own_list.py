"""Metrics, wherever they came from -> a list in our own shape, from which the same metrics are read again."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from kpiaudit.aims import Aims
from kpiaudit.analyses.drives import entries
from kpiaudit.exchange.own_aims import aims_text, placeless
from kpiaudit.exchange.yaml_text import entry, pair, quoted, scalar
from kpiaudit.inputs.ids import unique
from kpiaudit.inputs.keys import TEXT_KEYS, metric_key
from kpiaudit.inputs.kpi_list import KpiList
from kpiaudit.inputs.markup import to_text
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import Kind, ListContext, Location, Metric, Problem
from kpiaudit.source import parse_yaml, visible

_CONTEXT = ("organisation", "sector", "language", "customer_word")
_TEXTS = ("id", "name", "definition", "formula", "unit", "owner", "department", "level")
_BARE = frozenset(("rewarded", "weight"))  # values that other YAML readers, too, take for what they are
_FIELDS = frozenset((*TEXT_KEYS, *_BARE, "class", "kind", "because"))  # keys that are no details
_BLANK = '" "'
_SOURCES = 50  # that the comment at the top names one by one


def render(metrics: Sequence[Metric], version: str, aims: Sequence[Aims] = ()) -> Iterator[str]:
    """The list as YAML, a document for each list the metrics stood in; comments say where they came from.

    `aims`: what those lists say they are for.
    """
    of_list = {one.context._replace(sector=""): one for one in aims}
    yield from _origin(metrics, version)
    # A metric may name a sector of its own; all else a list says about itself holds for the whole document.
    runs = groupby(metrics, key=lambda metric: metric.context._replace(sector=""))
    for number, (context, run) in enumerate(runs):
        if number:
            yield "---\n"
        yield from _document(context, list(run), of_list.pop(context, None))


def differences(
    text: str, metrics: Sequence[Metric], kinds: Mapping[str, Kind], aims: Sequence[Aims] = ()
) -> list[Problem]:
    """What is not the same when the list `text`, made of `metrics` and `aims`, is read again.

    A problem for each metric, and one for the aims.
    """
    notes = Notes("")
    documents = [document for document in parse_yaml(text, "") if document is not None]
    lists = [KpiList(notes, kinds) for _ in documents]
    again = unique([reader.read(document) for reader, document in zip(lists, documents, strict=True)])
    if [placeless(one) for one in aims] != [placeless(reader.aims) for reader in lists if reader.aims]:
        message = "the objectives, customers and needs are not quite the same when read again"
        return [Problem(Location(aims[0].context.path if aims else ""), message, "write them into the new list")]
    if len(again) != len(metrics):
        return [Problem(Location(""), f"of {len(metrics)} KPIs {len(again)} are read again", "this is a bug of ours")]
    problems = []
    for before, after in zip(metrics, again, strict=True):
        pairs = zip(before._fields, _compared(before), _compared(after), strict=True)
        changed = [field for field, one, other in pairs if one != other]
        if changed:
            message = f"`{before.name}` is not quite the same when read again: {', '.join(changed)}"
            problems.append(Problem(before.location, message, "compare the two, and put it right in the new list"))
    return problems


def _compared(metric: Metric) -> Metric:
    """What has to survive: everything but the places."""
    return metric._replace(links=(), location=Location(""), context=metric.context._replace(path="", format=""))


def _origin(metrics: Sequence[Metric], version: str) -> Iterator[str]:
    counts = Counter(metric.location.path for metric in metrics)
    yield f"# Written by kpiaudit {version} import, from:\n"
    for path, count in list(counts.items())[:_SOURCES]:
        yield f"#   {visible(path)} ({count:,} {'KPI' if count == 1 else 'KPIs'})\n"
    if len(counts) > _SOURCES:
        yield f"#   and {len(counts) - _SOURCES:,} more files\n"


def _document(context: ListContext, metrics: Sequence[Metric], aims: Aims | None) -> Iterator[str]:
    sectors = Counter(metric.context.sector for metric in metrics)
    # A metric cannot take the list's sector back, so the list has one only where every metric has.
    common = "" if "" in sectors else sectors.most_common(1)[0][0]
    for key, value in zip(
        _CONTEXT, (context.organisation, common, context.language, context.customer_word), strict=True
    ):
        if value:
            yield f"{key}: {scalar(value)}\n"
    if aims:
        yield from aims_text(aims)
    yield "kpis:\n"
    for group, run in groupby(metrics, key=lambda metric: metric.group):
        indent, members = "  ", list(run)
        if group:
            # A group's name is the department of its KPIs, unless the group says that there is none.
            none = "" if all(metric.department for metric in members) else '    department: ""\n'
            yield f"  - name: {scalar(group)}\n{none}    kpis:\n"
            indent = "      "
        for metric in members:
            yield _item(_lines(metric, common), indent)


def _item(lines: Sequence[str], indent: str) -> str:
    """An entry of a list; lines after the first, and lines within them, are indented below its dash."""
    first, *rest = "\n".join(lines).split("\n")
    return "".join((f"{indent}- {first}\n", *(f"{indent}  {line}\n" if line else "\n" for line in rest)))


def _lines(metric: Metric, sector: str) -> list[str]:
    """Everything a metric says, a key a line."""
    declared = metric.declared
    said: dict[str, str | None] = {key: getattr(metric, key) for key in _TEXTS}
    said |= {
        "sector": metric.context.sector if metric.context.sector != sector else "",
        "rewarded": None if metric.rewarded is None else "true" if metric.rewarded else "false",
        "weight": None if metric.weight is None else repr(metric.weight).removesuffix(".0"),
        "class": declared and declared.cls,
        "kind": declared and declared.kind,
        "because": declared and declared.because,
    }
    given = {key: value for key, value in said.items() if value}
    lines = [_text(key, value, key in metric.details) for key, value in given.items()]
    lines += [pair(key, _BLANK) for key in _in_vain(metric.details, given)]
    return lines + [_named(metric, key) or _detail(key, value) for key, value in metric.details.items()]


def _in_vain(details: Mapping[str, str], given: Mapping[str, str]) -> list[str]:
    """Keys to be said with nothing behind them.

    Among the details of odd lists there are keys that were not taken for what they stand for, because it was said
    in other words too, or in vain. Without those they would be taken now.
    """
    known = dict.fromkeys(metric_key(key)[0] for key in details)
    missing = [key for key in known if key and key not in given]
    return [_other(key) if key in details else key for key in missing if key not in details or key in _FIELDS]


def _other(key: str) -> str:
    """Another word for a key, which goes before it if it stands first."""
    return f"kpi_{key}"


def _text(key: str, value: str, taken: bool) -> str:
    """What a metric says under a key, or another word for it where that key is `taken` by a detail."""
    name = _other(key) if taken else key
    if key in _BARE:
        return pair(name, value)
    if key != "definition":
        return entry(name, value)
    written = _marked_up(value)
    lines = written.split("\n")
    if len(lines) > 1 and all(line.isprintable() and line == line.strip() for line in lines):
        return "\n".join((f"{name}: |-", *(f"  {line}" if line else "" for line in lines)))
    return entry(name, written)


def _marked_up(text: str) -> str:
    """A text that is shown as `text` when its Markdown and HTML are reduced to what they show."""
    paragraphs = text.replace("\n", "\n\n")
    literal = html.escape(paragraphs, quote=False)
    for written in (text, paragraphs, literal, _as_quotation(paragraphs), _as_quotation(literal)):
        if to_text(written) == text:
            return written
    return paragraphs


def _as_quotation(text: str) -> str:
    return "\n".join(f"> {line}" if line else "" for line in text.split("\n"))


def _named(metric: Metric, key: str) -> str:
    """What a link names as a list, where one of several names has a comma or the like in it; else ""."""
    targets = [link.target for link in metric.links if link.key == key]
    if len(targets) < 2 or all(entries(target, ()) == [target] for target in targets):
        return ""
    return pair(key, f"[{', '.join(map(quoted, targets))}]")


def _detail(key: str, value: str) -> str:
    if value and value == value.strip():
        return entry(key, value)
    return pair(key, f"[{quoted(value)}]")  # white space around a text counts only in a list
