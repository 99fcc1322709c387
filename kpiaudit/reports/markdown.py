"""The report as Markdown, made to be pasted into a document. What a user wrote is never taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kpiaudit.model import Audit, Balance, Candidate, Class
from kpiaudit.reports import Options, definitions, gap_view
from kpiaudit.reports import grouped as g
from kpiaudit.reports import view as v
from kpiaudit.reports.plain import safe

_MARKUP = re.compile(r"([\\`*_\[\]<>#!|~$^&])|(://)|(www\.)|(@)|^([-+=]|\d+[.)])(?= |$)", re.IGNORECASE)
_RESULTS = {"met": "met", "not-met": "not met", "unknown": "ask"}


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The report, section by section, with tables."""
    if not audit.metrics:
        yield "Nothing to audit.\n"
        return
    if options.quiet:
        yield from (escaped(line) + "\n" for line in v.balance_lines(audit))
        return
    view = v.View(audit)
    yield f"# {escaped(view.title())}\n"
    yield from _balance(audit, view, options)
    yield from _doubts(audit, view)
    yield "\n## Every KPI\n"
    for cls in v.CLASSES:
        yield from _kpis(view, cls, options)
    yield from _north_star(audit, view)
    yield f"\n## {gap_view.TITLE}\n\n"
    yield from (f"{escaped(line)}  \n" for line in gap_view.summary(audit))
    yield from _lenses(audit)
    if quality := definitions.sentences(audit):
        yield f"\n## The definitions\n\n{escaped(' '.join(quality))}\n"
    yield "\n## What to do next\n\n"
    yield from (f"{place}. {escaped(step)}\n" for place, step in enumerate(audit.next_steps, 1))
    yield from _sources(audit, options)
    yield "\n" + "".join(f"<sub>{escaped(line)}</sub>  \n" for line in v.footer(audit))


def escaped(text: str) -> str:
    """One line of text in which Markdown finds no markup, no HTML and no link."""
    return _MARKUP.sub(_escape, safe(text))


def _escape(match: re.Match[str]) -> str:
    found = match.group()
    if match.group(1):
        return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(found, "\\" + found)
    if match.group(2):
        return "&#58;//"
    if match.group(3):
        return found[:3] + "&#46;"
    if match.group(4):
        return "&#64;"
    return found[:-1] + "\\" + found[-1]


