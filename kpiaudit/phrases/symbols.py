"""Symbols the engine itself knows: numbers, and the term lists it asks for."""

NUMBER = "#"
FUNCTION_WORD, MEASURE_NOUN, HEAD_STOP = "{function-word}", "{measure-noun}", "{head-stop}"
VAGUE, PER = "{vague}", "{per}"
RESERVED = (FUNCTION_WORD, MEASURE_NOUN, HEAD_STOP, VAGUE, PER)
"""Lists the engine itself asks for; every rule base must define them."""
