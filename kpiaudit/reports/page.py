"""Pieces of reports for a terminal: headings, paragraphs, labelled lines, in at most `width` columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from kpiaudit.reports import Options
from kpiaudit.reports.plain import pad, safe, wrap
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeVar

    T = TypeVar("T")

BOLD, DIM = "1", "2"
_LEAST_WIDTH, _MOST_WIDTH = 60, 100  # below, words break; above, lines are too long to read


class Page:
    """Lays out text that is made safe on the way."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.width = max(_LEAST_WIDTH, min(options.width, _MOST_WIDTH))

    def paint(self, text: str, code: str) -> str:
        """`text` in a color or weight, if the report may have any."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.options.color and text else text

    def lines(self, lines: Sequence[str]) -> str:
        """Lines as one piece of the report."""
        return "".join(f"{line.rstrip()}\n" for line in lines)

    def section(self, title: str, body: Iterator[str] | Sequence[str]) -> str:
        """A heading with a rule, and what stands below it."""
        rule = "─" * (self.width - len(title) - 1)
        return self.lines(["", f"{self.paint(title, BOLD)} {self.paint(rule, DIM)}", "", *body])

    def text(self, text: str, indent: int = 2, most: int = 0) -> list[str]:
        """A paragraph, of at most `most` lines (0: any number)."""
        return [" " * indent + line for line in wrap(safe(text), self.width - indent, most)]

    def labelled(self, label: str, text: str, indent: int, gap: int, most: int = 3) -> list[str]:
        """A paragraph with a label in the `gap` columns before it."""
        lead = " " * indent + self.paint(pad(label, gap), DIM)
        first, *more = wrap(safe(text), self.width - indent - gap, most)
        return [lead + first, *(" " * (indent + gap) + line for line in more)]

    def bounded(self, entries: Sequence[T], shown: Callable[[T], Iterable[str]]) -> Iterator[str]:
        """The first entries as they are `shown`, and how many more there are; "None." where there are none."""
        if not entries:
            yield "  None."
        for entry in entries[: self.options.limit]:
            yield from shown(entry)
        if len(entries) > self.options.limit:
            yield f"  and {len(entries) - self.options.limit:,} more; `-f json` holds all."