def table(header: Sequence[str], rows: Sequence[Sequence[str]], numbers: str = "") -> str:
    """A table, its cells escaped already; `numbers` has an `r` for each column that is aligned right."""
    rule = ["---:" if side == "r" else "---" for side in numbers.ljust(len(header))]
    lines = [header, rule, *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _balance(audit: Audit, view: v.View, options: Options) -> Iterator[str]:
    whole = audit.balances.all
    yield "\n## The balance\n"
    if whole.judged:
        rows = [
            (label, f"{count:g}", v.percent(count / whole.judged), escaped(about))
            for _, label, count, about in view.segments()
        ]
        if whole.unclear:
            share = v.percent(whole.unclear_share or 0)
            rows.append(("unclear", f"{whole.unclear:g}", share, f"of all {whole.metrics:,}: too little to tell"))
        yield table(("", "KPIs", "share", ""), rows, " rr")
    yield "\n" + "".join(f"{escaped(sentence)}\n" for sentence in v.balance_sentences(audit))
    departments = [] if audit.balances.by else g.groups(audit)
    parts = [*v.parts(audit), *departments[: options.limit]]
    if parts:
        title = "What matters most, and departments" if departments else "What matters most"
        yield table((title, "outputs", "of the judged"), [_shares(name, balance) for name, balance in parts], " rr")
    if len(departments) > options.limit:
        yield f"\nand {len(departments) - options.limit:,} more departments.\n"
    if audit.balances.by:
        yield from _groups(audit, options)


def _shares(name: str, balance: Balance) -> tuple[str, str, str]:
    share = v.percent(balance.output_share) if balance.output_share is not None else ""
    return escaped(name), share, f"{balance.output:g} of {balance.judged:g}"


def _groups(audit: Audit, options: Options) -> Iterator[str]:
    groups = g.groups(audit)
    yield f"\n### By {g.grouped_by(audit)}\n"
    rows = [
        (*_shares(name, b), f"{b.segments['perception']:g} of {b.outcome:g}", f"{b.unclear:g}", f"{b.metrics:,}")
        for name, b in groups[: options.limit]
    ]
    header = ("", "outputs", "of the judged", "surveys of the outcomes", "unclear", "KPIs")
    yield table(header, rows, " rrrrr")
    if len(groups) > options.limit:
        yield f"\nand {len(groups) - options.limit:,} more: `-f json` holds all.\n"


def _sources(audit: Audit, options: Options) -> Iterator[str]:
    sources = g.sources(audit)
    if len(sources) < 2:
        return
    yield "\n## Where the KPIs come from\n"
    rows = [(escaped(str(source)), source.format, f"{source.metrics:,}") for source in sources[: options.limit]]
    yield table(("", "format", "KPIs"), rows, "  r")
    if len(sources) > options.limit:
        yield f"\nand {len(sources) - options.limit:,} more: `-f json` holds all.\n"
    if line := g.formats_line(audit):
        yield f"\nBy format: {escaped(line)}\n"


def _doubts(audit: Audit, view: v.View) -> Iterator[str]:
    yield f"\n## Check these first\n\n{v.doubts_intro(audit)}\n"
    if audit.check_first:
        pairs = [view.pair(metric_id) for metric_id in audit.check_first]
        rows = [
            (escaped(m.name), d.cls, view.label(d), v.percent(d.confidence), escaped(str(m.location))) for m, d in pairs
        ]
        yield table(("KPI", "class", "kind", "sure", "at"), rows, "   r")


def _kpis(view: v.View, cls: Class, options: Options) -> Iterator[str]:
    places = view.members(cls)
    if not places:
        return
    yield f"\n### {escaped(view.class_title(cls))} ({len(places):,})\n"
    rows = []
    for entry in view.entries(places[: options.limit]):
        sure = "person" if entry.verdict.declared else "" if cls == "unclear" else v.percent(entry.verdict.confidence)
        advice = [
            f"**{label}** {escaped(text)}"
            for label, text in (("Ask:", entry.ask), ("Instead:", entry.instead), ("Keep for:", entry.keep_for))
            if text
        ]
        twin = f"<br>counts nearly the same as “{escaped(entry.twin)}”" if entry.twin else ""
        name = f"**{escaped(entry.metric.name)}**{twin}"
        rows.append((name, view.label(entry.verdict), sure, escaped(entry.says), "<br>".join(advice)))
    yield table(("KPI", "kind", "sure", "because", "what to do"), rows, "  r")
    if len(places) > options.limit:
        yield f"\nand {len(places) - options.limit:,} more: `-f csv=FILE` or `-f json=FILE` holds every KPI.\n"


def _north_star(audit: Audit, view: v.View) -> Iterator[str]:
    yield f"\n## North Star candidates\n\n{escaped(view.say(v.candidates_intro(audit)))}\n"
    shown = audit.north_star[: v.MOST_CANDIDATES]
    for one in shown:
        yield from candidate(one)
    if len(audit.north_star) > len(shown):
        yield f"\nand {len(audit.north_star) - len(shown):,} more: `-f json` holds all.\n"
    beside = view.beside() if shown else []
    if beside:
        yield "\nTo be read beside it:\n\n"
        yield from (f"- {title}: {escaped(', '.join(f'“{name}”' for name in names))}\n" for title, names in beside)


def candidate(one: Candidate) -> Iterator[str]:
    """A North Star candidate with all its criteria."""
    rank = f"{one.rank}\\. " if one.eligibility == "eligible" else ""
    yield f"\n### {rank}{escaped(one.name)}\n\n{v.tally(one)}\n"
    order = list(_RESULTS)
    found = sorted(one.criteria, key=lambda c: order.index(c.result))
    yield table(("", "criterion", "why"), [(_RESULTS[c.result], c.id, escaped(c.why)) for c in found])


def _lenses(audit: Audit) -> Iterator[str]:
    if audit.lenses:
        yield f"\n## Through lenses\n\n{v.LENSES_INTRO}\n"
        yield table(("", ""), [(f"**{escaped(label)}**", escaped(text)) for label, text in v.lenses(audit)])
