"""What hostile or broken input may cost. Constants on purpose: a rule file must not be able to lift them."""

MAX_BYTES = 100 * 1024 * 1024
"""Size of one input file, unless the caller allows more (`--max-mb`)."""

MAX_DEPTH = 100
"""Mappings and lists inside each other, aliases followed. Everything that walks data may recurse this deep."""

MAX_ALIAS_NODES = 1_000_000
"""Values reached through YAML aliases, counted as often as they are reached ("billion laughs")."""

MAX_PROBLEMS = 50
"""Structural problems of one file that are listed before reading stops."""

MAX_CELLS = 5_000_000
"""Cells between the first and the last of a workbook's sheet, empty ones included: all take room in memory."""
