"""Blind batches: see PLAN.md."""
