"""Symbols: what phrases know words by. Each is one character, so that phrases and what words mean are plain text.

Text is what Python takes apart fastest, and a run takes apart a few thousand phrases before it judges its first KPI.
"""

NUMBER = "#"
FUNCTION_WORD, MEASURE_NOUN, HEAD_STOP = "{function-word}", "{measure-noun}", "{head-stop}"
VAGUE, PER = "{vague}", "{per}"
RESERVED = (FUNCTION_WORD, MEASURE_NOUN, HEAD_STOP, VAGUE, PER)
"""Lists the engine itself asks for; every rule base must define them."""

_FIRST, _SURROGATES, _HOW_MANY = 0x100, 0xD800, 0x800  # below stands what separates; surrogates are no text


def character(number: int) -> str:
    """The character of a number from 0; of that of a symbol, or of any other in a packed phrase."""
    code = number + _FIRST
    return chr(code if code < _SURROGATES else code + _HOW_MANY)


def number(character: str) -> int:
    """The number that `character` made this of."""
    code = ord(character)
    return (code if code < _SURROGATES else code - _HOW_MANY) - _FIRST
