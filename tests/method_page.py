"""The parts of `docs/method.md` that are made from the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).parent.parent / "rules"


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((RULES / name).read_text(encoding="utf-8"))
    return found


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(' '.join(cell.replace('|', '/').split()) for cell in line)} |\n" for line in lines)


def _kinds() -> str:
    rows = [
        (f"`{k['id']}`", k["class"], k["segment"].replace("perception", "survey"), k["north_star"], k["about"])
        for k in _read("kinds.yaml")["kinds"]
    ]
    return _table(("kind", "class", "in the balance", "as North Star", "is"), rows)


def _statements() -> str:
    checks = _read("customers.yaml")["success_statements"]
    return _table(("check", "asks"), [(f"`{c['id']}`", c["question"]) for c in checks])


def _said(text: str) -> str:
    return text.replace("{words}", "“...”")


def _barred() -> str:
    rows = _read("north-star.yaml")["barred"]
    examples = [", ".join(f"“{one}”" for one in bar["examples"]["hit"][:2]) for bar in rows]
    return _table(
        ("such as", "because", "may be"),
        [(some, _said(bar["because"]), bar["makes"]) for some, bar in zip(examples, rows, strict=True)],
    )


def _criteria() -> str:
    rows = [(f"`{c['id']}`", c["question"], c["unknown"], c["needs"]) for c in _read("north-star.yaml")["north_star"]]
    return _table(("criterion", "asks", "where the list does not say", "where it is not met"), rows)


def _roles() -> str:
    rows = [(r["id"], r["because"], r["needs"]) for r in _read("north-star.yaml")["roles"]]
    return _table(("", "why it does not lead", "what it would need"), rows)


def _beside() -> str:
    rows = [(b["title"], b["why"], b["look_for"]) for b in _read("north-star.yaml")["beside"]]
    return _table(("", "because", "what to look for"), rows)


def _profiles() -> str:
    return "\n".join(_profile(_read(f"profiles/{file.name}")["profile"]) for file in _files("profiles"))


def _profile(profile: Mapping[str, Any]) -> str:
    kinds = "; ".join(f"`{kind}`: {role}" for kind, role in profile["kinds"].items())
    barred = "".join(f"  - {_said(bar['because'])} {_instead(bar['makes'])}\n" for bar in profile["barred"])
    return (
        f"- **{profile['label']}** (`{profile['id']}`). {profile['about']}\n"
        f"  - Kinds: {kinds}.\n{barred}  - Source: {profile['source']}.\n"
    )


def _instead(role: str) -> str:
    return "It is left out." if role == "never" else f"It may be a {role}."


def _worksheet() -> str:
    sections = _read("worksheet.yaml")["worksheet"]
    return "".join(f"{number}. **{one['title']}.** {one['about']}\n" for number, one in enumerate(sections, 1))


def _lenses() -> str:
    heads = [_read(f"lenses/{file.name}")["lens"] for file in _files("lenses")]
    order = sorted(heads, key=lambda head: head.get("order", len(heads)))
    return _table(
        ("lens", "asks", "source"), [(f"{h['label']} (`{h['id']}`)", h["question"], h["source"]) for h in order]
    )


def _quality() -> str:
    return _table(
        ("check", "level", "why it matters"),
        [(f"`{c['id']}`", c["level"], c["why"]) for c in _read("quality.yaml")["quality"]],
    )


def _pairs() -> str:
    pairs = _read("quality.yaml")["gaming_pairs"]
    return _table(
        ("steering by", "makes it that", "put beside it"),
        [(f"“{pair['examples']['hit'][0]}”", pair["why"], pair["add"]) for pair in pairs],
    )


def _files(folder: str) -> list[Path]:
    return sorted((RULES / folder).glob("*.yaml"))


BLOCKS: Mapping[str, Callable[[], str]] = {
    "kinds": _kinds,
    "statements": _statements,
    "barred": _barred,
    "criteria": _criteria,
    "roles": _roles,
    "beside": _beside,
    "profiles": _profiles,
    "worksheet": _worksheet,
    "lenses": _lenses,
    "quality": _quality,
    "pairs": _pairs,
}
"""Name of a marker on the page -> what stands behind it."""
