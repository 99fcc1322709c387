"""`kpiaudit north-star` for machines: the contract in `kpiaudit/schemas/north-star-v1.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports.as_json import candidate
from kpiaudit.reports.json_parts import closing, encode, opening, rows
from kpiaudit.reports.star_view import names_of
from kpiaudit.star_model import RunnerUp, Star
from kpiaudit.typed import Any

_NONE = Star(None, (), (), {})


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The North Star as JSON, whatever the options: it is for machines."""
    star, names = audit.star or _NONE, names_of(audit)
    yield from opening(audit)
    yield f'"profile": {encode(star.profile._asdict() if star.profile else None)},\n'
    leading = [c for c in star.candidates if c.eligibility == "eligible"]
    choice = "none" if not leading else "only" if len(leading) == 1 else "several"
    yield f'"choice": "{choice}",\n'
    yield from rows(
        "north_star", ({**candidate(c), "needs": _needs(star.needs.get(c.metric, ()))} for c in star.candidates)
    )
    yield from rows("runners_up", map(_runner_up, star.runners_up))
    yield from rows("beside", (_beside(metric_id, star, names) for metric_id in star.beside))
    yield from closing(audit)


def _needs(needs: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return [{"criterion": criterion or None, "text": text} for criterion, text in needs]


def _runner_up(one: RunnerUp) -> dict[str, Any]:
    return {**candidate(one.candidate), "needs": _needs(one.needs)}


def _beside(metric_id: str, star: Star, names: dict[str, str]) -> dict[str, Any]:
    return {
        "metric": metric_id,
        "pairs": [
            {
                "id": one.id,
                "title": one.title,
                "why": one.why,
                "metrics": [{"metric": i, "name": names[i]} for i in one.metrics],
                "look_for": one.look_for or None,
            }
            for one in star.beside[metric_id]
        ],
    }
