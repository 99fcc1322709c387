"""Symbols the engine itself knows: numbers, and the term lists it asks for."""

NUMBER = "#"
FUNCTION_WORD, MEASURE_NOUN, HEAD_STOP, VAGUE = "{function-word}", "{measure-noun}", "{head-stop}", "{vague}"
RESERVED = (FUNCTION_WORD, MEASURE_NOUN, HEAD_STOP, VAGUE)
"""Lists the engine itself asks for; every rule base must define them."""
