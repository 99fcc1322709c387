"""`kpiaudit north-star` as Markdown, made to be pasted into a document. What a user wrote is never taken for markup."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports import star_view as v
from kpiaudit.reports.markdown import candidate as criteria_of
from kpiaudit.reports.markdown import escaped, table
from kpiaudit.reports.view import View, footer, tally
from kpiaudit.star_model import Star


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The report, section by section, with tables."""
    if not audit.metrics or audit.star is None:
        yield "Nothing to audit.\n"
        return
    star, view, names = audit.star, View(audit), v.names_of(audit)
    yield f"# {v.TITLE}: {escaped(view.title())}\n\n"
    yield "\n".join(f"{escaped(view.say(line))}\n" for line in v.introduction(audit, star))
    leading = [c for c in star.candidates if c.rank == 1]
    for candidate in leading[: options.limit]:
        yield from criteria_of(candidate)
        if candidate.because:
            yield f"\nMay not lead: {escaped(candidate.because)}\n"
        needs = star.needs[candidate.metric]
        if needs:
            yield "\nNeeds:\n\n" + "".join(f"- {escaped(v.need(*one))}\n" for one in needs)
        if candidate.metric in star.beside:
            rows = [
                (f"**{escaped(one.title)}**", escaped(one.why), escaped(v.paired(one, names)))
                for one in star.beside[candidate.metric]
            ]
            yield "\nTo be read beside it:\n" + table(("", "because", "KPIs"), rows)
    if len(leading) > options.limit:
        yield f"\nand {len(leading) - options.limit:,} more: `-f json` holds all.\n"
    yield from _runners_up(star, options)
    yield "\n" + "".join(f"<sub>{escaped(line)}</sub>  \n" for line in footer(audit))


def _runners_up(star: Star, options: Options) -> Iterator[str]:
    if not star.runners_up:
        return
    rows = [
        (
            f"**{escaped(one.candidate.name)}**",
            tally(one.candidate),
            escaped(one.candidate.because),
            "<br>".join(escaped(line) for line in v.lacking(one)),
        )
        for one in star.runners_up[: options.limit]
    ]
    yield f"\n## {v.RUNNERS_UP}\n" + table(("KPI", "criteria", "may not lead because", "would need"), rows)
    if len(star.runners_up) > options.limit:
        yield f"\nand {len(star.runners_up) - options.limit:,} more: `-f json` holds all.\n"
