"""A rule base of a few rules, with the shipped kinds and numbers, for tests of how rules are loaded and checked."""

from __future__ import annotations

import shutil
from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "rules"

TERMS = """\
terms:
- {id: function-word, words: ["=of", "=the", "=a", "=in"]}
- {id: measure-noun, words: [number, share, rate]}
- {id: head-stop, words: ["=of", "=per", "=in"]}
- {id: per, words: ["=per"]}
- {id: vague, words: [quality]}
- {id: customer, words: [customer, guest]}
"""

RULES = """\
measures:
- id: calls-answered
  says: output
  kind: activity
  strength: strong
  phrases: ["calls answered"]
  why: Counts the work of picking up.
  ask: Was the problem solved?
  instead: Problems solved at the first call
  examples:
    hit: ["Calls answered"]
    miss: ["Calls"]
- id: promoter-score
  says: outcome
  kind: perception
  strength: strong
  phrases: ["{customer} satisfaction", "net promoter score"]
  why: Customers say how they feel.
  examples:
    hit: ["Customer satisfaction", "Net promoter score"]
    miss: ["Score"]
"""


def write_small(folder: Path) -> Path:
    """Write the rule base into `folder`, which is made."""
    folder.mkdir(parents=True)
    for name in ("kinds.yaml", "scoring.yaml", "reporting.yaml", "reading.yaml"):
        shutil.copy(SHIPPED / name, folder / name)
    (folder / "terms.yaml").write_text(TERMS, encoding="utf-8")
    (folder / "calls.yaml").write_text(RULES, encoding="utf-8")
    return folder
