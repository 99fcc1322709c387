"""Our named tuples are named tuples: held against those of the standard library."""

from __future__ import annotations

import copy
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest

from kpiaudit.records import NamedTuple


class Ours(NamedTuple):
    """A measure."""

    name: str
    points: float = 0.5
    tags: tuple[str, ...] = ()

    @property
    def loud(self) -> str:
        """Its name, louder."""
        return self.name.upper()


class Theirs(typing.NamedTuple):
    """A measure."""

    name: str
    points: float = 0.5
    tags: tuple[str, ...] = ()

    @property
    def loud(self) -> str:
        """Its name, louder."""
        return self.name.upper()


@pytest.mark.parametrize(
    "seen",
    [
        lambda made: tuple(made("aht")),
        lambda made: tuple(made("aht", tags=("a",))),
        lambda made: tuple(made(points=1, name="aht")),
        lambda made: made("aht").points,
        lambda made: made("aht").loud,
        lambda made: made("aht") == ("aht", 0.5, ()),
        lambda made: hash(made("aht")),
        lambda made: sorted([made("b"), made("a")])[0].name,
        lambda made: repr(made("aht")).replace("Ours", "Theirs"),
        lambda made: tuple(made("aht")._replace(points=2)),
        lambda made: made("aht")._asdict(),
        lambda made: tuple(made._make(["aht", 1, ()])),
        lambda made: tuple(copy.deepcopy(made("aht"))),
        lambda made: tuple(pickle.loads(pickle.dumps(made("aht")))),
        lambda made: type(copy.copy(made("aht"))) is made,
        lambda made: made._fields,
        lambda made: dict(made._field_defaults),
        lambda made: made.__match_args__,
        lambda made: made.__doc__,
        lambda made: isinstance(made("aht"), tuple),
    ],
)
def test_as_the_standard_library(seen: Callable[[Any], object]) -> None:
    assert seen(Ours) == seen(Theirs)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda made: made(), TypeError),
        (lambda made: made("a", 1, (), 2), TypeError),
        (lambda made: made("a", colour=1), TypeError),
        (lambda made: made("a")._replace(colour=1), ValueError),
        (lambda made: setattr(made("a"), "name", "b"), AttributeError),
        (lambda made: setattr(made("a"), "colour", "b"), AttributeError),
    ],
)
def test_as_strict_as_the_standard_library(wrong: Callable[[Any], object], error: type[Exception]) -> None:
    for made in (Ours, Theirs):
        with pytest.raises(error):
            wrong(made)


def test_a_field_may_have_any_name() -> None:
    class Odd(NamedTuple):
        cls: str
        values: int = 1
        make: int = 2

    assert Odd(cls="output")._replace(cls="outcome", make=3) == ("outcome", 1, 3)


def test_defaults_come_last() -> None:
    with pytest.raises(TypeError, match="without a default"):

        class Wrong(NamedTuple):
            one: int = 1
            two: int  # type: ignore[misc]  # that is the mistake
