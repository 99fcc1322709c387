"""The rules of a client, of everything one may write a little: the tests that need one thing each share one folder."""

from __future__ import annotations

from pathlib import Path

from tests.rulebase import write_shown_rules

LENS = """\
lens:
  id: own
  label: Own
  question: What?
  source: Us
  skip_for:
  - {id: no-shops, phrases: [shop], because: Shops promise customers nothing., examples: {hit: [Shop], miss: [Depot]}}
categories:
- {id: told, label: Told, expects: practice, why: People tell., ask: Who tells?}
- {id: counted, label: Counted, why: It is counted., ask: Who counts?}
rules:
- id: gadgets
  categories: [counted]
  phrases: ["gadget delivered"]
  why: Gadgets count.
  examples: {hit: [Gadgets delivered], miss: [Gadgets]}
- id: not-gadgets
  categories: []
  phrases: ["toy gadget delivered"]
  why: Toys do not count.
  examples: {hit: [Toy gadgets delivered], miss: [Gadgets delivered]}
"""

CHECKS = """\
quality:
- {id: vanity, off: true}
- {id: no-owner, level: error}
- {id: too-many, numbers: {list: 1}}
- {id: no-grit, level: note, message: x, unknown: no grit, needs: [grit], why: x, instead: y}
- id: downloads
  level: error
  message: x
  why: x
  instead: y
  phrases: [download]
  examples: {hit: [Downloads], miss: [Uploads]}
gaming_pairs:
- {id: handle-time, off: true}
- {id: sign-ups, off: true}
"""

LANGUAGES = "languages: [{id: fr, off: true}]\n"


def write_client(folder: Path) -> Path:
    """Write into `folder` what `rules/README.md` shows, and beside it a lens, changed checks, and French to be read."""
    write_shown_rules(folder, right=True)
    for name, text in (("own.yaml", LENS), ("checks.yaml", CHECKS), ("french.yaml", LANGUAGES)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder
