"""Formats as data: descriptors in `rules/formats/` say how a file is recognised and where its metrics stand."""
