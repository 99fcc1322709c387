"""What the verdicts add up to. Every function here is pure: data in, data out."""
