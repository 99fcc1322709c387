"""Text -> data that knows the line of every value, within safety limits.

Import the readers from their modules: `from_yaml` brings PyYAML with it, which a run that reads none can spare.
"""

from kpiaudit.source.data import Map, Place, Seq, Value, place_of
from kpiaudit.source.excerpt import excerpt, visible
from kpiaudit.source.limits import MAX_BYTES
from kpiaudit.source.read import decode, read_bytes

__all__ = [
    "MAX_BYTES",
    "Map",
    "Place",
    "Seq",
    "Value",
    "decode",
    "excerpt",
    "parse_json",
    "parse_yaml",
    "place_of",
    "read_bytes",
    "visible",
]


def parse_yaml(data: bytes | str, path: str) -> list[Value]:
    """See `kpiaudit.source.from_yaml.parse_yaml`."""
    from kpiaudit.source import from_yaml

    return from_yaml.parse_yaml(data, path)


def parse_json(text: str, path: str) -> Value:
    """See `kpiaudit.source.from_json.parse_json`."""
    from kpiaudit.source import from_json

    return from_json.parse_json(text, path)
