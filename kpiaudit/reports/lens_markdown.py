"""The report of `kpiaudit lens` as Markdown, made to be pasted into a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpiaudit.lens_model import Coverage, LensView, Placement
from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports import lens_words as w
from kpiaudit.reports.markdown import escaped, table
from kpiaudit.reports.view import View, footer


def render(audit: Audit, options: Options) -> Iterator[str]:
    """Every lens of the audit, one after the other."""
    if not audit.metrics:
        yield "Nothing to look at.\n"
        return
    view = View(audit)
    yield f"# {escaped(view.title())}\n"
    for each in audit.lenses:
        yield from _lens(view, each, options)
    yield "\n" + "".join(f"<sub>{escaped(line)}</sub>  \n" for line in footer(audit))


def _lens(view: View, lens: LensView, options: Options) -> Iterator[str]:
    yield f"\n## {escaped(lens.label)}\n\n{escaped(lens.question)}\n\n<sub>{escaped(lens.source)}</sub>\n"
    if lens.skipped:
        yield f"\nNot asked: {escaped(lens.skipped)}\n"
        return
    yield from (f"\n{escaped(sentence)}\n" for sentence in (*lens.judgements, *lens.notes))
    for aspect, coverages in w.by_aspect(lens):
        if aspect:
            yield f"\n### {escaped(aspect)}?\n"
        rows = [_row(coverage) for coverage in coverages]
        yield table(("category", "covered by", "", "ask"), rows)
        for coverage in coverages:
            yield from _kpis(
                view, coverage, [p for p in lens.placements if p.category == coverage.category.id], options
            )
        left = w.untold(lens, aspect)
        if left:
            yield f"\n{escaped(left)}\n"


def _row(coverage: Coverage) -> Sequence[str]:
    category = coverage.category
    ask = "" if coverage.state == "outcomes" else escaped(category.ask)
    label = f"**{escaped(category.label)}**<br>{escaped(category.why)}"
    return label, escaped(w.STATES[coverage.state]), escaped(w.counts(coverage)), ask


def _kpis(view: View, coverage: Coverage, placements: Sequence[Placement], options: Options) -> Iterator[str]:
    if not placements:
        return
    yield f"\n**{escaped(coverage.category.label)}**\n"
    chosen = list({placement.metric: placement for placement in reversed(placements)}.values())[::-1]
    rows = []
    for placement in chosen[: options.limit]:
        metric, verdict = view.pair(placement.metric)
        rows.append(
            (
                escaped(metric.name),
                verdict.cls,
                escaped(view.label(verdict)),
                escaped(w.because(placement)),
                escaped(w.reason(placement)),
            )
        )
    yield table(("KPI", "class", "kind", "because", "why"), rows)
    if len(chosen) > options.limit:
        yield f"\nand {len(chosen) - options.limit:,} more: `--format json` holds all.\n"
