"""Text -> YAML scalars that every reader takes for that very text, plain where that is surely safe."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[^\W\d_](?:[\w ()%/.,'&+-]*[\w)%.])?")
_MEANS_SOMETHING = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"))
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LONGEST_KEY = 1000  # YAML lets a key without `?` have 1,024 characters


def scalar(text: str) -> str:
    """`text` as a value in a block mapping or list, on one line."""
    plain = _PLAIN.fullmatch(text) and text.isprintable() and text.lower() not in _MEANS_SOMETHING
    return text if plain else quoted(text)


def quoted(text: str) -> str:
    """`text` in double quotes; what does not print is escaped. Half characters (surrogates) become U+FFFD."""
    return f'"{"".join(map(_shown, text))}"'


def entry(key: str, text: str) -> str:
    """A key and the text it has."""
    return pair(key, scalar(text))


def pair(key: str, written: str) -> str:
    """A key and a value that is YAML already, on one line where the key allows."""
    name = scalar(key)
    return f"{name}: {written}" if len(name) <= _LONGEST_KEY else f"? {name}\n: {written}"


def _shown(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if char.isprintable():
        return char
    number = ord(char)
    if 0xD800 <= number <= 0xDFFF:
        return "\\ufffd"
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
