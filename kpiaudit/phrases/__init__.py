"""The phrase language: `parse` reads it, `compile` makes tables of it, `match` finds it in texts."""
