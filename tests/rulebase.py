"""A rule base of a few rules, with the shipped kinds and numbers, for tests of how rules are loaded and checked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from kpiaudit.model import Verdict
from kpiaudit.rulebook import Rulebook, load
from kpiaudit.rulebook.check import check
from kpiaudit.run import judge_name

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


def write_shown_rules(folder: Path, *, right: bool = False) -> None:
    """Write the client's rules, words and the lens that `rules/README.md` shows into `folder`.

    As shown, a near miss is found; `right` takes the advice given there.
    """
    blocks = re.findall(r"```yaml\n(.*?)```", (SHIPPED / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 4, "rules/README.md shows something else than a rule, words, a view and a lens"
    rule, words, view, lens = blocks
    (folder / "words.yaml").write_text(words, encoding="utf-8")
    (folder / "heating.yaml").write_text(rule.replace(" ... ", " ") if right else rule, encoding="utf-8")
    (folder / "kinds.yaml").write_text(view, encoding="utf-8")
    (folder / "promises.yaml").write_text(lens, encoding="utf-8")


GOOD = """\
measures:
- id: widgets-blessed
  says: outcome
  kind: success
  strength: certain
  phrases: ["widgets? blessed"]
  why: A blessed widget is what the customer came for.
  examples:
    hit: ["Widgets blessed"]
    miss: ["Widgets counted"]
"""


def rules(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def messages(folder: Path) -> list[str]:
    return [f"{p.location.line}:{p.location.column} {p.message} {p.hint}" for p in check(folder).problems]


class Small:
    """Loads, checks and judges with a small rule base under the rules of a test."""

    def __init__(self, base: Path, folder: Path) -> None:
        self.base, self.folder = base, folder

    def load(self, *mine: Path) -> Rulebook:
        return load(mine, base=self.base)

    def judge(self, name: str, *mine: Path) -> Verdict:
        return judge_name(self.load(*mine), name)[1]

    def messages(self, text: str) -> list[str]:
        """What is told about a rule base that holds `text` too."""
        whole = shutil.copytree(self.base, self.folder / "whole")
        return messages(rules(whole, text))
