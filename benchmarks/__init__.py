"""Measuring the rules and the program."""
